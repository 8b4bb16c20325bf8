/* JSON that readers read differently, or that costs more than it weighs. */
#include "hostile/hostile.h"

#include <string.h>

/* The whole manifest, with `text` put in behind its first brace. */
static void member(hostile_fixture *f)
{
    f->image->manifest_raw = test_text(f->archive, "{%s,%s", f->row->text, hostile_manifest(f) + 1);
}

static void behind(hostile_fixture *f)
{
    f->image->manifest_raw = test_text(f->archive, "%s%s", hostile_manifest(f), f->row->text);
}

static void before(hostile_fixture *f)
{
    f->image->manifest_raw = test_text(f->archive, "%s%s", f->row->text, hostile_manifest(f));
}

/* Bytes behind index.json that may be NUL. */
static void index_nul(hostile_fixture *f)
{
    test_append_zeros(&test_member_find(f->archive, "index.json")->body, 1);
}

static void index_utf16(hostile_fixture *f)
{
    og_buf *body = &test_member_find(f->archive, "index.json")->body;
    og_buf wide;
    og_buf_init(&wide);
    og_buf_add(&wide, "\xff\xfe", 2);
    for (size_t i = 0; i < body->length; i++) {
        og_buf_char(&wide, body->data[i]);
        og_buf_char(&wide, '\0');
    }
    og_buf_clear(body);
    og_buf_add(body, wide.data, wide.length);
    og_buf_fini(&wide);
}

static void key_twice(hostile_fixture *f)
{
    const char *text = hostile_manifest(f);
    f->image->manifest_raw =
        test_duplicate_key(f->archive, text, f->row->text, f->row->number == 0 ? NULL : "[]");
}

static void key_case(hostile_fixture *f)
{
    const char *text = hostile_manifest(f);
    f->image->manifest_raw =
        f->row->number == 0
            ? test_replace(f->archive, text, "\"layers\":", "\"Layers\":[],\"layers\":")
            : test_change_case(f->archive, text, "layers");
}

static void deep(hostile_fixture *f)
{
    og_buf value;
    og_buf_init(&value);
    og_buf_text(&value, "\"x\":");
    for (long i = 0; i < f->row->number; i++)
        og_buf_char(&value, '[');
    for (long i = 0; i < f->row->number; i++)
        og_buf_char(&value, ']');
    f->image->manifest_raw =
        test_text(f->archive, "{%s,%s", og_buf_string(&value), hostile_manifest(f) + 1);
    og_buf_fini(&value);
}

/* The config, with blanks behind it to exactly this size. */
static void config_size(hostile_fixture *f)
{
    const char *text = hostile_config(f);
    f->image->config.raw = test_text(f->archive, "%-*s", (int)f->row->number, text);
}

/* text: "{}", an array of these, or keys of one object */
static void repeated(hostile_fixture *f)
{
    const bool is_array = f->row->text[0] == '{';
    og_buf value;
    og_buf_init(&value);
    og_buf_text(&value, is_array ? ",\"x\":[" : ",\"x\":{");
    for (long i = 0; i < f->row->number; i++) {
        if (is_array)
            og_buf_format(&value, "%s{}", i == 0 ? "" : ",");
        else
            og_buf_format(&value, "%s\"%lx\":1", i == 0 ? "" : ",", i);
    }
    og_buf_char(&value, is_array ? ']' : '}');
    f->image->config.extra = test_text(f->archive, "%s", og_buf_string(&value));
    og_buf_fini(&value);
}

static void nul_digest(hostile_fixture *f)
{
    const char *text = hostile_manifest(f);
    f->image->manifest_raw = test_replace(f->archive, text, f->row->text,
                                          test_text(f->archive, "%s\\u0000", f->row->text));
}

/* Every field in turn is each of these. What is required must fail; nothing may go wrong. */
static void wrong_types(hostile_fixture *f)
{
    static const char *const values[] = {"null", "true", "0", "\"\"", "[]", "{}"};
    static const struct {
        int document; /* manifest, config, index */
        const char *key;
    } fields[] = {
        {0, "schemaVersion"}, {0, "config"}, {0, "layers"}, {0, "digest"}, {0, "size"},
        {1, "architecture"},  {1, "os"},     {1, "rootfs"}, {1, "type"},   {1, "diff_ids"},
        {2, "manifests"},     {2, "digest"}, {2, "size"},
    };
    static const char *const optional[] = {"mediaType",  "created",    "history",
                                           "config",     "Env",        "Cmd",
                                           "Entrypoint", "WorkingDir", "empty_layer"};
    for (size_t i = 0; i < TEST_COUNT(fields) + TEST_COUNT(optional); i++) {
        const bool required = i < TEST_COUNT(fields);
        const int document = required ? fields[i].document : i == TEST_COUNT(fields) ? 0 : 1;
        const char *key = required ? fields[i].key : optional[i - TEST_COUNT(fields)];
        for (size_t j = 0; j < TEST_COUNT(values); j++) {
            test_archive *archive = test_archive_new();
            test_image *image = test_image_add(archive);
            archive->form = TEST_FORM_OCI;
            test_archive_seal(archive);
            const og_buf *text = document == 0   ? &image->manifest_blob.bytes
                                 : document == 1 ? &image->config_blob.bytes
                                                 : &archive->indexes[0]->blob.bytes;
            const char *raw = test_set_key(archive, text->data, key, values[j]);
            *(document == 0   ? &image->manifest_raw
              : document == 1 ? &image->config.raw
                              : &archive->indexes[0]->raw) = raw;
            test_archive_build(archive, TEST_FORM_OCI);
            og_buf bytes;
            og_buf_init(&bytes);
            test_archive_write(archive, TEST_PLAIN, &bytes);
            test_run run;
            test_run_memory(&run, NULL, bytes.data, bytes.length, 0);
            if (run.status != OCIGATE_OK ||
                (required && ocigate_report_verdict(run.report) != OCIGATE_VERDICT_FAIL))
                og_buf_format(&f->why, "\n  %s as %s: %s", key, values[j],
                              ocigate_verdict_name(ocigate_report_verdict(run.report)));
            test_run_fini(&run);
            og_buf_fini(&bytes);
            test_archive_free(archive);
        }
    }
}

