#include "golden/sample_inspection.h"

#include "rules/rule.h"
#include "support/bytes.h"

#include <string.h>

static const ocigate_item files[] = {
    {"/usr/bin/python3.11", 6800000, 1, 0, -1, false},
    {"/usr/share/a/directory/with/a/name/that/is/rather/long/and/wide/file.bin", 4700000, 1, 1, -1,
     false},
    {"/var/task/caf\xc3\xa9", 716, 1, 1, -1, false},
};

static const ocigate_item directories[] = {
    {"/usr", 11500000, 2, 0, -1, false},
    {"/usr/bin", 6800000, 1, 0, -1, false},
};

static const ocigate_item hidden[] = {
    {"/var/lib/apt/lists", 50100000, 12, -1, 1, false},
    {"/usr/share/doc/a/directory/with/a/name/that/is/long/copyright", 9000000, 1, 0, 1, true},
    {"/f", 1, 1, 0, 0, true},
    {"/f1", 1, 1, 0, 1, false},
    {"/f2", 1, 1, 0, 1, false},
    {"/f3", 1, 1, 0, 1, false},
    {"/f4", 1, 1, 0, 1, false},
    {"/f5", 1, 1, 0, 1, false},
    {"/beyond what is shown", 1, 1, 0, 1, false},
};

#define LIST(array)                                                                                \
    {                                                                                              \
        (array), sizeof(array) / sizeof(array)[0]                                                  \
    }

static const ocigate_contents contents = {
    .counts = {8123, 1, 512, 2, 0, 1024, 1},
    .hard_link_count = 3,
    .hidden = {59100007, 20},
    .lists = {LIST(files), LIST(directories), LIST(hidden)},
};

static const ocigate_contents few_contents = {
    .counts = {1, 0, 0, 0, 0, 1, 0},
    .lists = {{files, 1}, {directories, 1}, {NULL, 0}},
};

static const ocigate_step steps[] = {
    {"entrypoint", "/var/task/run.sh", "/var/task/run.sh", "found"},
    {"interpreter", "/usr/bin/env", "/bin/busybox", "found"},
    {"program", "/usr/bin/python3", "/usr/bin/python3.11", "not-executable"},
    {"loader", "/lib64/ld-linux-x86-64.so.2", "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
     "found"},
    {"library", "libexpat.so.1", NULL, "missing"},
};

static const struct og_rule suppressed_rule = {
    .name = "entry-setuid", .help = "docs/rules.md#entry-setuid", .stage = ""};

static ocigate_suppression suppressed[] = {
    {.finding = {.fact = {.rule = &suppressed_rule,
                          .severity = OCIGATE_SEVERITY_WARNING,
                          .message = "2 files setuid",
                          .fix = "",
                          .count = 1,
                          .document = "layer",
                          .layer_count = 2,
                          .path = "usr/bin/chage"}},
     .reason = "nobody calls them",
     .expires = "2027-01-31"},
    {.finding = {.fact = {.rule = &suppressed_rule,
                          .severity = OCIGATE_SEVERITY_WARNING,
                          .message = "1 file setuid",
                          .fix = "",
                          .count = 1,
                          .image = -1,
                          .document = "archive",
                          .layer = -1}}},
};

static ocigate_image *first_image(ocigate_report *report, size_t result)
{
    ocigate_result *it = report->results;
    while (result-- > 0)
        it = it->next;
    test_require(it->image_count > 0, "no image");
    return &it->images[0];
}

static ocigate_layer *own_layers(ocigate_report *report, ocigate_image *image)
{
    ocigate_layer *layers = OG_NEW_ARRAY(&report->arena, ocigate_layer, image->layer_count);
    test_require(layers != NULL, "out of memory");
    memcpy(layers, image->layers, image->layer_count * sizeof *layers);
    image->layers = layers;
    return layers;
}

ocigate_report *sample_inspection(void)
{
    ocigate_report *report = sample_report();
    ocigate_image *image = first_image(report, 0);
    image->contents = &contents;
    image->command_path = "/var/task/run.sh";
    image->steps = steps;
    image->step_count = sizeof steps / sizeof steps[0];
    image->runtime = "python";
    image->runtime_client = "/var/task/awslambdaric/__main__.py";
    image->user = "app";
    ocigate_layer *layers = own_layers(report, image);
    layers[0].created_by = "/bin/sh -c #(nop) ADD "
                           "file:a6294cc484d6610c19f2e4eda2235c09ee5f401313afb7afd37fa8be08effafa "
                           "in / ";
    layers[0].waste[OCIGATE_WASTE_HIDDEN] = (og_waste){59100007, 20};
    layers[0].waste[OCIGATE_WASTE_REPLACES] = (og_waste){1, 1};
    layers[1].created_by = "RUN |1 V=1 /bin/sh -c apt-get update &&\\x0a\\x09apt-get install -y "
                           "--no-install-recommends libexpat1 ca-certificates # buildkit";
    layers[1].waste[OCIGATE_WASTE_DELETES] = (og_waste){50100006, 18};
    layers[1].waste[OCIGATE_WASTE_REPLACES] = (og_waste){9000000, 1};

    report->results->suppressed = suppressed;
    report->results->suppressed_count = sizeof suppressed / sizeof suppressed[0];

    image = first_image(report, 2); /* nothing is hidden, the command is not there */
    image->contents = &few_contents;
    image->files_are_known = true;

    image = first_image(report, 3);
    image->artifact = "a Helm chart";
    image->entrypoint = NULL;
    image->entrypoint_count = 0;
    return report;
}

/* The name of each image in all that an inspection shows of it. */
static ocigate_report *name_contents(ocigate_report *report)
{
    for (ocigate_result *result = report->results; result != NULL; result = result->next) {
        ocigate_image *image = &result->images[0];
        const char *text = image->name;
        const char **words = OG_NEW_ARRAY(&report->arena, const char *, 2);
        ocigate_item *item = OG_NEW(&report->arena, ocigate_item);
        ocigate_step *step = OG_NEW(&report->arena, ocigate_step);
        ocigate_contents *own = OG_NEW(&report->arena, ocigate_contents);
        test_require(!report->arena.failed, "out of memory");
        words[0] = words[1] = text; /* the second stands alone on its line */
        *item = (ocigate_item){og_arena_format(&report->arena, "/%s", text), 1, 1, 0, 1, false};
        *step = (ocigate_step){"entrypoint", text, text, "found"};
        *own = (ocigate_contents){.hidden = {1, 1}, .lists = {{item, 1}, {item, 1}, {item, 1}}};
        image->contents = own;
        image->entrypoint = image->cmd = image->env = words;
        image->entrypoint_count = image->cmd_count = image->env_count = 2;
        image->working_dir = image->user = image->artifact = text;
        image->steps = step;
        image->step_count = 1;
        image->runtime_client = image->runtime = text;
        image->artifact = NULL;
        own_layers(report, image)[0].created_by = text;
    }
    return report;
}

ocigate_report *sample_hostile_inspection(void)
{
    return name_contents(sample_hostile_report());
}

ocigate_report *sample_markup_inspection(void)
{
    ocigate_report *report = name_contents(sample_markup_report());
    for (ocigate_result *result = report->results; result != NULL; result = result->next) {
        ocigate_suppression *own = OG_NEW(&report->arena, ocigate_suppression);
        test_require(own != NULL, "out of memory");
        own->finding = result->findings[0];
        own->reason = own->expires = result->name;
        result->suppressed = own;
        result->suppressed_count = 1;
    }
    return report;
}
