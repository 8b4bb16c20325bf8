#include "support/image_builder.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CREATED "\"2026-01-02T03:04:05Z\""

/* A program that no machine has to run: an ELF header, one segment, and the name of the variable
   by which a runtime client is known. System V ABI, "ELF Header". */
static void add_program(og_buf *tar, const char *name, bool is_arm64)
{
    unsigned char elf[256] = {0x7f, 'E', 'L', 'F', 2, 1, 1};
    elf[16] = 2; /* ET_EXEC */
    elf[18] = is_arm64 ? 183 : 62;
    elf[20] = 1;
    elf[24] = 0x78; /* entry 0x400078 */
    elf[26] = 0x40;
    elf[32] = 64; /* program headers */
    elf[52] = 64;
    elf[54] = 56;
    elf[56] = 1;
    elf[58] = 64;
    elf[64] = 1; /* PT_LOAD, readable and executable */
    elf[68] = 5;
    elf[82] = 0x40;
    elf[90] = 0x40;
    elf[96] = elf[104] = 0xff; /* size in file and memory */
    elf[113] = 0x10;
    memcpy(elf + 128, "AWS_LAMBDA_RUNTIME_API", 22);
    test_tar_add(tar,
                 &(test_tar_entry){.name = name, .mode = 0755, .body = elf, .length = sizeof elf});
}

static void fill_base(og_buf *tar, bool is_arm64)
{
    test_tar_directory(tar, "opt/", 0755);
    test_tar_directory(tar, "var/", 0755);
    test_tar_directory(tar, "var/runtime/", 0755);
    add_program(tar, "var/runtime/bootstrap", is_arm64);
    test_tar_directory(tar, "var/task/", 0755);
    test_tar_end_add(tar, TEST_END_TWO_BLOCKS);
}

static void fill_function(og_buf *tar)
{
    test_tar_directory(tar, "var/", 0755);
    test_tar_directory(tar, "var/task/", 0755);
    test_tar_file(tar, "var/task/app.py", 0644, "def handler(event, context):\n    return event\n");
    test_tar_file(tar, "var/task/old.txt", 0644, "to be removed\n");
    test_tar_end_add(tar, TEST_END_TWO_BLOCKS);
}

/* A whiteout, a hard link to a lower layer, a symbolic link: none of them is a defect. */
static void fill_change(og_buf *tar)
{
    test_tar_directory(tar, "opt/", 0755);
    test_tar_file(tar, "opt/notes.txt", 0644, "notes\n");
    test_tar_symlink(tar, "opt/current", "notes.txt");
    test_tar_directory(tar, "var/", 0755);
    test_tar_directory(tar, "var/task/", 0755);
    test_tar_file(tar, "var/task/.wh.old.txt", 0644, "");
    test_tar_hardlink(tar, "var/task/again.py", "var/task/app.py");
    test_tar_end_add(tar, TEST_END_TWO_BLOCKS);
}

/* Room for one more in an array of the arena; the old one stays behind. */
static void *grow(test_archive *archive, void *old, size_t count, size_t size)
{
    if ((count & (count - 1)) != 0)
        return old;
    void *fresh = og_arena_array(&archive->arena, count == 0 ? 1 : count * 2, size);
    test_require(fresh != NULL, "out of memory");
    if (count > 0)
        memcpy(fresh, old, count * size);
    return fresh;
}

static void own(test_archive *archive, og_buf *buf)
{
    archive->buffers = grow(archive, archive->buffers, archive->buffer_count, sizeof(og_buf *));
    archive->buffers[archive->buffer_count++] = buf;
}

static test_index *new_index(test_archive *archive)
{
    test_index *index = OG_NEW(&archive->arena, test_index);
    test_require(index != NULL, "out of memory");
    own(archive, &index->blob.bytes);
    archive->indexes = grow(archive, archive->indexes, archive->index_count, sizeof(test_index *));
    archive->indexes[archive->index_count++] = index;
    return index;
}

test_archive *test_archive_new(void)
{
    test_archive *archive = calloc(1, sizeof *archive);
    test_require(archive != NULL, "out of memory");
    og_arena_init(&archive->arena);
    (void)new_index(archive);
    return archive;
}

void test_archive_free(test_archive *archive)
{
    if (archive == NULL)
        return;
    test_members_clear(archive);
    for (size_t i = 0; i < archive->buffer_count; i++)
        og_buf_fini(archive->buffers[i]);
    og_arena_fini(&archive->arena);
    free(archive);
}

char *test_text(test_archive *archive, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    char *text = og_arena_alloc(&archive->arena, (size_t)length + 1);
    test_require(length >= 0 && text != NULL, "out of memory");
    (void)vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text;
}

test_layer *test_layer_add(test_archive *archive, test_image *image)
{
    test_layer *layer = OG_NEW(&archive->arena, test_layer);
    test_require(layer != NULL, "out of memory");
    own(archive, &layer->tar);
    own(archive, &layer->blob.bytes);
    layer->packing.codec = TEST_GZIP;
    image->layers = grow(archive, image->layers, image->layer_count, sizeof(test_layer *));
    image->layers[image->layer_count++] = layer;
    return layer;
}

