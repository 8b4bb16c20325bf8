#include "support/image_builder.h"

#include <stdlib.h>
#include <string.h>

#define LAYOUT "{\"imageLayoutVersion\":\"1.0.0\"}"

/* How an archive of a form looks as a tar. */
static const struct {
    const char *name;
    bool is_docker, has_index;
    const char *prefix;
    test_tar_end end;
} forms[TEST_FORM_COUNT] = {
    [TEST_FORM_DOCKER_10] = {"docker-1.10", true, false, "", TEST_END_TWO_BLOCKS},
    [TEST_FORM_PODMAN] = {"podman", true, false, "", TEST_END_TWO_BLOCKS},
    [TEST_FORM_DOCKER_25] = {"docker-25", true, true, "", TEST_END_TWO_BLOCKS},
    [TEST_FORM_CONTAINERD] = {"containerd", true, true, "", TEST_END_TWO_BLOCKS},
    [TEST_FORM_OCI] = {"oci", false, true, "", TEST_END_TWO_BLOCKS},
    [TEST_FORM_OCI_FIRST] = {"oci-first", false, true, "", TEST_END_TWO_BLOCKS},
    [TEST_FORM_OCI_DOT] = {"oci-dot", false, true, "./", TEST_END_10240},
    [TEST_FORM_GGCR] = {"ggcr", true, false, "", TEST_END_TWO_BLOCKS},
    [TEST_FORM_CNB] = {"cnb", true, false, "", TEST_END_TWO_BLOCKS},
    [TEST_FORM_RULES_OCI] = {"rules-oci", true, false, "", TEST_END_10240},
    [TEST_FORM_JIB] = {"jib", true, false, "", TEST_END_TWO_BLOCKS},
    [TEST_FORM_DOCKER_DIR] = {"dir", false, false, "", TEST_END_TWO_BLOCKS},
};

const char *test_form_name(test_form form)
{
    return forms[form].name;
}

bool test_form_is_docker(test_form form)
{
    return forms[form].is_docker;
}

bool test_form_has_index(test_form form)
{
    return forms[form].has_index;
}

test_member *test_member_add(test_archive *archive, const char *name, char type, const void *bytes,
                             size_t length)
{
    if ((archive->member_count & (archive->member_count - 1)) == 0) {
        test_member **fresh =
            OG_NEW_ARRAY(&archive->arena, test_member *,
                         archive->member_count == 0 ? 1 : archive->member_count * 2);
        test_require(fresh != NULL, "out of memory");
        if (archive->member_count > 0)
            memcpy(fresh, archive->members, archive->member_count * sizeof(test_member *));
        archive->members = fresh;
    }
    test_member *member = calloc(1, sizeof *member);
    test_require(member != NULL, "out of memory");
    member->name = test_text(archive, "%s", name);
    member->type = type;
    og_buf_add(&member->body, bytes, length);
    archive->members[archive->member_count++] = member;
    return member;
}

test_member *test_member_find(const test_archive *archive, const char *name)
{
    for (size_t i = 0; i < archive->member_count; i++) {
        if (strcmp(archive->members[i]->name, name) == 0)
            return archive->members[i];
    }
    return NULL;
}

/* By content: names differ from form to form, and a form may store the plain layer instead. */
test_member *test_member_of(const test_archive *archive, const test_blob *blob)
{
    for (size_t i = 0; i < archive->member_count; i++) {
        test_member *member = archive->members[i];
        if (member->type == '0' && member->body.length == blob->bytes.length &&
            memcmp(og_buf_string(&member->body), og_buf_string(&blob->bytes), blob->bytes.length) ==
                0)
            return member;
    }
    test_require(false, "no member holds the blob %s", blob->digest);
    return NULL;
}

void test_member_remove(test_archive *archive, const char *name)
{
    for (size_t i = 0; i < archive->member_count; i++) {
        if (strcmp(archive->members[i]->name, name) != 0)
            continue;
        og_buf_fini(&archive->members[i]->body);
        free(archive->members[i]);
        memmove(archive->members + i, archive->members + i + 1,
                (archive->member_count - i - 1) * sizeof(test_member *));
        archive->member_count--;
        return;
    }
    test_require(false, "no member %s", name);
}

void test_members_clear(test_archive *archive)
{
    for (size_t i = 0; i < archive->member_count; i++) {
        og_buf_fini(&archive->members[i]->body);
        free(archive->members[i]);
    }
    archive->member_count = 0;
}

static int compare_names(const void *a, const void *b)
{
    const test_member *const *first = a;
    const test_member *const *second = b;
    return strcmp((*first)->name, (*second)->name);
}

void test_members_sort(test_archive *archive, size_t first)
{
    if (archive->member_count > first)
        qsort(archive->members + first, archive->member_count - first, sizeof(test_member *),
              compare_names);
}

/* blobs/<algorithm>/<hex>, once. */
static void add_blob(test_archive *archive, const test_blob *blob)
{
    if (blob->is_absent)
        return;
    const char *digest = test_blob_name(blob);
    const char *colon = strchr(digest, ':');
    if (colon == NULL)
        return;
    const char *directory = test_text(archive, "blobs/%.*s/", (int)(colon - digest), digest);
    if (test_member_find(archive, directory) == NULL)
        test_member_add(archive, directory, '5', NULL, 0)->mode = 0755;
    const char *name = test_text(archive, "%s%s", directory, colon + 1);
    if (test_member_find(archive, name) == NULL)
        test_member_add(archive, name, '0', og_buf_string(&blob->bytes), blob->bytes.length);
}

