#include "rules/model.h"

#include "rules/rfc3339.h"

#include <criterion/criterion.h>

static void keep(model *m)
{
    (void)m;
}

static void change_size(model *m)
{
    m->first->layer_descriptors[0].size = 999;
}

static void change_size_of_cut_blob(model *m)
{
    change_size(m);
    m->first->layer_blobs[0].is_complete = false;
    m->first->layer_blobs[0].digest = model_digest(99);
}

static void promise_no_size(model *m)
{
    m->first->layer_descriptors[0].has_size = false;
}

static void exchange_layer(model *m)
{
    m->first->layer_blobs[0].digest = model_digest(99);
}

static void exchange_layer_with_another_size(model *m)
{
    exchange_layer(m);
    m->first->layer_blobs[0].size = 1001;
}

static void exchange_config(model *m)
{
    model_blob(m->first->config_link->blob)->digest = model_digest(99);
}

static void exchange_under_sha512(model *m)
{
    m->first->layer_descriptors[0].digest.algorithm = OG_SHA512;
    m->first->layer_blobs[0].digest_sha512 = model_digest(99);
    m->first->layer_blobs[0].digest_sha512.algorithm = OG_SHA512;
}

static void name_a_config_by_another_digest(model *m)
{
    model_make_docker(m);
    m->first->config_link->name_digest = model_digest(99);
}

static void name_a_config_by_its_digest(model *m)
{
    model_make_docker(m);
    m->first->config_link->name_digest = m->first->config_link->blob->digest;
}

static void add_blob(model *m, unsigned seed, bool is_right)
{
    const og_digest digest = model_digest(seed);
    char text[OG_DIGEST_TEXT_SIZE];
    og_digest_format(&digest, text);
    og_member *member =
        model_add_file(m, og_arena_format(&m->arena, "blobs/sha256/%s", text + 7), 10);
    member->is_referenced = false;
    model_blob(member->blob)->digest = model_digest(is_right ? seed : seed + 1);
}

static void misname_a_blob(model *m)
{
    add_blob(m, 500, false);
}

static void leave_a_blob_over(model *m)
{
    add_blob(m, 500, true);
}

static void drop_rootfs(model *m)
{
    m->first->config->has_rootfs = false;
    m->first->config->rootfs_type = NULL;
}

static void drop_rootfs_type(model *m)
{
    m->first->config->rootfs_type = NULL;
}

static void change_rootfs_type(model *m)
{
    m->first->config->rootfs_type = "windows";
}

static void create_yesterday(model *m)
{
    m->first->config->created = "yesterday";
}

static void create_never(model *m)
{
    m->first->config->created = NULL;
}

static void change_diff_id(model *m)
{
    m->first->config->diff_ids[1] = model_digest(99);
}

static void swap_diff_ids(model *m)
{
    const og_digest first = m->first->config->diff_ids[0];
    m->first->config->diff_ids[0] = m->first->config->diff_ids[1];
    m->first->config->diff_ids[1] = first;
}

static void change_both_diff_ids(model *m)
{
    m->first->config->diff_ids[0] = model_digest(98);
    change_diff_id(m);
}

static void leave_layer_undecoded(model *m)
{
    change_diff_id(m);
    m->first->layer_blobs[1].is_decoded = false;
}

static void misspell_diff_id(model *m)
{
    m->first->config->diff_ids[1] = (og_digest){0};
}

static void claim_three(model *m)
{
    m->first->config->diff_id_count = 3;
}

static void claim_one(model *m)
{
    m->first->config->diff_id_count = 1;
    m->first->layers[1].claimed = NULL;
}

static void write_history(model *m, size_t steps, size_t empty)
{
    og_config *config = m->first->config;
    config->has_history = true;
    config->history_count = steps + empty;
    config->history = OG_NEW_ARRAY(&m->arena, og_history, steps + empty);
    for (size_t i = 0; i < empty; i++)
        config->history[i].is_empty_layer = true;
}

static void write_three_steps(model *m)
{
    write_history(m, 3, 1);
}

static void write_two_steps(model *m)
{
    write_history(m, 2, 5);
}

static void leave_file_unread(model *m)
{
    og_member *member = model_add_file(m, m->first->layer_links[1]->path, 1001);
    member->is_referenced = member->is_known = true;
    member->target = member;
    m->archive.form = OG_ARCHIVE_DIRECTORY;
    m->first->layer_links[1]->member = member;
    m->first->layer_links[1]->blob = NULL;
    m->first->layers[1].blob = NULL;
}

static void leave_member_unread(model *m)
{
    leave_file_unread(m);
    m->archive.form = OG_ARCHIVE_TAR;
}

