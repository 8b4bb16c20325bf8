/* Documents that can be read in two ways, and references that lead astray. */
#include "hostile/hostile.h"

#include <string.h>

#define HEX64 "00000000000000000000000000000000000000000000000000000000deadbeef"

/* ---- H-001 ... H-005 ---- */

static void with_manifests(hostile_fixture *f)
{
    const char *text = hostile_manifest(f);
    if (f->row->number != 0)
        text = test_remove_key(f->archive, text, "mediaType");
    f->image->manifest_raw =
        test_replace(f->archive, text, "\"layers\":", "\"manifests\":[],\"layers\":");
}

static void says_index(hostile_fixture *f)
{
    f->archive->indexes[0]->raw =
        test_replace(f->archive, hostile_index(f), TEST_TYPE_OCI_MANIFEST, TEST_TYPE_OCI_INDEX);
}

static void index_with_layers(hostile_fixture *f)
{
    f->archive->indexes[0]->extra = ",\"config\":{},\"layers\":[]";
}

/* Two valid images: one for readers of index.json, the other for those of manifest.json. */
static void two_views(hostile_fixture *f)
{
    test_image *other = test_image_add(f->archive);
    test_layer_add_file(f->archive, other, "evil");
    f->image->is_not_in_manifest_json = true;
    other->is_not_in_manifest_json = false;
    f->archive->indexes[0]->entry_count = 1;
}

/* ---- digests, sizes ---- */

static void layer_promise(hostile_fixture *f)
{
    test_promise *promise = &f->image->layers[1]->blob.promise;
    promise->whole = test_text(f->archive,
                               "{\"mediaType\":\"" TEST_TYPE_OCI_LAYER "+gzip\",\"digest\":%s,"
                               "\"size\":7}",
                               f->row->text);
}

static void layer_size(hostile_fixture *f)
{
    for (long i = 0; i <= f->row->number; i++)
        f->image->layers[i]->blob.promise.size = f->row->text;
}

static void layer_size_delta(hostile_fixture *f)
{
    f->image->layers[1]->blob.promise.size_delta = (int)f->row->number;
}

static void layer_size_real(hostile_fixture *f)
{
    (void)hostile_manifest(f);
    const size_t size = f->image->layers[1]->blob.bytes.length;
    f->image->layers[1]->blob.promise.size =
        test_text(f->archive, f->row->number == 0 ? "%zu.0" : "%zue0", size);
}

static void layer_size_gone(hostile_fixture *f)
{
    f->image->manifest_raw = test_remove_key(f->archive, hostile_manifest(f), "size");
}

static void diff_id_wrong(hostile_fixture *f)
{
    (void)hostile_manifest(f);
    char *wrong = test_text(f->archive, "%s", f->image->layers[1]->true_diff_id);
    wrong[20] = wrong[20] == 'a' ? 'b' : 'a';
    f->image->layers[1]->diff_id = wrong;
}

/* number: how many of the three are there; the last one again for a fourth. */
static void diff_ids(hostile_fixture *f)
{
    (void)hostile_manifest(f);
    const char *list = "[";
    for (long i = 0; i < f->row->number; i++)
        list = test_text(f->archive, "%s%s\"%s\"", list, i == 0 ? "" : ",",
                         f->image->layers[i < 3 ? i : 2]->true_diff_id);
    f->image->config.diff_ids = test_text(f->archive, "%s]", list);
}

/* ---- indexes ---- */

/* number indexes, each in the one before it; the image in the last. */
static void index_chain(hostile_fixture *f)
{
    test_index *index = test_top_index(f->archive);
    index->entries[0].image = NULL;
    index->entry_count = 0;
    for (long i = 0; i < f->row->number; i++)
        index = test_index_add_to(f->archive, index);
    test_entry_add(f->archive, index)->image = f->image;
}

/* Ten times the same child on each level: 10^number paths to one image. */
static void index_graph(hostile_fixture *f)
{
    test_index *index = test_top_index(f->archive);
    index->entry_count = 0;
    for (long i = 0; i < f->row->number; i++) {
        test_index *child = test_index_add_to(f->archive, index);
        for (int j = 0; j < 9; j++)
            test_entry_add(f->archive, index)->index = child;
        index = child;
    }
    for (int j = 0; j < 10; j++)
        test_entry_add(f->archive, index)->image = f->image;
}

