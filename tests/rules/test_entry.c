/* Entries of layers: the rules. What the merge finds is tested with the merge. */
#include "rules/model.h"
#include "support/layer_entries.h"

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

/* The log of a layer, filled in one go. */
static void add_entries(model *m, const char *const *paths, const og_entry *entries, size_t count)
{
    test_layer_entries layer = {0};
    for (size_t i = 0; i < count; i++)
        test_layer_add(&layer, &m->arena, paths[i], entries[i]);
    model_blob(m->first->layers[1].blob)->entries = layer.log;
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
    add_entries(m, (const char *const[]){"dev/null", "dev/sda"},
                (const og_entry[]){{.type = '3', .mode = 0666}, {.type = '4', .mode = 0660}}, 2);
}

static void add_fifo(model *m)
{
    add_entries(m, (const char *const[]){"run/pipe"},
                (const og_entry[]){{.type = '6', .mode = 0600}}, 1);
}

static void add_setuid(model *m)
{
    add_entries(m, (const char *const[]){"usr/bin/ping", "usr/bin/write", "usr/bin/su"},
                (const og_entry[]){{.type = '0', .mode = 0755, .has_capabilities = true},
                                   {.type = '0', .mode = 02755},
                                   {.type = '0', .mode = 04755}},
                3);
}

static void add_setuid_hard_link(model *m)
{
    add_entries(m, (const char *const[]){"usr/bin/su2", "usr/bin/su"},
                (const og_entry[]){{.type = '1', .mode = 04755}, {.type = '0', .mode = 04755}}, 2);
}

static void add_usual_entries(model *m)
{
    add_entries(m, (const char *const[]){"usr/bin/awk", "usr/bin/true", "tmp", "var/mail"},
                (const og_entry[]){{.type = '2', .mode = 0777},
                                   {.type = '0', .mode = 0755},
                                   {.type = '5', .mode = 01777},
                                   {.type = '5', .mode = 02775}},
                4);
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
