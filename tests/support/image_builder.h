/* Images of the tests, made in memory. Everything starts as a GOOD image for AWS Lambda; a test
   breaks one thing. All digests and sizes are made again by test_archive_seal (which
   test_archive_build calls), unless a promise says otherwise. The same bytes on every run.

       test_archive *archive = test_archive_new();
       test_image *image = test_image_add(archive);    // "app:1", linux/amd64, three layers
       image->layers[1]->diff_id = TEST_WRONG_DIGEST;  // the one thing that is wrong
       test_archive_build(archive, TEST_FORM_DOCKER_25);
       test_member_remove(archive, "repositories");    // or one thing in the archive
       test_archive_write(archive, TEST_GZIP, &bytes);
       test_archive_free(archive);

   All strings that are assigned are borrowed: literals, or test_text(archive, ...). */
#ifndef TEST_SUPPORT_IMAGE_BUILDER_H
#define TEST_SUPPORT_IMAGE_BUILDER_H

#include "base/arena.h"
#include "base/buf.h"
#include "support/bytes.h"
#include "support/tar_builder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEST_TAGS_MAX 4u
#define TEST_WRONG_DIGEST "sha256:00000000000000000000000000000000000000000000000000000000deadbeef"

#define TEST_TYPE_OCI_INDEX "application/vnd.oci.image.index.v1+json"
#define TEST_TYPE_OCI_MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define TEST_TYPE_OCI_CONFIG "application/vnd.oci.image.config.v1+json"
#define TEST_TYPE_OCI_LAYER "application/vnd.oci.image.layer.v1.tar"
#define TEST_TYPE_DOCKER_LIST "application/vnd.docker.distribution.manifest.list.v2+json"
#define TEST_TYPE_DOCKER_MANIFEST "application/vnd.docker.distribution.manifest.v2+json"
#define TEST_TYPE_DOCKER_CONFIG "application/vnd.docker.container.image.v1+json"
#define TEST_TYPE_DOCKER_LAYER "application/vnd.docker.image.rootfs.diff.tar"

/* What a descriptor says of a blob; zero: the truth. */
typedef struct test_promise {
    const char *media_type;
    const char *digest; /* the blob is stored under this name as well */
    int size_delta;
    const char *size;  /* JSON in place of the number */
    const char *extra; /* JSON members behind the others: ",\"urls\":[]" */
    const char *whole; /* JSON in place of the whole descriptor */
} test_promise;

/* Bytes in the store. */
typedef struct test_blob {
    og_buf bytes;
    char digest[TEST_DIGEST_SIZE]; /* of bytes, after sealing */
    test_promise promise;
    bool is_absent; /* promised, but not stored */
    bool is_sha512;
} test_blob;

typedef struct test_layer {
    og_buf tar; /* plain: change it, and everything else follows */
    test_packing packing;
    bool has_raw_blob;   /* blob.bytes are kept as they are, `tar` only gives the diff_id */
    const char *diff_id; /* what the config says; NULL: the truth */
    test_blob blob;
    char true_diff_id[TEST_DIGEST_SIZE]; /* after sealing */
} test_layer;

/* Members are JSON, so that they can be of any type; NULL: absent. */
typedef struct test_config {
    const char *architecture, *os, *variant, *created;       /* top */
    const char *entrypoint, *cmd, *env, *working_dir, *user; /* in "config" */
    const char *history;                                     /* "": made to fit */
    const char *rootfs_type, *diff_ids, *rootfs;             /* diff_ids, rootfs: in place of all */
    const char *extra_config, *extra; /* JSON members behind the others, starting with a comma */
    const char *raw;                  /* the whole document */
} test_config;

typedef struct test_image {
    test_layer **layers;
    size_t layer_count;
    test_config config;
    test_blob config_blob;
    bool is_docker_manifest;                 /* Docker v2 schema 2 types; else OCI */
    const char *schema_version, *media_type; /* JSON; media_type "": absent */
    const char *layers_json;                 /* in place of the array */
    const char *manifest_extra;              /* JSON members behind the others */
    const char *manifest_raw;                /* the whole document */
    test_blob manifest_blob;
    const char *tags[TEST_TAGS_MAX]; /* "app:1" */
    bool is_attestation;             /* no item in manifest.json */
    bool is_not_in_manifest_json;
} test_image;

typedef struct test_index test_index;

/* A member of an index: an image, an index, or raw JSON. */
typedef struct test_entry {
    test_image *image;
    test_index *index;
    const char *raw;
    const char *platform;      /* JSON; NULL: none */
    const char *annotations;   /* JSON; NULL: of the tags, in index.json alone */
    const test_image *attests; /* this entry is the provenance of that image */
    bool is_absent;            /* named, but neither it nor what it names is stored */
} test_entry;

struct test_index {
    test_entry *entries;
    size_t entry_count;
    bool is_docker_list;
    const char *manifests_json; /* in place of the array */
    const char *extra, *raw;
    const char *tags[TEST_TAGS_MAX];
    test_blob blob;
};

