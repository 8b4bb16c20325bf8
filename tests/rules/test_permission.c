#include "rules/model.h"

#include "image/rootfs.h"

#include <criterion/criterion.h>

static og_service *known(model *m)
{
    og_service *service = &m->first->image.service;
    service->is_known = true;
    return service;
}

static const og_node *add_node(model *m, const char *path, unsigned mode)
{
    og_entry *entry = OG_NEW(&m->arena, og_entry);
    og_node *node = OG_NEW(&m->arena, og_node);
    *entry = (og_entry){.name = path, .mode = mode, .type = '0', .size = 10};
    *node = (og_node){.path = path, .entry = entry, .file = entry, .layer = 1, .type = '0'};
    return node;
}

static void add(model *m, og_file_set *set, size_t count, const char *path, unsigned mode)
{
    set->first = OG_NEW_ARRAY(&m->arena, const og_node *, count);
    for (size_t i = 0; i < count; i++)
        set->first[i] = add_node(m, path, mode);
    set->count = set->kept = count;
    set->where = set->targets = "/var/task";
}

static void have_one_unreadable(model *m)
{
    add(m, &known(m)->unreadable, 1, "var/task/a.py", 0600);
}

static void have_two_unreadable(model *m)
{
    add(m, &known(m)->unreadable, 2, "var/task/a.py", 0600);
}

static void have_unreadable_of_unknown(model *m)
{
    have_one_unreadable(m);
    m->first->image.service.is_known = false;
}

static void have_more_than_are_kept(model *m)
{
    have_one_unreadable(m);
    m->first->image.service.unreadable.count = 12;
}

static void have_unreadable_handler(model *m)
{
    og_service *service = known(m);
    service->handler_file = add_node(m, "var/task/app.py", 0640);
    service->handler_is_unreadable = true;
}

static void have_readable_handler(model *m)
{
    known(m)->handler_file = add_node(m, "var/task/app.py", 0644);
}

static void have_closed(model *m)
{
    add(m, &known(m)->closed, 1, "var/task/lib", 0700);
}

static void have_hidden(model *m)
{
    add(m, &known(m)->hidden, 1, "tmp/model.bin", 0644);
    m->first->image.service.hidden.where = "/tmp";
}

static void have_nothing(model *m)
{
    (void)known(m);
}

static void use_oci(model *m)
{
    have_one_unreadable(m);
    have_closed(m);
    have_hidden(m);
    m->options.profile = OG_PROFILE_OCI;
}

static const rule_case rows[] = {
    {"file-unreadable", "one", have_one_unreadable, "warning:file-unreadable",
     "COPY --chmod=a+rX . /var/task"},
    {"file-unreadable", "both values", have_one_unreadable, "warning:file-unreadable",
     "var/task/a.py has mode 0600"},
    {"file-unreadable", "two", have_two_unreadable,
     "warning:file-unreadable warning:file-unreadable",
     "2 files below /var/task cannot be read by the Lambda user"},
    {"file-unreadable", "counted", have_more_than_are_kept, "warning:file-unreadable",
     "12 files below /var/task"},
    {"file-unreadable", "the handler", have_unreadable_handler, "error:file-unreadable",
     "RUN chmod a+r /var/task/app.py"},
    {"file-unreadable", "a handler that can be read", have_readable_handler, "", NULL},
    {"file-unreadable", "none", have_nothing, "", NULL},
    {"file-unreadable", "files not known", have_unreadable_of_unknown, "", NULL},
    {"file-unreadable", "under oci", use_oci, "", NULL},
    {"directory-closed", "one", have_closed, "warning:directory-closed",
     "1 directory of the function cannot be entered"},
    {"directory-closed", "none", have_nothing, "", NULL},
    {"directory-closed", "under oci", use_oci, "", NULL},
    {"path-hidden", "one", have_hidden, "warning:path-hidden", "1 file below /tmp"},
    {"path-hidden", "none", have_nothing, "", NULL},
    {"path-hidden", "under oci", use_oci, "", NULL},
};

RULE_CASES(permission_cases, rows);

Test(rules_permission, judge_what_others_can_read)
{
    rule_cases_run(&permission_cases);
}
