/* An image of 127 layers with 200,000 entries, as docker save writes it: read, linked with and
   without its files, judged. */
#include "micro.h"

#include "container/container.h"
#include "image/link.h"
#include "rules/rule.h"

#include <stdio.h>
#include <string.h>

#define LAYERS 127u
#define ENTRIES 200000u

typedef struct image_work {
    og_buf bytes;
    ocigate_options *options;
    og_arena arena; /* of the archive that was read */
    og_hasher *hasher;
    og_archive archive;
    og_arena link_arena; /* of the facts */
    og_facts facts;
    ocigate_error err;
} image_work;

static void add_member(og_buf *out, const char *name, const og_buf *body)
{
    static const char zeros[512];
    micro_add_header(out, name, '0', body->length);
    og_buf_add(out, body->data, body->length);
    og_buf_add(out, zeros, (512 - body->length % 512) % 512);
}

/* Every layer has files of its own in directories that it shares with nine others, and the file of
   the layer below once more. */
static void make_layer(og_buf *out, unsigned layer)
{
    static const char end[1024];
    const unsigned count = ENTRIES / LAYERS + (layer < ENTRIES % LAYERS ? 1 : 0);
    char path[100];
    (void)snprintf(path, sizeof path, "d%u", layer / 10);
    micro_add_header(out, path, '5', 0);
    for (unsigned i = 1; i < count; i++) {
        const unsigned number = i == 1 && layer > 0 ? layer - 1 : layer;
        (void)snprintf(path, sizeof path, "d%u/file-%u-%u", layer / 10, number, i < 3 ? 0 : i);
        if (i != 2 || layer == 0)
            micro_add_header(out, path, '0', 0);
        else
            micro_add_header(out, "changed", '0', 0);
    }
    og_buf_add(out, end, sizeof end);
}

static void make_archive(image_work *work)
{
    static const char end[1024];
    og_buf config, manifest, layer;
    og_buf_init(&work->bytes);
    og_buf_init(&config);
    og_buf_init(&manifest);
    og_buf_init(&layer);
    og_buf_text(&config, "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Entrypoint\":"
                         "[\"/changed\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[");
    og_buf_text(&manifest, "[{\"Config\":\"config.json\",\"RepoTags\":[\"app:1\"],\"Layers\":[");
    for (unsigned i = 0; i < LAYERS; i++) {
        og_buf_clear(&layer);
        make_layer(&layer, i);
        og_digest digest;
        char text[OG_DIGEST_TEXT_SIZE], name[40];
        if (og_hash_bytes(work->hasher, OG_SHA256, layer.data, layer.length, &digest, &work->err) <
            0)
            micro_fail("cannot hash");
        og_digest_format(&digest, text);
        (void)snprintf(name, sizeof name, "%u/layer.tar", i);
        add_member(&work->bytes, name, &layer);
        og_buf_text(&config, i == 0 ? "\"" : ",\"");
        og_buf_text(&config, text);
        og_buf_text(&config, "\"");
        og_buf_text(&manifest, i == 0 ? "\"" : ",\"");
        og_buf_text(&manifest, name);
        og_buf_text(&manifest, "\"");
    }
    og_buf_text(&config, "]}}");
    og_buf_text(&manifest, "]}]");
    add_member(&work->bytes, "config.json", &config);
    add_member(&work->bytes, "manifest.json", &manifest);
    og_buf_add(&work->bytes, end, sizeof end);
    if (work->bytes.failed || config.failed || manifest.failed || layer.failed)
        micro_fail("no memory");
    og_buf_fini(&layer);
    og_buf_fini(&manifest);
    og_buf_fini(&config);
}

static bool read_image(void *payload)
{
    image_work *work = payload;
    og_arena_fini(&work->arena);
    og_arena_init(&work->arena);
    work->archive = (og_archive){0};
    og_stream *stream = NULL;
    if (og_stream_from_memory(work->bytes.data, work->bytes.length, &stream, &work->err) < 0)
        return false;
    const og_means means = {.hasher = work->hasher};
    const ocigate_status status = og_container_read_stream(
        stream, work->options, &means, &work->arena, &work->archive, &work->err);
    og_stream_close(stream);
    return status == OCIGATE_OK && work->archive.member_count == LAYERS + 2 &&
           work->archive.is_complete;
}

static bool link_image(void *payload)
{
    image_work *work = payload;
    og_arena_fini(&work->link_arena);
    og_arena_init(&work->link_arena);
    return og_facts_link(&work->archive, "image", work->options, &work->link_arena, &work->facts,
                         &work->err) == OCIGATE_OK &&
           work->facts.image_count == 1 && !work->link_arena.failed;
}

static bool judge_image(void *payload)
{
    image_work *work = payload;
    og_arena arena;
    og_arena_init(&arena);
    og_sink sink = {0};
    og_sink_init(&sink, &arena, work->options->limits.value[OCIGATE_LIMIT_FINDINGS]);
    og_engine_run(&work->facts, &sink);
    og_sink_settle(&sink);
    const bool is_good = !arena.failed;
    og_arena_fini(&arena);
    return is_good;
}

void micro_image(void)
{
    image_work work = {.options = ocigate_options_new()};
    if (work.options == NULL || og_hasher_new(&work.hasher, &work.err) < 0)
        micro_fail("no memory");
    og_arena_init(&work.arena);
    og_arena_init(&work.link_arena);
    make_archive(&work);

    work.options->depth = OCIGATE_DEPTH_BLOBS;
    if (!read_image(&work))
        micro_fail("cannot read the image");
    micro_run("link 127 layers", LAYERS, "layers", link_image, &work);
    work.options->depth = OCIGATE_DEPTH_ROOTFS;
    micro_run("read 127 layers, 200,000 entries", ENTRIES, "entries", read_image, &work);
    micro_run("link and merge them", ENTRIES, "entries", link_image, &work);
    micro_run("all rules on them", 1, "images", judge_image, &work);

    og_arena_fini(&work.link_arena);
    og_arena_fini(&work.arena);
    og_hasher_free(work.hasher);
    ocigate_options_free(work.options);
    og_buf_fini(&work.bytes);
}