static const rule_case rows[] = {
    {"blob-size-mismatch", "a byte more than promised", change_size, "error:blob-size-mismatch",
     "999 bytes"},
    {"blob-size-mismatch", "a file that was not read", leave_file_unread,
     "error:blob-size-mismatch", "1001 bytes"},
    {"blob-size-mismatch", "a member that was not read", leave_member_unread, "", NULL},
    {"blob-size-mismatch", "cut with the archive", change_size_of_cut_blob, "", NULL},
    {"blob-size-mismatch", "no size promised", promise_no_size, "", NULL},
    {"blob-digest-mismatch", "a layer", exchange_layer, "error:blob-digest-mismatch",
     "sha256:63000000"},
    {"blob-digest-mismatch", "a config", exchange_config, "error:blob-digest-mismatch",
     "the config"},
    {"blob-digest-mismatch", "another size as well", exchange_layer_with_another_size,
     "error:blob-size-mismatch error:blob-digest-mismatch", NULL},
    {"blob-digest-mismatch", "sha512", exchange_under_sha512, "error:blob-digest-mismatch",
     "sha512:"},
    {"blob-digest-mismatch", "cut with the archive", change_size_of_cut_blob, "", NULL},
    {"blob-digest-mismatch", "the name of a config", name_a_config_by_another_digest,
     "error:blob-digest-mismatch", "its name"},
    {"blob-digest-mismatch", "the right name of a config", name_a_config_by_its_digest, "", NULL},
    {"blob-digest-mismatch", "a blob that nothing names", misname_a_blob,
     "info:blob-unreferenced error:blob-digest-mismatch", NULL},
    {"blob-digest-mismatch", "a good blob that nothing names", leave_a_blob_over,
     "info:blob-unreferenced", NULL},
    {"rootfs-type", "no rootfs", drop_rootfs, "error:rootfs-type", NULL},
    {"rootfs-type", "no type", drop_rootfs_type, "error:rootfs-type", NULL},
    {"rootfs-type", "another type", change_rootfs_type, "error:rootfs-type", "windows"},
    {"rootfs-type", "layers", keep, "", NULL},
    {"config-created-invalid", "a word", create_yesterday, "warning:config-created-invalid",
     "yesterday"},
    {"config-created-invalid", "absent", create_never, "", NULL},
    {"diff-id-mismatch", "one layer", change_diff_id, "error:diff-id-mismatch",
     "/rootfs/diff_ids/1"},
    {"diff-id-mismatch", "both layers", change_both_diff_ids,
     "error:diff-id-mismatch error:diff-id-mismatch", NULL},
    {"diff-id-mismatch", "the wrong order", swap_diff_ids, "error:diff-id-mismatch",
     "in another order"},
    {"diff-id-mismatch", "a layer that was not decoded", leave_layer_undecoded, "", NULL},
    {"diff-id-mismatch", "no digest was claimed", misspell_diff_id, "", NULL},
    {"diff-id-count", "one too many", claim_three, "error:diff-id-count",
     "2 layers and 3 diff_ids"},
    {"diff-id-count", "one too few", claim_one, "error:diff-id-count", "1 diff_id"},
    {"diff-id-count", "as many", keep, "", NULL},
    {"history-count", "a step too many", write_three_steps, "warning:history-count", NULL},
    {"history-count", "steps without a layer", write_two_steps, "", NULL},
    {"history-count", "no history", keep, "", NULL},
};

RULE_CASES(integrity_cases, rows);

Test(rules_integrity, prove_digests_sizes_and_counts)
{
    rule_cases_run(&integrity_cases);
}

Test(rules_integrity, name_the_layer_of_a_wrong_diff_id)
{
    model m;
    model_init(&m);
    change_diff_id(&m);
    (void)model_judge(&m);
    cr_assert_eq(m.sink.first->layer, 1);
    cr_assert_eq(m.sink.first->layer_count, 2);
    cr_assert_str_eq(m.sink.first->created_by, "COPY . /var/task");
    model_fini(&m);
}

Test(rules_integrity, read_times_as_rfc_3339_writes_them)
{
    static const char *const good[] = {
        "2024-05-01T12:00:00Z",      "2024-05-01t12:00:00z",      "0001-01-01T00:00:00Z",
        "2024-02-29T23:59:60Z",      "2000-02-29T00:00:00.1Z",    "1970-01-01T00:00:00.000000000Z",
        "2024-05-01T12:00:00+23:59", "2024-05-01T12:00:00-00:00",
    };
    static const char *const bad[] = {
        "",
        "2024-05-01",
        "2024-05-01 12:00:00Z",
        "2024-05-01T12:00:00",
        "2024-05-01T12:00:00.Z",
        "2024-05-01T12:00:00+24:00",
        "2024-05-01T12:00:00+1:00",
        "2024-13-01T12:00:00Z",
        "2024-00-01T12:00:00Z",
        "2023-02-29T12:00:00Z",
        "1900-02-29T12:00:00Z",
        "2024-04-31T12:00:00Z",
        "2024-05-00T12:00:00Z",
        "2024-05-01T24:00:00Z",
        "2024-05-01T12:60:00Z",
        "2024-05-01T12:00:61Z",
        "2024-05-01T12:00:00Zx",
        "24-05-01T12:00:00Z",
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        cr_expect(og_rfc3339_is_valid(good[i]), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_expect_not(og_rfc3339_is_valid(bad[i]), "%s", bad[i]);
}