typedef enum test_form {
    TEST_FORM_DOCKER_10,  /* Docker 1.10 to 24: <id>/layer.tar, <hex>.json, manifest.json */
    TEST_FORM_PODMAN,     /* podman, skopeo docker-archive: <hex>.tar and links */
    TEST_FORM_DOCKER_25,  /* Docker 25 and later, classic store: hybrid, plain layers */
    TEST_FORM_CONTAINERD, /* ctr, nerdctl, buildx type=docker: hybrid */
    TEST_FORM_OCI,        /* skopeo, podman, buildx type=oci: lexical order */
    TEST_FORM_OCI_FIRST,  /* oci-layout, index.json, then the blobs */
    TEST_FORM_OCI_DOT,    /* GNU tar of a layout: "./", "./blobs/", padding to 10,240 */
    TEST_FORM_GGCR,       /* crane, ko, kaniko: sha256:<hex>, <hex>.tar.gz */
    TEST_FORM_CNB,        /* Buildpacks: leading slashes */
    TEST_FORM_RULES_OCI,  /* manifest.json first */
    TEST_FORM_JIB,        /* config.json, layers first */
    TEST_FORM_DOCKER_DIR, /* dir: of skopeo: manifest.json, version, bare hex names */
    TEST_FORM_COUNT
} test_form;

typedef struct test_member {
    char *name;
    char type;  /* '0', '5', '2', '1' or anything */
    char *link; /* or NULL */
    unsigned mode;
    og_buf body;
    test_tar_entry
        header; /* whatever else is to be said: size, patches, pax; the rest is ignored */
} test_member;

typedef struct test_archive {
    og_arena arena;
    test_image **images;
    size_t image_count;
    test_index **indexes; /* the first is index.json */
    size_t index_count;
    og_buf **buffers; /* every one that must be freed */
    size_t buffer_count;
    test_form form;
    test_member **members; /* after test_archive_build */
    size_t member_count;
    const char *prefix; /* before every name, "./"; NULL: that of the form */
    test_tar_end end;
    test_tar_dialect dialect;
    const char *layout_json;           /* in place of oci-layout */
    const char *docker_manifest_json;  /* in place of manifest.json of docker save */
    const char *docker_manifest_extra; /* JSON members of each item, starting with a comma */
    const char *repositories_json;
    bool has_no_layer_links; /* DOCKER_10: write a layer that repeats twice, not as a link */
    bool has_forward_links;  /* DOCKER_10: the link comes before its target */
    bool has_no_v1_json;     /* DOCKER_25: without the documents that nothing names */
} test_archive;

/* ---- image_builder.c ---- */
test_archive *test_archive_new(void);
void test_archive_free(test_archive *archive);

char *test_text(test_archive *archive, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A good image with the tag "app:1", named by index.json and by manifest.json. */
test_image *test_image_add(test_archive *archive);
/* The same, a member of this index (with its platform), without a tag. */
test_image *test_image_add_to(test_archive *archive, test_index *index);
/* Another layer on top: an empty buffer for the tar, which the caller fills and ends. */
test_layer *test_layer_add(test_archive *archive, test_image *image);
void test_layer_clear(test_layer *layer); /* its tar is empty again */
/* One more good layer, whose file has this name. */
test_layer *test_layer_add_file(test_archive *archive, test_image *image, const char *name);

test_index *test_top_index(test_archive *archive); /* index.json */
test_index *test_index_add_to(test_archive *archive, test_index *parent);
test_entry *test_entry_add(test_archive *archive, test_index *index);
/* What buildx writes for provenance of an image that is a member of the same index. */
test_image *test_attestation_add_to(test_archive *archive, test_index *index,
                                    const test_image *subject);

/* How every layer of every image is packed. */
void test_archive_set_packing(test_archive *archive, test_packing packing);
/* amd64 or arm64: the config, the platform and the entrypoint's ELF header. */
void test_image_set_architecture(test_archive *archive, test_image *image,
                                 const char *architecture);

/* ---- image_json.c ---- */
void test_archive_seal(test_archive *archive);
void test_descriptor_add(og_buf *out, const test_blob *blob, const char *media_type,
                         const char *more);
const char *test_manifest_type(const test_image *image);
const char *test_index_type(const test_index *index);
const char *test_blob_name(const test_blob *blob); /* the digest under which it is stored */
void test_json_string(og_buf *out, const char *text);

/* ---- image_pack.c, image_pack_docker.c ---- */
const char *test_form_name(test_form form);
bool test_form_is_docker(test_form form); /* has a manifest.json of docker save */
bool test_form_has_index(test_form form); /* has an index.json */
/* Seal, and lay the images out as members. */
void test_archive_build(test_archive *archive, test_form form);
void test_build_docker(test_archive *archive, test_form form);
void test_build_docker_hybrid(test_archive *archive, test_form form);

test_member *test_member_add(test_archive *archive, const char *name, char type, const void *bytes,
                             size_t length);
test_member *test_member_find(const test_archive *archive, const char *name);
/* The member that holds this blob, under whatever name; ends the program when there is none. */
test_member *test_member_of(const test_archive *archive, const test_blob *blob);
void test_member_remove(test_archive *archive, const char *name);
void test_members_clear(test_archive *archive);
void test_members_sort(test_archive *archive, size_t first); /* by name, those from `first` on */

/* ---- image_write.c ---- */
/* The members as a tar, packed. */
void test_archive_write(const test_archive *archive, test_codec outer, og_buf *out);
/* The members as files below a directory, which is made. */
void test_archive_extract(const test_archive *archive, const char *directory);

#endif
