/* Members of an archive: twice, swapped, outside, links. */
#include "hostile/hostile.h"

#include <string.h>

/* A second manifest.json, which names the layers in another order. */
static void manifest_twice(hostile_fixture *f)
{
    const test_member *good = test_member_find(f->archive, "manifest.json");
    const char *evil = test_replace(f->archive, good->body.data, "app:1", "evil:1");
    test_member_add(f->archive, "manifest.json", '0', evil, strlen(evil));
    if (f->row->number == 0)
        return;
    /* The first of the two is found by its name: make it the evil one. */
    test_member *first = test_member_find(f->archive, "manifest.json");
    test_member *last = f->archive->members[f->archive->member_count - 1];
    const og_buf body = first->body;
    first->body = last->body;
    last->body = body;
}

static void layer_twice(hostile_fixture *f)
{
    const test_member *layer = test_member_of(f->archive, &f->image->layers[1]->blob);
    test_member_add(f->archive, layer->name, '0', f->image->layers[0]->blob.bytes.data,
                    f->image->layers[0]->blob.bytes.length);
}

static void config_swapped(hostile_fixture *f)
{
    test_member *config = test_member_of(f->archive, &f->image->config_blob);
    const char *other = test_replace(f->archive, config->body.data, "app.handler", "bad.handler");
    test_member_set(f->archive, config->name, other, strlen(other));
}

static void layer_swapped(hostile_fixture *f)
{
    test_member *layer = test_member_of(f->archive, &f->image->layers[1]->blob);
    og_buf other;
    og_buf_init(&other);
    test_tar_file(&other, "evil", 0755, "evil\n");
    test_tar_end_add(&other, TEST_END_TWO_BLOCKS);
    test_member_set(f->archive, layer->name, other.data, other.length);
    og_buf_fini(&other);
}

static void docker_manifest(hostile_fixture *f)
{
    f->archive->docker_manifest_json = f->row->text;
}

static void docker_manifest_gone(hostile_fixture *f)
{
    test_member_remove(f->archive, "manifest.json");
}

static void docker_names(hostile_fixture *f)
{
    test_member *member = test_member_find(f->archive, "manifest.json");
    const char *text = test_text(f->archive, "%s", member->body.data);
    text = f->row->number == 0 ? test_set_key(f->archive, text, "Config", f->row->text)
                               : test_set_key(f->archive, text, "Layers", f->row->text);
    test_member_set(f->archive, "manifest.json", text, strlen(text));
}

static void layer_link(hostile_fixture *f)
{
    test_member *layer = test_member_of(f->archive, &f->image->layers[1]->blob);
    test_member *real =
        test_member_add(f->archive, "real.tar", '0', layer->body.data, layer->body.length);
    (void)real;
    layer->type = '2';
    layer->link = test_text(f->archive, "%s", f->row->text);
    og_buf_clear(&layer->body);
}

static const hostile_row rows[] = {
    {.id = "H-015",
     .name = "Config outside",
     .expected = "docker-archive-invalid blob-missing archive-entry-unexpected=I",
     .after = docker_names,
     .text = "\"../../../etc/hostname\"",
     .form = TEST_FORM_PODMAN},
    {.id = "H-016",
     .name = "an absolute layer",
     .expected = "blob-missing diff-id-count history-count=W archive-entry-unexpected=I",
     .after = docker_names,
     .text = "[\"/etc/passwd\"]",
     .number = 1,
     .form = TEST_FORM_PODMAN},
    {.id = "H-030",
     .name = "good, then evil",
     .expected = "archive-entry-duplicate",
     .after = manifest_twice,
     .form = TEST_FORM_PODMAN},
    {.id = "H-031",
     .name = "evil, then good",
     .expected = "archive-entry-duplicate",
     .after = manifest_twice,
     .number = 1,
     .form = TEST_FORM_PODMAN},
    {.id = "H-032",
     .name = "a layer twice",
     .expected = "archive-entry-duplicate",
     .after = layer_twice,
     .form = TEST_FORM_PODMAN},
    {.id = "H-033",
     .name = "another config",
     .expected = "blob-digest-mismatch",
     .after = config_swapped,
     .form = TEST_FORM_PODMAN},
    {.id = "H-034",
     .name = "another layer",
     .expected = "diff-id-mismatch entry-hardlink-missing",
     .after = layer_swapped,
     .form = TEST_FORM_PODMAN},
    {.id = "H-035",
     .name = "[]",
     .expected = "docker-archive-invalid archive-entry-unexpected=I",
     .before = docker_manifest,
     .text = "[]",
     .form = TEST_FORM_PODMAN},
    {.id = "H-035",
     .name = "{}",
     .expected = "docker-archive-invalid archive-entry-unexpected=I",
     .before = docker_manifest,
     .text = "{}",
     .form = TEST_FORM_PODMAN},
    {.id = "H-035",
     .name = "null",
     .expected = "json-invalid archive-entry-unexpected=I",
     .before = docker_manifest,
     .text = "null",
     .form = TEST_FORM_PODMAN},
    {.id = "H-035",
     .name = "gone",
     .expected = "input-unrecognized",
     .after = docker_manifest_gone,
     .form = TEST_FORM_PODMAN},
    {.id = "H-036",
     .name = "a layer is a link inside",
     .expected = "",
     .after = layer_link,
     .text = "real.tar",
     .form = TEST_FORM_PODMAN},
    {.id = "H-036",
     .name = "a layer is a link to /etc/passwd",
     .expected = "archive-entry-type blob-missing archive-entry-unexpected=I",
     .after = layer_link,
     .text = "/etc/passwd",
     .form = TEST_FORM_PODMAN},
};

const hostile_table hostile_archives = HOSTILE_TABLE("archives", rows);