void test_layer_clear(test_layer *layer)
{
    og_buf_clear(&layer->tar);
}

test_layer *test_layer_add_file(test_archive *archive, test_image *image, const char *name)
{
    test_layer *layer = test_layer_add(archive, image);
    test_tar_file(&layer->tar, name, 0644, name);
    test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
    return layer;
}

static test_image *new_image(test_archive *archive)
{
    test_image *image = OG_NEW(&archive->arena, test_image);
    test_require(image != NULL, "out of memory");
    own(archive, &image->config_blob.bytes);
    own(archive, &image->manifest_blob.bytes);
    archive->images = grow(archive, archive->images, archive->image_count, sizeof(test_image *));
    archive->images[archive->image_count++] = image;
    return image;
}

test_entry *test_entry_add(test_archive *archive, test_index *index)
{
    index->entries = grow(archive, index->entries, index->entry_count, sizeof(test_entry));
    return &index->entries[index->entry_count++];
}

static test_image *new_good_image(test_archive *archive, test_index *index)
{
    test_image *image = new_image(archive);
    image->config = (test_config){
        .architecture = "\"amd64\"",
        .os = "\"linux\"",
        .created = CREATED,
        .entrypoint = "[\"/var/runtime/bootstrap\"]",
        .cmd = "[\"app.handler\"]",
        .env = "[\"PATH=/usr/local/bin:/usr/bin:/bin\",\"LAMBDA_TASK_ROOT=/var/task\"]",
        .working_dir = "\"/var/task\"",
        .history = "",
        .rootfs_type = "\"layers\"",
    };
    fill_base(&test_layer_add(archive, image)->tar, false);
    fill_function(&test_layer_add(archive, image)->tar);
    fill_change(&test_layer_add(archive, image)->tar);
    test_entry_add(archive, index)->image = image;
    return image;
}

test_image *test_image_add(test_archive *archive)
{
    test_image *image = new_good_image(archive, archive->indexes[0]);
    image->tags[0] = "app:1";
    return image;
}

test_image *test_image_add_to(test_archive *archive, test_index *index)
{
    test_image *image = new_good_image(archive, index);
    index->entries[index->entry_count - 1].platform =
        "{\"architecture\":\"amd64\",\"os\":\"linux\"}";
    return image;
}

void test_image_set_architecture(test_archive *archive, test_image *image, const char *architecture)
{
    image->config.architecture = test_text(archive, "\"%s\"", architecture);
    test_layer_clear(image->layers[0]);
    fill_base(&image->layers[0]->tar, strcmp(architecture, "arm64") == 0);
    for (size_t i = 0; i < archive->index_count; i++) {
        const test_index *index = archive->indexes[i];
        for (size_t j = 0; j < index->entry_count; j++) {
            if (index->entries[j].image == image && index->entries[j].platform != NULL)
                index->entries[j].platform =
                    test_text(archive, "{\"architecture\":\"%s\",\"os\":\"linux\"}", architecture);
        }
    }
}

test_index *test_top_index(test_archive *archive)
{
    return archive->indexes[0];
}

test_index *test_index_add_to(test_archive *archive, test_index *parent)
{
    test_index *index = new_index(archive);
    test_entry_add(archive, parent)->index = index;
    return index;
}

test_image *test_attestation_add_to(test_archive *archive, test_index *index,
                                    const test_image *subject)
{
    static const char statement[] =
        "{\"_type\":\"https://in-toto.io/Statement/v0.1\","
        "\"predicateType\":\"https://slsa.dev/provenance/v0.2\",\"predicate\":{}}";
    test_image *image = new_image(archive);
    image->is_attestation = true;
    test_layer *layer = test_layer_add(archive, image);
    layer->packing.codec = TEST_PLAIN;
    og_buf_text(&layer->tar, statement);
    layer->blob.promise.media_type = "application/vnd.in-toto+json";
    layer->blob.promise.extra =
        ",\"annotations\":{\"in-toto.io/predicate-type\":\"https://slsa.dev/provenance/v0.2\"}";
    char digest[TEST_DIGEST_SIZE];
    test_digest(layer->tar.data, layer->tar.length, digest);
    image->config.raw = test_text(archive,
                                  "{\"architecture\":\"unknown\",\"os\":\"unknown\",\"config\":{},"
                                  "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}",
                                  digest);
    test_entry *entry = test_entry_add(archive, index);
    entry->image = image;
    entry->platform = "{\"architecture\":\"unknown\",\"os\":\"unknown\"}";
    entry->attests = subject;
    return image;
}

void test_archive_set_packing(test_archive *archive, test_packing packing)
{
    for (size_t i = 0; i < archive->image_count; i++) {
        for (size_t j = 0; j < archive->images[i]->layer_count; j++) {
            if (!archive->images[i]->is_attestation)
                archive->images[i]->layers[j]->packing = packing;
        }
    }
}
