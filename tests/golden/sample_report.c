#include "golden/sample_report.h"
#include "golden/sample_texts.h"

#include "report/fingerprint.h"
#include "rules/rule.h"
#include "support/bytes.h"

#include <string.h>

/* Rules of their own, so that the expected reports do not follow each change of a text. */
#define HELP "https://example.com/rules/"

static const struct og_rule symlink_rule = {
    .name = "entrypoint-symlink", .help = HELP "entrypoint-symlink", .stage = "init"};
static const struct og_rule unreadable_rule = {
    .name = "file-unreadable", .help = HELP "file-unreadable", .stage = "init"};
static const struct og_rule digest_rule = {
    .name = "blob-digest-mismatch", .help = HELP "blob-digest-mismatch", .stage = "push"};
static const struct og_rule zstd_rule = {
    .name = "layer-zstd", .help = HELP "layer-zstd", .stage = "optimize"};
static const struct og_rule json_rule = {
    .name = "json-invalid", .help = HELP "json-invalid", .stage = "push"};
static const struct og_rule unexpected_rule = {
    .name = "archive-entry-unexpected", .help = HELP "archive-entry-unexpected", .stage = ""};

#define DIGEST(c) "sha256:" c c c c c c c c c c c c c c c c
#define A DIGEST("aaaa")
#define B DIGEST("bbbb")
#define C DIGEST("cccc")
#define D DIGEST("dddd")
#define E DIGEST("eeee")

static og_layer_summary layers[] = {
    {.media_type = "application/vnd.oci.image.layer.v1.tar+gzip",
     .digest = A,
     .size = 30109857,
     .has_size = true,
     .compression = "gzip",
     .diff_id = B,
     .uncompressed_size = 77900800,
     .has_uncompressed_size = true,
     .entries = 3498,
     .has_entries = true},
    {.digest = C,
     .size = 155105280,
     .has_size = true,
     .compression = "none",
     .diff_id = C,
     .uncompressed_size = 155105280,
     .has_uncompressed_size = true,
     .entries = 1,
     .has_entries = true},
    {.digest = D}, /* not read */
};

static const char *references[] = {"app:1", "registry.example.com/team/app:1"};
static const char *entrypoint[] = {"/usr/bin/python3", "-m", "awslambdaric"};
static const char *environment[] = {"PATH=/usr/bin:/bin", "TZ=:/etc/localtime"};
static const char *no_strings[] = {""};

static const ocigate_image good_image = {
    .references = references,
    .reference_count = 2,
    .name = "app:1",
    .manifest = {"application/vnd.oci.image.manifest.v1+json", E, 716, true, true},
    .config = {"application/vnd.oci.image.config.v1+json", B, 2401, true, true},
    .os = "linux",
    .architecture = "arm64",
    .variant = "v8",
    .entrypoint = entrypoint,
    .entrypoint_count = 3,
    .cmd = no_strings,
    .env = environment,
    .env_count = 2,
    .working_dir = "/var/task",
    .layers = layers,
    .layer_count = 2,
    .compressed_bytes = 185215137,
    .has_compressed_bytes = true,
    .unpacked_bytes = 233006080,
    .has_unpacked_bytes = true,
    .rootfs_bytes = 229000000,
    .has_rootfs_bytes = true,
    .limit_bytes = UINT64_C(10737418240),
    .has_limit = true,
    .proofs = 12,
};

/* A classic docker-archive of which one layer was not read; no limit is judged. */
static const ocigate_image partial_image = {
    .references = references,
    .reference_count = 1,
    .name = "app:1",
    .config = {NULL, B, 2401, true, true},
    .os = "linux",
    .architecture = "amd64",
    .layers = layers,
    .layer_count = 3,
};

static const og_finding symlink_finding = {
    .rule = &symlink_rule,
    .severity = OCIGATE_SEVERITY_ERROR,
    .message = "the entrypoint /usr/bin/python3 is a symbolic link",
    .fix = "ENTRYPOINT [\"/usr/bin/python3.11\", \"-m\", \"awslambdaric\"]",
    .found = "usr/bin/python3 -> python3.11",
    .count = 1,
    .document = "config",
    .blob = B,
    .pointer = "/config/Entrypoint/0",
    .layer_count = 2,
    .path = "usr/bin/python3",
};

