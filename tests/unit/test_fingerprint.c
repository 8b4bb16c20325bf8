#include "report/fingerprint.h"

#include "support/bytes.h"

#include <criterion/criterion.h>
#include <string.h>

#define HEX32 "0123456789abcdef0123456789abcdef"
#define HEX31 "0123456789abcdef0123456789abcde"

static const og_finding plain = {
    .message = "m", .fix = "f", .count = 1, .image = -1, .document = "layer", .layer = -1};

static const struct {
    const char *name;
    const char *document, *pointer, *path;
    ptrdiff_t layer;
    const char *key; /* behind the rule */
} keys[] = {
    {"nothing", NULL, NULL, NULL, -1, ""},
    {"a document", "config", NULL, NULL, -1, "document config\n"},
    {"a pointer", "config", "/config/Env/0", NULL, -1, "document config\npointer /config/Env/0\n"},
    {"an empty pointer", "config", "", NULL, -1, "document config\npointer \n"},
    {"a path", "layer", NULL, "a/b", -1, "document layer\npath a/b\n"},
    {"a path in a layer", "layer", NULL, "a/b", 2, "document layer\npath a/b\n"},
    {"a pointer to a layer", "config", "/rootfs/diff_ids/2", NULL, 2,
     "document config\npointer /rootfs/diff_ids/2\n"},
    {"the first layer", "layer", NULL, NULL, 0, "document layer\nlayer 0\n"},
    {"the third layer", "layer", NULL, NULL, 2, "document layer\nlayer 2\n"},
    {"a blob", "archive", NULL, "blobs/sha256/" HEX32 HEX32, -1,
     "document archive\npath blobs/sha256/*\n"},
    {"an id", "archive", NULL, HEX32 "/layer.tar", -1, "document archive\npath */layer.tar\n"},
    {"two", "archive", NULL, HEX32 "-" HEX32, -1, "document archive\npath *-*\n"},
    {"in capitals", "archive", NULL, "x/ABCDEF" HEX32, -1, "document archive\npath x/*\n"},
    {"a digit short", "archive", NULL, HEX31, -1, "document archive\npath " HEX31 "\n"},
    {"no digest", "archive", NULL, "deed/face", -1, "document archive\npath deed/face\n"},
    {"a digest in a pointer", "index", "/x/sha256:" HEX32, NULL, -1,
     "document index\npointer /x/sha256:*\n"},
    {"tags", "repositories", "/app/1.2.3", NULL, -1, "document repositories\n"},
};

Test(fingerprint, is_made_of_the_rule_and_the_place)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        og_finding finding = plain;
        og_buf found, wanted;
        og_buf_init(&found);
        og_buf_init(&wanted);
        finding.rule = ocigate_rule_find("layer-bomb");
        finding.document = keys[i].document;
        finding.pointer = keys[i].pointer;
        finding.path = keys[i].path;
        finding.layer = keys[i].layer;
        og_fingerprint_key(&finding, &found);
        og_buf_format(&wanted, "rule layer-bomb\n%s", keys[i].key);
        cr_expect_str_eq(og_buf_string(&found), og_buf_string(&wanted), "%s", keys[i].name);
        og_buf_fini(&found);
        og_buf_fini(&wanted);
    }
}

static void set(ocigate_finding *finding, const char *rule, const char *path)
{
    finding->fact = plain;
    finding->fact.rule = ocigate_rule_find(rule);
    finding->fact.path = path;
}

/* A change of these two breaks every baseline that is in use. */
Test(fingerprint, stays_what_it_is)
{
    og_arena arena;
    og_arena_init(&arena);
    ocigate_finding findings[2] = {0};
    set(&findings[0], "file-unreadable", "var/task/app.py");
    set(&findings[1], "file-unreadable", "var/task/app.py");
    cr_assert_eq(og_fingerprint_findings(&arena, findings, 2, NULL), OCIGATE_OK);
    cr_expect_str_eq(findings[0].fingerprint, "ad15d9a4d41df02a38331db9b3358712");
    cr_expect_str_eq(findings[1].fingerprint, "0b423bdce6c91a24d6a521433258a95d");
    og_arena_fini(&arena);
}

Test(fingerprint, does_not_know_what_a_rebuild_changes)
{
    og_arena arena;
    og_arena_init(&arena);
    ocigate_finding findings[2] = {0};
    set(&findings[0], "blob-size-mismatch", NULL);
    set(&findings[1], "blob-size-mismatch", NULL);
    og_finding *other = &findings[1].fact;
    other->severity = OCIGATE_SEVERITY_INFO;
    other->message = "other";
    other->fix = "other";
    other->expected = "1";
    other->found = "2";
    other->count = 7;
    other->image = 3;
    other->blob = "sha256:00";
    other->created_by = "RUN date";
    other->layer_count = 5;
    other->line = other->column = 9;
    for (size_t i = 0; i < 2; i++)
        cr_assert_eq(og_fingerprint_findings(&arena, &findings[i], 1, NULL), OCIGATE_OK);
    cr_expect_str_eq(findings[0].fingerprint, findings[1].fingerprint);
    og_arena_fini(&arena);
}

/* The k-th of a place is called the same whatever stands between. */
Test(fingerprint, counts_findings_of_one_place)
{
    og_arena arena;
    og_arena_init(&arena);
    ocigate_finding mixed[6] = {0}, alone[3] = {0};
    for (size_t i = 0; i < 6; i++)
        set(&mixed[i], "file-unreadable", i % 2 == 0 ? "a" : "b");
    for (size_t i = 0; i < 3; i++)
        set(&alone[i], "file-unreadable", "b");
    cr_assert_eq(og_fingerprint_findings(&arena, mixed, 6, NULL), OCIGATE_OK);
    cr_assert_eq(og_fingerprint_findings(&arena, alone, 3, NULL), OCIGATE_OK);
    for (size_t i = 0; i < 6; i++) {
        cr_expect_eq(strlen(mixed[i].fingerprint), OG_FINGERPRINT_DIGITS);
        for (size_t j = 0; j < i; j++)
            cr_expect_str_neq(mixed[i].fingerprint, mixed[j].fingerprint, "%zu and %zu", i, j);
    }
    for (size_t i = 0; i < 3; i++)
        cr_expect_str_eq(alone[i].fingerprint, mixed[2 * i + 1].fingerprint);
    og_arena_fini(&arena);
}

Test(fingerprint, of_nothing_costs_nothing)
{
    og_arena arena;
    og_arena_init(&arena);
    cr_expect_eq(og_fingerprint_findings(&arena, NULL, 0, NULL), OCIGATE_OK);
    cr_expect_eq(arena.used_bytes, 0);
    og_arena_fini(&arena);
}