static void many_layers(hostile_fixture *f)
{
    (void)hostile_manifest(f);
    og_buf one;
    og_buf all;
    og_buf_init(&one);
    og_buf_init(&all);
    test_descriptor_add(&one, &f->image->layers[0]->blob, TEST_TYPE_OCI_LAYER "+gzip", NULL);
    for (long i = 0; i < f->row->number; i++) {
        og_buf_text(&all, i == 0 ? "[" : ",");
        og_buf_text(&all, og_buf_string(&one));
    }
    og_buf_char(&all, ']');
    f->image->layers_json = test_text(f->archive, "%s", og_buf_string(&all));
    og_buf_fini(&one);
    og_buf_fini(&all);
}

static void missing_layer(hostile_fixture *f)
{
    f->image->layers[1]->blob.is_absent = true;
}

static void extra_blob(hostile_fixture *f)
{
    char digest[TEST_DIGEST_SIZE];
    test_digest("extra", 5, digest);
    test_member_add(
        f->archive,
        test_text(f->archive, "blobs/sha256/%s", f->row->number == 0 ? digest + 7 : HEX64), '0',
        "extra", 5);
}

#define ALG(row_id, row_name, json, rules)                                                         \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = rules " blob-unreferenced=I",                  \
        .before = layer_promise, .text = json, .form = TEST_FORM_OCI                               \
    }
#define SIZE(row_id, row_name, json, rules)                                                        \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = rules, .before = layer_size, .text = json,     \
        .form = TEST_FORM_OCI                                                                      \
    }