static const og_finding digest_finding = {
    .rule = &digest_rule,
    .severity = OCIGATE_SEVERITY_ERROR,
    .message = "the digest of the layer is not the one that the manifest promises, so that every "
               "registry will refuse it",
    .fix = "build or save the image again:\ndocker buildx build --output type=oci,dest=app.tar .",
    .expected = A,
    .found = D,
    .count = 1,
    .document = "manifest",
    .blob = A,
    .pointer = "/layers/1",
    .layer = 1,
    .layer_count = 2,
    .created_by = "RUN /bin/sh -c apt-get update &&     apt-get install -y --no-install-recommends "
                  "libexpat1 # buildkit",
};

static const og_finding unreadable_finding = {
    .rule = &unreadable_rule,
    .severity = OCIGATE_SEVERITY_WARNING,
    .message = "files below /var/task cannot be read by the Lambda user",
    .fix = "COPY --chmod=a+rX . /var/task",
    .found = "mode 0600",
    .count = 1,
    .document = "layer",
    .blob = C,
    .layer = 1,
    .layer_count = 2,
    .created_by = "/bin/sh -c #(nop) COPY dir:3f in /var/task ",
};

/* The same in each layer. */
static const og_finding zstd_finding = {
    .rule = &zstd_rule,
    .severity = OCIGATE_SEVERITY_WARNING,
    .message = "a layer that is compressed with zstd",
    .fix = "docker buildx build --output type=oci,dest=app.tar,compression=gzip .",
    .count = 1,
    .image = 1,
    .document = "manifest",
    .pointer = "/layers/0/mediaType",
    .layer_count = 5,
    .created_by = "/bin/sh -c #(nop) COPY "
                  "file:a6294cc484d6610c19f2e4eda2235c09ee5f401313afb7afd37fa8be08effafa in /opt ",
};

static const og_finding json_finding = {
    .rule = &json_rule,
    .severity = OCIGATE_SEVERITY_ERROR,
    .message = "a value is missing after the comma",
    .fix = "write the document again",
    .count = 1,
    .image = -1,
    .document = "index",
    .blob = E,
    .layer = -1,
    .line = 3,
    .column = 14,
};

static const og_finding unexpected_finding = {
    .rule = &unexpected_rule,
    .severity = OCIGATE_SEVERITY_INFO,
    .message = "members that belong to no known format",
    .fix = "leave them out",
    .count = 1,
    .image = -1,
    .document = "archive",
    .layer = -1,
};

static ocigate_report *new_report(void)
{
    ocigate_report *report = NULL;
    ocigate_error error = {0};
    test_require(ocigate_report_new(NULL, &report, &error) == OCIGATE_OK, "%s", error.text);
    return report;
}

static ocigate_result *add_result(ocigate_report *report, const char *name, const char *kind,
                                  size_t image_count, size_t finding_count)
{
    ocigate_result *result = OG_NEW(&report->arena, ocigate_result);
    test_require(result != NULL, "out of memory");
    result->name = name;
    result->kind = kind;
    result->compression = "none";
    result->bytes = 233030144;
    result->seconds = 0.21;
    result->threads = 2;
    result->rules_run = 91;
    result->tool_version = "0.1.0";
    result->fail_on = OCIGATE_SEVERITY_ERROR;
    result->images = OG_NEW_ARRAY(&report->arena, ocigate_image, image_count);
    result->image_count = image_count;
    result->findings = OG_NEW_ARRAY(&report->arena, ocigate_finding, finding_count);
    test_require(!report->arena.failed, "out of memory");
    if (report->last == NULL)
        report->results = result;
    else
        report->last->next = result;
    report->last = result;
    report->result_count++;
    return result;
}

static og_finding *add_finding(ocigate_result *result, const og_finding *finding, bool is_folded)
{
    ocigate_finding *added = &result->findings[result->finding_count++];
    *added = (ocigate_finding){.fact = *finding, .is_folded = is_folded};
    result->counts[OCIGATE_SEVERITY_OFF]++;
    result->counts[finding->severity]++;
    result->blocks[OCIGATE_SEVERITY_OFF] += !is_folded;
    result->blocks[finding->severity] += !is_folded;
    return &added->fact;
}

