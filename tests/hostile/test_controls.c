/* Good images that look odd: what is never a finding. */
#include "hostile/hostile.h"

#include <stdio.h>
#include <string.h>

static void packing(hostile_fixture *f)
{
    test_archive_set_packing(
        f->archive, (test_packing){.codec = f->row->text[0] == 'z'   ? TEST_ZSTD
                                            : f->row->text[0] == 'g' ? TEST_GZIP
                                                                     : TEST_PLAIN,
                                   .pieces = (unsigned)f->row->number,
                                   .has_skippable = strstr(f->row->text, "skip") != NULL,
                                   .has_no_checksum = strstr(f->row->text, "bare") != NULL});
}

static void empty_layer(hostile_fixture *f)
{
    test_tar_end_add(&test_layer_add(f->archive, f->image)->tar, TEST_END_TWO_BLOCKS);
}

static void layer_end(hostile_fixture *f)
{
    og_buf *tar = &test_layer_add(f->archive, f->image)->tar;
    test_tar_file(tar, "a", 0644, "a");
    test_tar_end_add(tar, (test_tar_end)f->row->number);
}

static void outer_padding(hostile_fixture *f)
{
    f->archive->end = TEST_END_10240;
}

static void layers(hostile_fixture *f)
{
    while (f->image->layer_count < (size_t)f->row->number)
        test_layer_add_file(f->archive, f->image,
                            test_text(f->archive, "f%zu", f->image->layer_count));
}

static void history(hostile_fixture *f)
{
    f->image->config.history = f->row->text;
}

static void nothing_optional(hostile_fixture *f)
{
    f->image->config.history = NULL;
    f->image->config.created = NULL;
    f->image->media_type = "";
}

static void docker_types(hostile_fixture *f)
{
    f->image->is_docker_manifest = true;
}

static void attestation(hostile_fixture *f)
{
    test_index *index = test_index_add_to(f->archive, test_top_index(f->archive));
    test_top_index(f->archive)->entries[0] = test_top_index(f->archive)->entries[1];
    test_top_index(f->archive)->entry_count = 1;
    test_entry *entry = test_entry_add(f->archive, index);
    entry->image = f->image;
    entry->platform = "{\"architecture\":\"amd64\",\"os\":\"linux\"}";
    test_attestation_add_to(f->archive, index, f->image);
}

static void foreign(hostile_fixture *f)
{
    f->image->layers[2]->blob.promise.media_type =
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";
}

static void names(hostile_fixture *f)
{
    og_buf *tar = &test_layer_add(f->archive, f->image)->tar;
    test_tar_file(tar, "with blanks", 0644, "");
    test_tar_file(tar, "caf\xc3\xa9", 0644, "");
    test_tar_file(tar, "new\nline", 0644, "");
    test_tar_end_add(tar, TEST_END_TWO_BLOCKS);
}

static void two_images(hostile_fixture *f)
{
    test_image *other = test_image_add(f->archive);
    test_layer_add_file(f->archive, other, "b");
    other->tags[0] = "app:2";
}

static void base_image_env(hostile_fixture *f)
{
    f->image->config.env = "[\"PATH=/bin\",\"LAMBDA_TASK_ROOT=/var/task\","
                           "\"LAMBDA_RUNTIME_DIR=/var/runtime\",\"TZ=:/etc/localtime\"]";
}

static void cmd_alone(hostile_fixture *f)
{
    f->image->config.entrypoint = NULL;
    f->image->config.cmd = "[\"/var/runtime/bootstrap\"]";
}

/* As stargz-snapshotter writes it: a gzip member for each file, one for the table of contents, and
   a last one without content that says where the table begins in an extra field. */
static void estargz(hostile_fixture *f)
{
    static const char *const names[] = {"opt/a", ".prefetch.landmark", "stargz.index.json"};
    static const test_packing member = {.codec = TEST_GZIP};
    test_layer *layer = test_layer_add(f->archive, f->image);
    layer->has_raw_blob = true;
    size_t table = 0;
    for (size_t i = 0; i < TEST_COUNT(names); i++) {
        const size_t start = layer->tar.length;
        table = layer->blob.bytes.length;
        test_tar_file(&layer->tar, names[i], 0644,
                      i + 1 == TEST_COUNT(names) ? "{\"version\":1,\"entries\":[]}" : "\xf");
        if (i + 1 == TEST_COUNT(names))
            test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
        test_pack(&layer->blob.bytes, layer->tar.data + start, layer->tar.length - start, &member);
    }
    test_append(&layer->blob.bytes, "\x1f\x8b\x08\x04\0\0\0\0\0\xff\x1a\0SG\x16\0", 16);
    og_buf_format(&layer->blob.bytes, "%016zxSTARGZ", table);
    test_append(&layer->blob.bytes, "\x01\0\0\xff\xff\0\0\0\0\0\0\0\0", 13);
    layer->blob.promise.extra =
        ",\"annotations\":{\"containerd.io/snapshot/stargz/toc.digest\":\""
        "sha256:0000000000000000000000000000000000000000000000000000000000000000\"}";
}