static const hostile_row rows[] = {
    {.id = "H-001",
     .name = "manifests beside layers",
     .expected = "manifest-ambiguous",
     .before = with_manifests,
     .form = TEST_FORM_OCI},
    {.id = "H-002",
     .name = "the same without mediaType",
     .expected = "manifest-ambiguous",
     .before = with_manifests,
     .number = 1,
     .form = TEST_FORM_OCI},
    {.id = "H-003",
     .name = "a manifest named as an index",
     .expected = "manifest-media-type-mismatch manifest-ambiguous json-type index-empty",
     .before = says_index,
     .form = TEST_FORM_OCI},
    {.id = "H-004",
     .name = "an index with layers",
     .expected = "manifest-ambiguous",
     .before = index_with_layers,
     .form = TEST_FORM_OCI},
    {.id = "H-005",
     .name = "two views of an archive",
     .expected = "layout-halves-differ",
     .before = two_views,
     .form = TEST_FORM_CONTAINERD},
    ALG("H-010", "digest with ..", "\"sha256:../../../etc/passwd\"", "digest-malformed"),
    ALG("H-011", "upper case",
        "\"sha256:00000000000000000000000000000000000000000000000000000000DEADBEEF\"",
        "digest-malformed"),
    ALG("H-012", "63 digits",
        "\"sha256:0000000000000000000000000000000000000000000000000000000deadbeef\"",
        "digest-malformed"),
    ALG("H-012", "65 digits", "\"sha256:0" HEX64 "\"", "digest-malformed"),
    ALG("H-012", "empty", "\"\"", "digest-malformed"),
    ALG("H-012", "no colon", "\"" HEX64 "\"", "digest-malformed"),
    ALG("H-012", "no digits", "\"sha256:\"", "digest-malformed"),
    ALG("H-013", "md5", "\"md5:d41d8cd98f00b204e9800998ecf8427e\"", "digest-unsupported"),
    ALG("H-014", "number", "7", "json-type"),
    ALG("H-014", "null", "null", "json-type"),
    ALG("H-014", "object", "{}", "json-type"),
    ALG("H-014", "array", "[]", "json-type"),
    SIZE("H-017", "-1", "-1", "descriptor-invalid"),
    {.id = "H-018",
     .name = "one more",
     .expected = "blob-size-mismatch",
     .before = layer_size_delta,
     .number = 1,
     .form = TEST_FORM_OCI},
    {.id = "H-018",
     .name = "one less",
     .expected = "blob-size-mismatch",
     .before = layer_size_delta,
     .number = -1,
     .form = TEST_FORM_OCI},
    {.id = "H-019",
     .name = "size 87.0",
     .expected = "json-type",
     .before = layer_size_real,
     .form = TEST_FORM_OCI},
    {.id = "H-019",
     .name = "size 87e0",
     .expected = "json-type",
     .before = layer_size_real,
     .number = 1,
     .form = TEST_FORM_OCI},
    SIZE("H-020", "2^63-1", "9223372036854775807", "blob-size-mismatch"),
    {.id = "H-020",
     .name = "2^63-1 twice",
     .expected = "blob-size-mismatch",
     .before = layer_size,
     .text = "9223372036854775807",
     .number = 1,
     .form = TEST_FORM_OCI},
    {.id = "H-020",
     .name = "2^63-1 twice, documents alone",
     .expected = "image-too-large blob-size-mismatch",
     .before = layer_size,
     .text = "9223372036854775807",
     .number = 1,
     .form = TEST_FORM_OCI,
     .setup = {.depth = TEST_DEPTH_MANIFEST}},
    SIZE("H-021", "string", "\"7\"", "json-type"),
    SIZE("H-021", "null", "null", "json-type"),
    {.id = "H-021",
     .name = "gone",
     .expected = "json-type",
     .before = layer_size_gone,
     .form = TEST_FORM_OCI},
    {.id = "H-022",
     .name = "diff_id wrong",
     .expected = "diff-id-mismatch",
     .before = diff_id_wrong,
     .form = TEST_FORM_OCI},
    {.id = "H-022",
     .name = "diff_id wrong, docker",
     .expected = "diff-id-mismatch",
     .before = diff_id_wrong,
     .form = TEST_FORM_DOCKER_10},
    {.id = "H-023",
     .name = "no diff_ids",
     .expected = "diff-id-count",
     .before = diff_ids,
     .form = TEST_FORM_OCI},
    {.id = "H-023",
     .name = "one too few",
     .expected = "diff-id-count",
     .before = diff_ids,
     .number = 2,
     .form = TEST_FORM_OCI},
    {.id = "H-024",
     .name = "one too many",
     .expected = "diff-id-count",
     .before = diff_ids,
     .number = 4,
     .form = TEST_FORM_OCI},
    {.id = "H-025",
     .name = "9 levels",
     .expected = "index-nested-too-deep index-single",
     .before = index_chain,
     .number = 9,
     .form = TEST_FORM_OCI},
    {.id = "H-025",
     .name = "5,000 levels",
     .expected = "index-nested-too-deep index-single",
     .before = index_chain,
     .number = 5000,
     .form = TEST_FORM_OCI},
    {.id = "H-026",
     .name = "10,000 paths to one image",
     .expected = "index-single=W",
     .before = index_graph,
     .number = 3,
     .form = TEST_FORM_OCI,
     .setup = {.profile = "oci"}},
    {.id = "H-026",
     .name = "10^8 paths",
     .expected = "index-single=W",
     .before = index_graph,
     .number = 8,
     .form = TEST_FORM_OCI,
     .setup = {.profile = "oci", .limits = {{OCIGATE_LIMIT_INDEX_DEPTH, 10}}}},
    {.id = "H-027",
     .name = "50,000 layers",
     .expected = "manifest-too-large blob-unreferenced=I",
     .before = many_layers,
     .number = 50000,
     .form = TEST_FORM_OCI},
    {.id = "H-027",
     .name = "4,300 layers",
     .expected = "archive-limit diff-id-mismatch diff-id-count manifest-slow=W layer-count=W "
                 "history-count=W blob-unreferenced=I",
     .before = many_layers,
     .number = 4300,
     .form = TEST_FORM_OCI},
    {.id = "H-028",
     .name = "a layer is missing",
     .expected = "blob-missing",
     .before = missing_layer,
     .form = TEST_FORM_OCI},
    {.id = "H-029",
     .name = "a blob that nothing names",
     .expected = "blob-unreferenced=I",
     .after = extra_blob,
     .form = TEST_FORM_OCI},
    {.id = "H-029",
     .name = "the same, under another name",
     .expected = "blob-digest-mismatch blob-unreferenced=I",
     .after = extra_blob,
     .number = 1,
     .form = TEST_FORM_OCI},
};

const hostile_table hostile_references = HOSTILE_TABLE("references", rows);