static void set_verdict(ocigate_image *image, ocigate_verdict verdict, uint64_t errors,
                        uint64_t warnings, uint64_t infos)
{
    image->verdict = verdict;
    image->blocks[OCIGATE_SEVERITY_ERROR] = errors;
    image->blocks[OCIGATE_SEVERITY_WARNING] = warnings;
    image->blocks[OCIGATE_SEVERITY_INFO] = infos;
    image->blocks[OCIGATE_SEVERITY_OFF] = errors + warnings + infos;
}

/* The findings of the blocks. */
static void count_findings(ocigate_result *result)
{
    for (size_t i = 0; i < result->image_count; i++)
        memcpy(result->images[i].counts, result->images[i].blocks, sizeof result->images[i].blocks);
    for (size_t i = 0; i < result->finding_count; i++) {
        const ocigate_finding *finding = &result->findings[i];
        if (!finding->is_folded)
            continue;
        result->images[finding->fact.image].counts[finding->fact.severity]++;
        result->images[finding->fact.image].counts[OCIGATE_SEVERITY_OFF]++;
    }
}

static og_finding *add_suppressed(ocigate_report *report, ocigate_result *result,
                                  const og_finding *finding, const char *reason,
                                  const char *expires)
{
    if (result->suppressed == NULL)
        result->suppressed = OG_NEW_ARRAY(&report->arena, ocigate_suppression, 4);
    ocigate_suppression *added = &result->suppressed[result->suppressed_count++];
    *added =
        (ocigate_suppression){.finding = {.fact = *finding}, .reason = reason, .expires = expires};
    return &added->finding.fact;
}

static void add_failing(ocigate_report *report)
{
    static const char *const paths[] = {"var/task/app.py", "var/task/lib/a.py", "var/task/lib/b.py",
                                        "var/task/lib/c.py", "var/task/lib/d.py"};
    ocigate_result *result = add_result(report, "-", "docker-archive", 1, 8);
    result->verdict = OCIGATE_VERDICT_FAIL;
    result->images[0] = good_image;
    add_finding(result, &symlink_finding, false);
    add_finding(result, &digest_finding, false);
    for (size_t i = 0; i < 5; i++) {
        og_finding *fact = add_finding(result, &unreadable_finding, i > 0);
        fact->path = paths[i];
        fact->count = i == 4 ? 8 : 1; /* beyond what is kept, the last one counts the others */
    }
    og_finding *fact = add_finding(result, &unexpected_finding, false);
    fact->path = "README";
    fact = add_suppressed(report, result, &unreadable_finding, "read by nobody", "2027-01-31");
    fact->path = "var/task/vendor/x.py";
    fact = add_suppressed(report, result, &digest_finding, NULL, NULL);
    fact->pointer = "/layers/0";
    set_verdict(&result->images[0], OCIGATE_VERDICT_FAIL, 2, 1, 1);
    count_findings(result);
}

static void add_layout(ocigate_report *report)
{
    ocigate_result *result = add_result(report, "my layout", "oci-layout", 2, 7);
    result->verdict = OCIGATE_VERDICT_FAIL;
    result->images[0] = good_image;
    result->images[1] = partial_image;
    result->images[1].reference_count = 0;
    add_finding(result, &json_finding, false);
    og_finding *fact = add_finding(result, &symlink_finding, false);
    fact->image = 1;
    fact->layer_count = 3;
    for (ptrdiff_t i = 0; i < 5; i++)
        add_finding(result, &zstd_finding, i > 0)->layer = i;
    set_verdict(&result->images[0], OCIGATE_VERDICT_FAIL, 1, 0, 0);
    set_verdict(&result->images[1], OCIGATE_VERDICT_FAIL, 2, 1, 0);
    count_findings(result);
    static const uint64_t unlisted[] = {1236, 2, 1233, 1};
    memcpy(result->unlisted, unlisted, sizeof unlisted);
    memcpy(result->images[1].unlisted, unlisted, sizeof unlisted);
}

/* The index fails, and the only image that was judged does not. */
static void add_index(ocigate_report *report)
{
    ocigate_result *result = add_result(report, "index.tar", "oci-archive", 1, 1);
    result->compression = "gzip";
    result->verdict = OCIGATE_VERDICT_FAIL;
    result->images[0] = good_image;
    result->images[0].variant = NULL;
    set_verdict(&result->images[0], OCIGATE_VERDICT_PASS, 0, 0, 0);
    add_finding(result, &json_finding, false);
}