#define LOST " blob-unreferenced=I"
#define ROW(row_id, row_name, rules, function, words, value)                                       \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = rules, .before = function, .text = words,      \
        .number = value, .form = TEST_FORM_OCI                                                     \
    }
#define INVALID(row_id, row_name, function, words)                                                 \
    ROW(row_id, row_name, "json-invalid" LOST, function, words, 0)

static const hostile_row rows[] = {
    ROW("H-130", "layers twice",
        "json-duplicate-key layers-empty diff-id-count history-count=W" LOST, key_twice, "layers",
        1),
    ROW("H-130", "in a descriptor", "json-duplicate-key", key_twice, "digest", 0),
    ROW("H-131", "Layers and layers", "json-ambiguous-key", key_case, NULL, 0),
    ROW("H-132", "Layers alone",
        "json-ambiguous-key json-type layers-empty diff-id-count history-count=W" LOST, key_case,
        NULL, 1),
    INVALID("H-133", "a second document", behind, "{\"x\":1}"),
    INVALID("H-133", "a word", behind, " x"),
    {.id = "H-133",
     .name = "a NUL",
     .expected = "json-invalid",
     .after = index_nul,
     .form = TEST_FORM_OCI},
    ROW("H-134", "63 levels and the object", "", deep, NULL, 63),
    ROW("H-134", "64 levels and the object", "archive-limit" LOST, deep, NULL, 64),
    ROW("H-134", "2,048 levels", "archive-limit" LOST, deep, NULL, 2048),
    ROW("H-134", "2,049 levels", "archive-limit" LOST, deep, NULL, 2049),
    ROW("H-134", "100,000 levels", "archive-limit manifest-slow=W" LOST, deep, NULL, 100000),
    ROW("H-134", "2 million levels", "archive-limit manifest-slow=W" LOST, deep, NULL, 2000000),
    ROW("H-135", "4 MiB", "", config_size, NULL, 4 << 20),
    ROW("H-135", "4 MiB and a byte", "archive-limit", config_size, NULL, (4 << 20) + 1),
    ROW("H-136", "a million empty objects", "archive-limit", repeated, "{}", 1000000),
    ROW("H-137", "400,000 keys", "archive-limit", repeated, "keys", 400000),
    ROW("H-138", "2^63", "json-invalid" LOST, member, "\"x\":9223372036854775808", 0),
    ROW("H-139", "1e400", "json-invalid" LOST, member, "\"x\":1e400", 0),
    {.id = "H-140",
     .name = "wrong types",
     .expected = "",
     .custom = wrong_types,
     .seconds = HOSTILE_SECONDS_LONG},
    INVALID("H-141", "0xff", member, "\"x\":\"\xff\""),
    INVALID("H-141", "overlong", member, "\"x\":\"\xc0\xaf\""),
    INVALID("H-141", "lone surrogate", member, "\"x\":\"\\ud800\""),
    INVALID("H-141", "byte order mark", before, "\xef\xbb\xbf"),
    {.id = "H-141",
     .name = "UTF-16",
     .expected = "json-invalid",
     .after = index_utf16,
     .form = TEST_FORM_OCI},
    INVALID("H-142", "NUL in a key", member, "\"\\u0000\":1"),
    INVALID("H-142", "NUL in a value", member, "\"x\":\"\\u0000\""),
    INVALID("H-142", "NUL in a media type", nul_digest, TEST_TYPE_OCI_LAYER "+gzip"),
    {.id = "H-143",
     .name = "the whole grammar",
     .expected = "",
     .custom = hostile_json_texts,
     .seconds = HOSTILE_SECONDS_LONG},
    INVALID("H-143", "leading zero", member, "\"x\":01"),
    INVALID("H-143", "trailing comma", member, "\"x\":[1,]"),
    INVALID("H-143", "double comma", member, "\"x\":[1,,2]"),
    INVALID("H-143", "single quotes", member, "\"x\":'a'"),
    INVALID("H-143", "plus", member, "\"x\":+1"),
    INVALID("H-143", "bare point", member, "\"x\":1."),
    INVALID("H-143", "no digits before the point", member, "\"x\":.5"),
    INVALID("H-143", "hexadecimal", member, "\"x\":0x1"),
    INVALID("H-143", "NaN", member, "\"x\":NaN"),
    INVALID("H-143", "capital", member, "\"x\":True"),
    INVALID("H-143", "bad escape", member, "\"x\":\"\\x00\""),
    INVALID("H-143", "short escape", member, "\"x\":\"\\u00\""),
    INVALID("H-143", "raw tab", member, "\"x\":\"\t\""),
    INVALID("H-143", "raw new line", member, "\"x\":\"\n\""),
    INVALID("H-143", "comment", before, "//\n"),
    INVALID("H-143", "unquoted key", member, "x:1"),
    INVALID("H-143", "unclosed", member, "\"x\":[1"),
    INVALID("H-143", "form feed", behind, "\f"),
    ROW("H-143", "all that is legal", "", member,
        "\"a\":[],\"b\":{\"\":0},\"c\":[-0,0e1,1E+2,-1.5e-3,true,false,null],"
        "\"d\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\ud834\\udd1e\xf4\x8f\xbf\xbf\"",
        0),
};

const hostile_table hostile_json = HOSTILE_TABLE("json", rows);
