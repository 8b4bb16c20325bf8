/* What an image says must not speak for the program; what cannot be written must not be lost. */
#include "hostile/hostile.h"

#include <stdio.h>
#include <string.h>

/* Of "github" every line is a command, of the tool's own making. */
static bool is_own_command(const char *line)
{
    static const char *const own[] = {
        "::error file=Dockerfile,line=1,title=", "::warning file=Dockerfile,line=1,title=",
        "::notice file=Dockerfile,line=1,title=", "::debug::ocigate: "};
    for (size_t i = 0; i < TEST_COUNT(own); i++) {
        if (strncmp(line, own[i], strlen(own[i])) == 0)
            return true;
    }
    return false;
}

/* A finding that shows the text: the name of an entry, absolute, and that of the image. */
static void show(hostile_fixture *f)
{
    og_buf *tar = &test_layer_add(f->archive, f->image)->tar;
    const char *name = test_text(f->archive, "/%s", f->row->text);
    test_tar_add(tar, &(test_tar_entry){.name = name, .dialect = TEST_GNU});
    test_tar_end_add(tar, TEST_END_TWO_BLOCKS);
    og_buf entry;
    og_buf_init(&entry);
    test_json_string(&entry, name + 1);
    f->archive->indexes[0]->entries[0].annotations =
        test_text(f->archive, "{\"org.opencontainers.image.ref.name\":%s}", og_buf_string(&entry));
    og_buf_fini(&entry);
    f->image->tags[0] = NULL;
}

static size_t count_verdicts(const char *text)
{
    size_t count = 0;
    for (const char *line = text; line != NULL && *line != '\0'; line = strchr(line, '\n')) {
        line += *line == '\n' ? 1 : 0;
        count += strncmp(line, "PASS", 4) == 0 || strncmp(line, "FAIL", 4) == 0 ? 1 : 0;
    }
    return count;
}

static bool has_command_line(const char *text, bool has_own)
{
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += strspn(line, "\n \t");
        if (strncmp(line, "::", 2) == 0 && !(has_own && is_own_command(line)))
            return true;
    }
    return strstr(text, "##[") != NULL || strstr(text, "##vso[") != NULL;
}

static void inert(hostile_fixture *f)
{
    const char *format;
    for (size_t i = 0; (format = ocigate_render_format(i)) != NULL; i++) {
        hostile_command_run run;
        hostile_command(
            f,
            test_text(f->archive, "\"$OCIGATE\" --color never --format %s \"$INPUT\" 2>&1", format),
            &run);
        const char *out = og_buf_string(&run.out);
        bool good = run.status == 0 || run.status == 1;
        for (size_t j = 0; j < run.out.length; j++)
            good = good && ((unsigned char)out[j] >= 0x20 || out[j] == '\n') && out[j] != 0x7f;
        if (!good || has_command_line(out, strcmp(format, "github") == 0) ||
            (i == 0 && count_verdicts(out) != 1))
            og_buf_format(&f->why, "\n  %s, status %d: %.900s", format, run.status, out);
        og_buf_fini(&run.out);
    }
}

/* The same, and what reads XML and JSON takes the whole of it. */
static void readable(hostile_fixture *f)
{
    static const char script[] =
        "for format in json sarif gitlab junit; do"
        "  read='import json, sys; json.load(sys.stdin.buffer)';"
        "  [ $format = junit ] &&"
        "    read='import sys, xml.dom.minidom as dom; dom.parse(sys.stdin.buffer)';"
        "  \"$OCIGATE\" --format $format \"$INPUT\" | python3 -c \"$read\" 2>&1 || exit 1;"
        "done; echo read";
    hostile_command_run run;
    inert(f);
    hostile_command(f, script, &run);
    if (run.status != 0 || strcmp(og_buf_string(&run.out), "read\n") != 0)
        og_buf_format(&f->why, "\n  status %d: %.900s", run.status, og_buf_string(&run.out));
    og_buf_fini(&run.out);
}

/* text: the script, %s: the format. The status must be 3, by exit or as the last line. */
static void lost(hostile_fixture *f)
{
    const char *format;
    for (size_t i = 0; (format = ocigate_render_format(i)) != NULL; i++) {
        hostile_command_run run;
        const char *script = test_replace(f->archive, f->row->text, "FORMAT", format);
        hostile_command(f, script, &run);
        if (run.status != 0 || strcmp(og_buf_string(&run.out), "3\n") != 0)
            og_buf_format(&f->why, "\n  %s: status %d: %.300s", format, run.status,
                          og_buf_string(&run.out));
        og_buf_fini(&run.out);
    }
}

/* Many findings of one rule: a bounded number is kept, all are counted. */
static void flood(hostile_fixture *f)
{
    og_buf *tar = &test_layer_add(f->archive, f->image)->tar;
    for (long i = 0; i < f->row->number; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "/f%ld", i);
        test_tar_file(tar, name, 0644, "");
    }
    test_tar_end_add(tar, TEST_END_TWO_BLOCKS);
}