static void add_others(ocigate_report *report)
{
    ocigate_result *result = add_result(report, "good.tar", "docker-archive", 1, 0);
    result->images[0] = good_image;
    result->images[0].name = DIGEST("1234");
    result->images[0].reference_count = 0;
    result->seconds = 0.0042;

    result = add_result(report, "notes.txt", "unknown", 0, 1);
    result->verdict = OCIGATE_VERDICT_FAIL;
    result->bytes = 716;
    result->seconds = 0;
    og_finding *fact = add_finding(result, &json_finding, false);
    fact->document = "archive";
    fact->blob = NULL;
    fact->line = 0;

    result = add_result(report, "cut.tar", "docker-archive", 1, 0);
    result->verdict = OCIGATE_VERDICT_ERROR;
    result->error = "cannot read cut.tar: Input/output error";
    result->images[0] = partial_image;
    result->images[0].verdict = OCIGATE_VERDICT_ERROR;
    result->images[0].error = result->error;

    result = add_result(report, "gone.tar", "unknown", 0, 0);
    result->verdict = OCIGATE_VERDICT_ERROR;
    result->error = "cannot open gone.tar: No such file or directory";
    result->bytes = 0;
    result->seconds = 0;
}

static void add_fingerprints(ocigate_report *report)
{
    for (ocigate_result *result = report->results; result != NULL; result = result->next) {
        ocigate_status status =
            og_fingerprint_findings(&report->arena, result->findings, result->finding_count, NULL);
        for (size_t i = 0; status == OCIGATE_OK && i < result->suppressed_count; i++)
            status =
                og_fingerprint_findings(&report->arena, &result->suppressed[i].finding, 1, NULL);
        test_require(status == OCIGATE_OK, "fingerprints");
    }
}

ocigate_report *sample_report(void)
{
    ocigate_report *report = new_report();
    add_failing(report);
    add_layout(report);
    add_index(report);
    add_others(report);
    add_fingerprints(report);
    return report;
}

/* A result for each name, with that name wherever an image has a say. */
static void add_named(ocigate_report *report, const char *const *names, size_t count,
                      const char *fix)
{
    for (size_t i = 0; i < count; i++) {
        ocigate_result *result = add_result(report, names[i], "docker-archive", 1, 1);
        result->verdict = OCIGATE_VERDICT_FAIL;
        result->images[0] = good_image;
        result->images[0].name = names[i];
        result->images[0].os = names[i];
        set_verdict(&result->images[0], OCIGATE_VERDICT_FAIL, 1, 0, 0);
        og_finding *fact = add_finding(result, &symlink_finding, false);
        fact->message = names[i];
        fact->found = names[i];
        fact->path = names[i];
        fact->fix = fix;
        count_findings(result);
    }
    add_fingerprints(report);
}

ocigate_report *sample_hostile_report(void)
{
    ocigate_report *report = new_report();
    add_named(report, hostile_texts, sizeof hostile_texts / sizeof hostile_texts[0],
              "first line\n::error::second line\n##[third]");
    return report;
}

#define LONG_NAME 2500u

/* The pattern again and again. */
static const char *long_name(ocigate_report *report, const char *pattern)
{
    char *name = OG_NEW_ARRAY(&report->arena, char, LONG_NAME + 1);
    test_require(name != NULL, "out of memory");
    for (size_t i = 0; i < LONG_NAME; i++)
        name[i] = pattern[i % strlen(pattern)];
    return name;
}

ocigate_report *sample_markup_report(void)
{
    enum { TEXTS = sizeof markup_texts / sizeof markup_texts[0] };
    ocigate_report *report = new_report();
    const char *names[TEXTS + 2];
    memcpy(names, markup_texts, sizeof markup_texts);
    names[TEXTS] = long_name(report, "0123456789");
    names[TEXTS + 1] = long_name(report, "`|<&@a[x ");
    add_named(report, names, TEXTS + 2, "ENTRYPOINT [\"<b>\"] | `x` @octocat\n</pre><script>");
    return report;
}
