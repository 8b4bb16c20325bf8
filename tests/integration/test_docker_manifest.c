/* manifest.json of docker save: what it says, and the links behind its layers. */
#include "support/expect.h"

#include <string.h>

typedef struct docker_case {
    const char *name;
    void (*change)(test_archive *archive);
    const char *expected;
} docker_case;

static void docker_manifest(test_archive *archive, const char *text)
{
    test_member_set(archive, "manifest.json", text, strlen(text));
}

static void docker_empty(test_archive *archive)
{
    docker_manifest(archive, "[]");
}

static void docker_null(test_archive *archive)
{
    docker_manifest(archive, "null");
}

static void docker_object(test_archive *archive)
{
    docker_manifest(archive, "{}");
}

static void docker_strings(test_archive *archive)
{
    docker_manifest(archive, "[\"app\"]");
}

static void docker_garbage(test_archive *archive)
{
    og_buf_text(&test_member_find(archive, "manifest.json")->body, " x");
}

static const char *manifest_of(const test_archive *archive)
{
    return og_buf_string(&test_member_find(archive, "manifest.json")->body);
}

static void docker_set(test_archive *archive, const char *key, const char *value)
{
    docker_manifest(archive, test_set_key(archive, manifest_of(archive), key, value));
}

static void config_outside(test_archive *archive)
{
    docker_set(archive, "Config", "\"../../../etc/hostname\"");
}

static void config_number(test_archive *archive)
{
    docker_set(archive, "Config", "7");
}

static void layers_outside(test_archive *archive)
{
    docker_set(archive, "Layers", "[\"../../../etc/passwd\"]");
}

static void layers_absolute(test_archive *archive)
{
    docker_set(archive, "Layers", "[\"/etc/passwd\"]");
}

static void layers_object(test_archive *archive)
{
    docker_set(archive, "Layers", "{}");
}

static void config_gone(test_archive *archive)
{
    docker_manifest(archive, test_remove_key(archive, manifest_of(archive), "Config"));
}

static void lower_case(test_archive *archive)
{
    docker_manifest(archive, test_change_case(archive, manifest_of(archive), "Config"));
}

static void config_twice(test_archive *archive)
{
    docker_manifest(archive, test_duplicate_key(archive, manifest_of(archive), "Config", NULL));
}

static void tags_string(test_archive *archive)
{
    docker_set(archive, "RepoTags", "\"app:1\"");
}

static test_member *link_of(test_archive *archive, const char *target)
{
    test_member *member = test_member_of(archive, &archive->images[0]->layers[0]->blob);
    og_buf_clear(&member->body);
    member->type = '2';
    member->mode = 0777;
    member->link = test_text(archive, "%s", target);
    return member;
}

static void link_outside(test_archive *archive)
{
    (void)link_of(archive, "../../../../etc/passwd");
}

static void link_absolute(test_archive *archive)
{
    (void)link_of(archive, "/etc/passwd");
}

static void link_dangling(test_archive *archive)
{
    (void)link_of(archive, "../nothing/layer.tar");
}

static void link_to_itself(test_archive *archive)
{
    (void)link_of(archive, "layer.tar");
}

static void layer_by_hardlink(test_archive *archive)
{
    test_member *layer = test_member_of(archive, &archive->images[0]->layers[0]->blob);
    test_member *real =
        test_member_add(archive, "real.tar", '0', layer->body.data, layer->body.length);
    real->mode = 0644;
    test_member_move(archive, "real.tar", 0);
    layer->type = '1';
    layer->link = real->name;
    og_buf_clear(&layer->body);
}

static const docker_case cases[] = {
    {"[]", docker_empty, "docker-archive-invalid ?archive-entry-unexpected"},
    {"null", docker_null,
     "! ?json-invalid ?docker-archive-invalid ?input-unrecognized ?json-type "
     "?archive-entry-unexpected"},
    {"{}", docker_object,
     "! ?docker-archive-invalid ?input-unrecognized ?json-type ?archive-entry-unexpected"},
    {"array of strings", docker_strings,
     "! ?layers-empty docker-archive-invalid ?json-type ?archive-entry-unexpected"},
    {"bytes behind the value", docker_garbage,
     "json-invalid ?archive-entry-unexpected ?input-unrecognized"},
    {"Config outside", config_outside,
     "! docker-archive-invalid ?blob-missing ?archive-entry-unexpected"},
    {"Config a number", config_number,
     "! ?docker-archive-invalid ?json-type ?archive-entry-unexpected"},
    {"Config gone", config_gone, "! ?docker-archive-invalid ?json-type ?archive-entry-unexpected"},
    {"Config in lower case", lower_case,
     "! json-ambiguous-key ?docker-archive-invalid ?json-type ?archive-entry-unexpected"},
    {"Config twice", config_twice,
     "json-duplicate-key ?archive-entry-unexpected ?input-unrecognized"},
    {"Layers outside", layers_outside,
     "! docker-archive-invalid ?blob-missing ?diff-id-count ?history-count "
     "?archive-entry-unexpected"},
    {"Layers absolute", layers_absolute,
     "! ?docker-archive-invalid ?blob-missing ?diff-id-count ?history-count "
     "?archive-entry-unexpected"},
    {"Layers an object", layers_object,
     "! ?docker-archive-invalid ?json-type ?diff-id-count ?history-count ?layers-empty "
     "?archive-entry-unexpected"},
    {"RepoTags a string", tags_string,
     "! ?docker-archive-invalid ?json-type ?archive-entry-unexpected"},
    {"layer a link outside", link_outside, "! archive-entry-type ?blob-missing"},
    {"layer an absolute link", link_absolute, "! archive-entry-type ?blob-missing"},
    {"layer a link to nothing", link_dangling, "! archive-entry-type ?blob-missing"},
    {"layer a link to itself", link_to_itself, "! archive-entry-type ?blob-missing"},
    {"layer a hard link", layer_by_hardlink, ""},
};

Test(docker_manifest, names_what_is_in_the_archive)
{
    for (size_t i = 0; i < TEST_COUNT(cases); i++) {
        test_archive *archive = test_archive_new();
        (void)test_image_add(archive);
        test_archive_build(archive, TEST_FORM_DOCKER_10);
        cases[i].change(archive);
        test_expect_archive(NULL, archive, cases[i].expected, cases[i].name);
        test_archive_free(archive);
    }
}