/* number images, each with a manifest of its own that lacks everything: many findings on each. */
static void add_bad_images(hostile_fixture *f)
{
    og_buf index;
    og_buf_init(&index);
    og_buf_text(&index, "{\"schemaVersion\":2,\"manifests\":[");
    for (long i = 0; i < f->row->number; i++) {
        const char *manifest = test_text(f->archive, "{\"n\":%ld}", i);
        char digest[TEST_DIGEST_SIZE];
        test_digest(manifest, strlen(manifest), digest);
        (void)test_member_add(f->archive, test_text(f->archive, "blobs/sha256/%s", digest + 7), '0',
                              manifest, strlen(manifest));
        og_buf_format(&index, "%s{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%zu}",
                      i == 0 ? "" : ",", TEST_TYPE_OCI_MANIFEST, digest, strlen(manifest));
    }
    og_buf_text(&index, "]}");
    test_member *member = test_member_find(f->archive, "index.json");
    og_buf_clear(&member->body);
    og_buf_add(&member->body, index.data, index.length);
    og_buf_fini(&index);
}

/* Exactly the limit is listed, all is counted, and each image fails all the same. */
static void flood_of_images(hostile_fixture *f)
{
    test_archive_build(f->archive, TEST_FORM_OCI);
    add_bad_images(f);
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive_write(f->archive, TEST_PLAIN, &bytes);
    test_run run;
    test_run_memory(&run, NULL, bytes.data, bytes.length, 0);
    const ocigate_result *result = ocigate_report_result(run.report, 0);
    size_t failing = 0;
    for (size_t i = 0; i < ocigate_result_image_count(result); i++)
        failing += ocigate_image_verdict(ocigate_result_image(result, i)) == OCIGATE_VERDICT_FAIL;
    if (ocigate_result_finding_count(result) != 10000 ||
        ocigate_result_unlisted_count(result, OCIGATE_SEVERITY_ERROR) == 0 ||
        failing != (size_t)f->row->number)
        og_buf_format(
            &f->why, "\n  %zu findings, %llu errors not listed, %zu images fail",
            ocigate_result_finding_count(result),
            (unsigned long long)ocigate_result_unlisted_count(result, OCIGATE_SEVERITY_ERROR),
            failing);
    test_run_fini(&run);
    og_buf_fini(&bytes);
}

#define SHOW(row_id, row_name, words)                                                              \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = "", .before = show, .custom = inert,           \
        .text = words, .form = TEST_FORM_OCI, .seconds = HOSTILE_SECONDS_LONG                      \
    }
#define READ(row_id, row_name, words)                                                              \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = "", .before = show, .custom = readable,        \
        .text = words, .form = TEST_FORM_OCI, .seconds = HOSTILE_SECONDS_LONG                      \
    }
#define LOST(row_id, row_name, words)                                                              \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = "", .custom = lost, .text = words,             \
        .form = TEST_FORM_OCI                                                                      \
    }

static const hostile_row rows[] = {
    SHOW("H-150", "terminal escapes", "\x1b[2J\x1b]0;x\x07\x7f\xc2\x9b"),
    SHOW("H-151", "::error", "\n::error::x"),
    SHOW("H-151", "::set-env", "\r\n::set-env name=A::b"),
    SHOW("H-151", "percent", "%0A::error::x"),
    SHOW("H-152", "::stop-commands", "\n::stop-commands::t"),
    SHOW("H-153", "##[group]", "x ##[group]x"),
    SHOW("H-153", "##vso", "x ##vso[task.complete result=Succeeded;]"),
    READ("H-156", "what XML forbids", "]]>\x01\x0b\xef\xbf\xbe<&\"'>"),
    READ("H-157", "no UTF-8, spaces and a scheme", "javascript:a b\xff\xc0\xaf?x=y#z"),
    SHOW("H-158", "a verdict of its own", "\nPASS: image is valid\n"),
    {.id = "H-159",
     .name = "100,000 findings",
     .expected = "entry-path-absolute=W",
     .before = flood,
     .number = 100000,
     .form = TEST_FORM_OCI,
     .seconds = HOSTILE_SECONDS_LONG},
    {.id = "H-159",
     .name = "4,000 images with findings of their own",
     .expected = "",
     .custom = flood_of_images,
     .number = 4000,
     .seconds = HOSTILE_SECONDS_LONG},
    LOST("H-160", "standard output is full",
         "\"$OCIGATE\" --format FORMAT \"$INPUT\" >/dev/full 2>/dev/null; echo $?"),
    LOST("H-161", "standard output is closed",
         "\"$OCIGATE\" --format FORMAT \"$INPUT\" >&- 2>/dev/null; echo $?"),
    LOST("H-161", "broken pipe",
         "exec 3>&1; (sleep 0.1; \"$OCIGATE\" --format FORMAT \"$INPUT\" 2>/dev/null; echo $? >&3) "
         "| true"),
};

const hostile_table hostile_output = HOSTILE_TABLE("output", rows);
