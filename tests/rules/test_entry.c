/* Entries of layers: the rules. What the merge finds is tested with the merge. */
#include "rules/model.h"

#include <criterion/criterion.h>

static void keep(model *m)
{
    (void)m;
}

static void add(model *m, og_defect_kind kind)
{
    model_add_defect(m, &model_blob(m->first->layers[1].blob)->defects, kind)->path = "usr/bin/x";
}

static void climb(model *m)
{
    add(m, OG_DEFECT_ENTRY_PATH_UNSAFE);
}

static void begin_with_slash(model *m)
{
    add(m, OG_DEFECT_ENTRY_PATH_ABSOLUTE);
}

static void store_sparse(model *m)
{
    add(m, OG_DEFECT_TAR_SPARSE);
}

static og_entry *add_entry(model *m, const char *path, char type, uint32_t mode)
{
    og_entry *entry = OG_NEW(&m->arena, og_entry);
    cr_assert(entry != NULL);
    *entry = (og_entry){.path = path, .type = type, .mode = mode};
    og_blob_facts *blob = model_blob(m->first->layers[1].blob);
    entry->next = (og_entry *)(uintptr_t)blob->entries;
    blob->entries = entry;
    return entry;
}

static void add_merged(model *m, og_defect_kind kind)
{
    og_defect *defect = model_add_defect(m, &m->first->layers[1].entry_defects, kind);
    defect->path = "opt/x";
}

static void lack_parent(model *m)
{
    add_merged(m, OG_DEFECT_ENTRY_PARENT_MISSING);
}

static void lack_parent_under_oci(model *m)
{
    lack_parent(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void go_through_link(model *m)
{
    add_merged(m, OG_DEFECT_ENTRY_PARENT_LINK);
}

static void go_through_file(model *m)
{
    add_merged(m, OG_DEFECT_ENTRY_PARENT_FILE);
}

static void come_twice(model *m)
{
    add_merged(m, OG_DEFECT_ENTRY_DUPLICATE);
}

static void link_to_nothing(model *m)
{
    add_merged(m, OG_DEFECT_ENTRY_HARDLINK_MISSING);
}

static void hide_nothing(model *m)
{
    add_merged(m, OG_DEFECT_ENTRY_WHITEOUT_INVALID);
}

static void add_devices(model *m)
{
    (void)add_entry(m, "dev/sda", '4', 0660);
    (void)add_entry(m, "dev/null", '3', 0666);
}

static void add_fifo(model *m)
{
    (void)add_entry(m, "run/pipe", '6', 0600);
}

static void add_setuid(model *m)
{
    (void)add_entry(m, "usr/bin/su", '0', 04755);
    (void)add_entry(m, "usr/bin/write", '0', 02755);
    add_entry(m, "usr/bin/ping", '0', 0755)->has_capabilities = true;
}

static void add_setuid_hard_link(model *m)
{
    (void)add_entry(m, "usr/bin/su", '0', 04755);
    (void)add_entry(m, "usr/bin/su2", '1', 04755);
}

static void add_usual_entries(model *m)
{
    (void)add_entry(m, "var/mail", '5', 02775);
    (void)add_entry(m, "tmp", '5', 01777);
    (void)add_entry(m, "usr/bin/true", '0', 0755);
    (void)add_entry(m, "usr/bin/awk", '2', 0777);
}

static const rule_case rows[] = {
    {"entry-path-unsafe", "..", climb, "error:entry-path-unsafe", "usr/bin/x"},
    {"entry-path-unsafe", "a usual path", keep, "", NULL},
    {"entry-path-absolute", "a slash", begin_with_slash, "warning:entry-path-absolute", NULL},
    {"entry-path-absolute", "a usual path", keep, "", NULL},
    {"entry-parent-missing", "no directory", lack_parent, "error:entry-parent-missing", "opt/x"},
    {"entry-parent-missing", "under oci", lack_parent_under_oci, "info:entry-parent-missing", NULL},
    {"entry-parent-missing", "usual entries", add_usual_entries, "", NULL},
    {"entry-parent-link", "a link", go_through_link, "warning:entry-parent-link", "opt/x"},
    {"entry-parent-link", "usual entries", add_usual_entries, "", NULL},
    {"entry-parent-file", "a file", go_through_file, "error:entry-parent-file", "opt/x"},
    {"entry-parent-file", "usual entries", add_usual_entries, "", NULL},
    {"entry-duplicate", "twice", come_twice, "warning:entry-duplicate", "opt/x"},
    {"entry-duplicate", "usual entries", add_usual_entries, "", NULL},
    {"entry-hardlink-missing", "no target", link_to_nothing, "error:entry-hardlink-missing",
     "opt/x"},
    {"entry-hardlink-missing", "usual entries", add_usual_entries, "", NULL},
    {"entry-whiteout-invalid", "no name", hide_nothing, "error:entry-whiteout-invalid", "opt/x"},
    {"entry-whiteout-invalid", "usual entries", add_usual_entries, "", NULL},
    {"entry-device", "two", add_devices, "warning:entry-device warning:entry-device",
     "character device"},
    {"entry-device", "a fifo", add_fifo, "info:entry-device", "run/pipe"},
    {"entry-device", "usual entries", add_usual_entries, "", NULL},
    {"entry-setuid", "three, one finding", add_setuid, "info:entry-setuid",
     "3 files setuid, setgid or with capabilities: usr/bin/ping (capabilities), usr/bin/write "
     "(mode 2755), usr/bin/su (mode 4755)"},
    {"entry-setuid", "a second name", add_setuid_hard_link, "info:entry-setuid",
     "1 file is setuid, setgid or with capabilities: usr/bin/su (mode 4755)"},
    {"entry-setuid", "usual entries", add_usual_entries, "", NULL},
    {"entry-sparse", "a sparse file", store_sparse, "error:entry-sparse", NULL},
    {"entry-sparse", "a usual file", keep, "", NULL},
};

RULE_CASES(entry_cases, rows);

Test(rules_entry, judge_entries)
{
    rule_cases_run(&entry_cases);
}