/* Of two platforms one is there: what skopeo and containerd keep of an index. */
static void partial_index(hostile_fixture *f)
{
    test_index *top = test_top_index(f->archive);
    test_index *index = test_index_add_to(f->archive, top);
    top->entries[0] = top->entries[1];
    top->entry_count = 1;
    test_entry *entry = test_entry_add(f->archive, index);
    entry->image = f->image;
    entry->platform = "{\"architecture\":\"amd64\",\"os\":\"linux\"}";
    test_image *other = test_image_add_to(f->archive, index);
    test_image_set_architecture(f->archive, other, "arm64");
    index->entries[index->entry_count - 1].is_absent = true;
}

/* FROM public.ecr.aws/lambda/python: the function gives the command. */
static void base_image(hostile_fixture *f)
{
    f->image->config.entrypoint = "[\"/lambda-entrypoint.sh\"]";
    f->image->config.cmd = f->row->text;
    og_buf *tar = &test_layer_add(f->archive, f->image)->tar;
    test_tar_file(tar, "lambda-entrypoint.sh", 0755,
                  "#!/var/runtime/bootstrap\nexec /var/runtime/bootstrap\n");
    test_tar_end_add(tar, TEST_END_TWO_BLOCKS);
}

static void no_bytes(hostile_fixture *f)
{
    (void)test_layer_add(f->archive, f->image);
    if (f->row->number != 0)
        test_archive_set_packing(f->archive, (test_packing){.codec = TEST_PLAIN});
}

#define GOOD(row_name, function, words, value)                                                     \
    {                                                                                              \
        .id = "control", .name = row_name, .expected = "", .before = function, .text = words,      \
        .number = value, .form = TEST_FORM_OCI                                                     \
    }
#define GOOD_OCI(row_name, rules, function, words, value)                                          \
    {                                                                                              \
        .id = "control", .name = row_name, .expected = rules, .before = function, .text = words,   \
        .number = value, .form = TEST_FORM_OCI, .setup = {                                         \
            .profile = "oci"                                                                       \
        }                                                                                          \
    }
#define GOOD_FORM(row_name, row_form)                                                              \
    {                                                                                              \
        .id = "control", .name = row_name, .expected = "", .form = row_form                        \
    }

static const hostile_row rows[] = {
    GOOD("an empty layer", empty_layer, NULL, 0),
    GOOD("plain layers", packing, "plain", 0),
    GOOD("gzip of several members", packing, "gzip", 3),
    GOOD_OCI("zstd", "", packing, "zstd", 0),
    GOOD_OCI("zstd without checksum", "", packing, "zstd bare", 0),
    GOOD_OCI("zstd of several and skippable frames", "", packing, "zstd skip", 3),
    GOOD("127 layers", layers, NULL, 127),
    GOOD("a layer that ends on a block", layer_end, NULL, TEST_END_NONE),
    GOOD("a layer padded to 10 KiB", layer_end, NULL, TEST_END_10240),
    GOOD("an archive padded to 10 KiB", outer_padding, NULL, 0),
    GOOD("history is null", history, "null", 0),
    GOOD("no history, created or mediaType", nothing_optional, NULL, 0),
    GOOD("a Docker manifest in a layout", docker_types, NULL, 0),
    GOOD_OCI("attestations", "index-attestation=W", attestation, NULL, 0),
    GOOD_OCI("a foreign layer that is there", "layer-foreign=W", foreign, NULL, 0),
    GOOD("blanks, UTF-8 and new lines in names", names, NULL, 0),
    GOOD("several images in index.json", two_images, NULL, 0),
    GOOD("what AWS base images set", base_image_env, NULL, 0),
    GOOD("CMD without ENTRYPOINT", cmd_alone, NULL, 0),
    GOOD("eStargz", estargz, NULL, 0),
    GOOD_OCI("a partial index", "index-multi-platform=I blob-missing=W", partial_index, NULL, 0),
    {.id = "control",
     .name = "a partial index, the member that is there",
     .expected = "index-multi-platform=I",
     .before = partial_index,
     .form = TEST_FORM_OCI,
     .setup = {.platform = "linux/amd64"}},
    GOOD("an AWS base image with CMD", base_image, "[\"app.handler\"]", 0),
    GOOD_OCI("an AWS base image without CMD", "", base_image, NULL, 0),
    {.id = "control",
     .name = "an AWS base image without CMD, on Lambda",
     .expected = "cmd-missing=W",
     .before = base_image,
     .form = TEST_FORM_OCI},
    GOOD_OCI("a layer without a byte", "layer-not-tar=W", no_bytes, NULL, 1),
    GOOD_OCI("a layer without a byte, gzip", "layer-not-tar=W", no_bytes, NULL, 0),
    GOOD_FORM("Docker 1.10: media types are nothing", TEST_FORM_DOCKER_10),
    GOOD_FORM("podman", TEST_FORM_PODMAN),
    GOOD_FORM("Docker 25", TEST_FORM_DOCKER_25),
    GOOD_FORM("containerd", TEST_FORM_CONTAINERD),
    GOOD_FORM("GNU tar of a layout", TEST_FORM_OCI_DOT),
};

const hostile_table hostile_controls = HOSTILE_TABLE("controls", rows);