static bool is_absent(const test_archive *archive, const test_image *image)
{
    for (size_t i = 0; i < archive->index_count; i++) {
        const test_index *index = archive->indexes[i];
        for (size_t j = 0; j < index->entry_count; j++) {
            if (index->entries[j].image == image && index->entries[j].is_absent)
                return true;
        }
    }
    return false;
}

static void add_blobs(test_archive *archive)
{
    const size_t first = archive->member_count;
    test_member_add(archive, "blobs/", '5', NULL, 0)->mode = 0755;
    for (size_t i = 0; i < archive->image_count; i++) {
        const test_image *image = archive->images[i];
        if (is_absent(archive, image))
            continue;
        for (size_t j = 0; j < image->layer_count; j++)
            add_blob(archive, &image->layers[j]->blob);
        add_blob(archive, &image->config_blob);
        add_blob(archive, &image->manifest_blob);
    }
    for (size_t i = 1; i < archive->index_count; i++)
        add_blob(archive, &archive->indexes[i]->blob);
    test_members_sort(archive, first);
}

static void add_layout(test_archive *archive)
{
    const char *json = archive->layout_json == NULL ? LAYOUT : archive->layout_json;
    test_member_add(archive, "oci-layout", '0', json, strlen(json));
}

static void add_index(test_archive *archive)
{
    const og_buf *json = &archive->indexes[0]->blob.bytes;
    test_member_add(archive, "index.json", '0', og_buf_string(json), json->length);
}

/* What dockers of the classic store leave behind: a document of each layer, which nothing names. */
static void add_v1_json(test_archive *archive)
{
    for (size_t i = 0; i < archive->image_count; i++) {
        const test_image *image = archive->images[i];
        for (size_t j = 0; j < image->layer_count; j++) {
            const char *json = test_text(archive,
                                         "{\"id\":\"%s\",\"created\":\"1970-01-01T00:00:00Z\","
                                         "\"container_config\":{},\"os\":\"linux\"}",
                                         image->layers[j]->true_diff_id + 7);
            char hex[TEST_HEX_SIZE];
            test_sha256_hex(json, strlen(json), hex);
            const char *name = test_text(archive, "blobs/sha256/%s", hex);
            if (test_member_find(archive, name) == NULL)
                test_member_add(archive, name, '0', json, strlen(json));
        }
    }
}

static void build_hybrid(test_archive *archive, test_form form)
{
    add_blobs(archive);
    if (form == TEST_FORM_DOCKER_25 && !archive->has_no_v1_json)
        add_v1_json(archive);
    add_index(archive);
    add_layout(archive);
    test_build_docker_hybrid(archive, form);
    test_members_sort(archive, 0);
}

static void build_oci(test_archive *archive, test_form form)
{
    if (form == TEST_FORM_OCI_FIRST) {
        add_layout(archive);
        add_index(archive);
        add_blobs(archive);
        return;
    }
    if (form == TEST_FORM_OCI_DOT)
        test_member_add(archive, "", '5', NULL, 0)->mode = 0755;
    add_blobs(archive);
    add_index(archive);
    add_layout(archive);
}

/* containers/image, directory/directory_dest.go: every blob by its bare hex. */
static void build_dir(test_archive *archive)
{
    static const char version[] = "Directory Transport Version: 1.1\n";
    const test_image *image = archive->images[0];
    for (size_t i = 0; i <= image->layer_count; i++) {
        const test_blob *blob =
            i == image->layer_count ? &image->config_blob : &image->layers[i]->blob;
        const char *colon = strchr(test_blob_name(blob), ':');
        const char *name = colon == NULL ? test_blob_name(blob) : colon + 1;
        if (!blob->is_absent && test_member_find(archive, name) == NULL)
            test_member_add(archive, name, '0', og_buf_string(&blob->bytes), blob->bytes.length);
    }
    const og_buf *manifest = &image->manifest_blob.bytes;
    test_member_add(archive, "manifest.json", '0', og_buf_string(manifest), manifest->length);
    test_member_add(archive, "version", '0', version, sizeof version - 1);
    test_members_sort(archive, 0);
}

static void set_modes(test_archive *archive, test_form form)
{
    for (size_t i = 0; i < archive->member_count; i++) {
        test_member *member = archive->members[i];
        /* Docker fills the file type into the mode field; containerd writes read-only files. */
        if (form == TEST_FORM_DOCKER_10 || form == TEST_FORM_DOCKER_25)
            member->mode = member->type == '5' ? 0040755 : member->type == '2' ? 0120777 : 0100644;
        else if (member->mode == 0)
            member->mode = member->type == '0' ? 0444 : 0755;
    }
}

/* Docker's classic store keeps layers plain, podman writes them plain. */
static void choose_packing(test_archive *archive, test_form form)
{
    if (form == TEST_FORM_DOCKER_25 || form == TEST_FORM_DOCKER_10 || form == TEST_FORM_PODMAN ||
        form == TEST_FORM_CNB)
        test_archive_set_packing(archive, (test_packing){.codec = TEST_PLAIN});
}

void test_archive_build(test_archive *archive, test_form form)
{
    test_members_clear(archive);
    archive->form = form;
    archive->prefix = forms[form].prefix;
    archive->end = forms[form].end;
    archive->dialect =
        form == TEST_FORM_OCI_DOT || form == TEST_FORM_RULES_OCI ? TEST_GNU : TEST_USTAR;
    choose_packing(archive, form);
    test_archive_seal(archive);
    if (form == TEST_FORM_DOCKER_25 || form == TEST_FORM_CONTAINERD)
        build_hybrid(archive, form);
    else if (form == TEST_FORM_DOCKER_DIR)
        build_dir(archive);
    else if (test_form_has_index(form))
        build_oci(archive, form);
    else
        test_build_docker(archive, form);
    set_modes(archive, form);
}
