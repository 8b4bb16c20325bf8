/* The frozen model: all facts of an input, linked. The one header that rules include. Nothing here
   is a judgement; every pointer is borrowed from the arena of the run. */
#ifndef OG_IMAGE_IMAGE_H
#define OG_IMAGE_IMAGE_H

#include "base/options.h"
#include "blob/facts.h"
#include "container/archive.h"
#include "document/document.h"
#include "document/media_type.h"

typedef enum og_kind { /* what the input is */
                       OG_KIND_UNKNOWN,
                       OG_KIND_DOCKER_ARCHIVE, /* has a manifest.json that is an array, whatever
                                                  else there is */
                       OG_KIND_OCI_ARCHIVE,
                       OG_KIND_OCI_LAYOUT,
                       OG_KIND_DOCKER_DIR,
} og_kind;

const char *og_kind_name(og_kind kind); /* "docker-archive", ... */

typedef enum og_link_role {
    OG_LINK_INDEX,
    OG_LINK_MANIFEST,
    OG_LINK_CONFIG,
    OG_LINK_LAYER,
    OG_LINK_OTHER, /* an artifact's or attestation's blob, a manifest of unknown type */
} og_link_role;

/* One thing that names another: a descriptor, or a path in manifest.json of docker save. */
typedef struct og_link {
    struct og_link *next; /* in the order in which they were followed */
    og_link_role role;
    const og_document *from;         /* the document that names it */
    const char *pointer;             /* JSON Pointer in it */
    const og_descriptor *descriptor; /* NULL for docker save */
    const char *path;          /* where the blob was looked for, cleaned; NULL: digest not usable */
    const og_member *member;   /* what is there (not yet resolved), or NULL */
    const og_blob_facts *blob; /* its bytes, or NULL: missing */
    bool is_refused;           /* it is there, but no regular file */
    bool leaves_archive;       /* docker save: the path climbs out of the archive; path is raw */
    og_digest name_digest;     /* docker save: the digest that the path promises, or none */
    ptrdiff_t image;           /* index in images, -1: of none (an index, an attestation) */
    ptrdiff_t layer;           /* index in the image's layers, -1 */
    bool is_index_member;      /* a member of an index: stores keep partial indexes by design */
    bool may_be_absent;        /* foreign layer, or the content is embedded as data */
} og_link;

typedef struct og_layer {
    size_t index; /* from 0 */
    const og_link *link;
    const og_blob_facts *blob;       /* NULL: missing */
    const og_descriptor *descriptor; /* of the manifest; NULL in a classic docker-archive */
    const og_digest *claimed;        /* diff_id of the config; NULL: the config has none for it */
    const char *claimed_text;
    const char *created_by;   /* build step from history, or NULL */
    og_defects entry_defects; /* of its entries above the layers below, found by the merge */
} og_layer;

typedef enum og_index_member_kind {
    OG_MEMBER_IS_IMAGE,
    OG_MEMBER_IS_INDEX,
    OG_MEMBER_IS_ATTESTATION, /* exempt from the rules for images; integrity holds */
    OG_MEMBER_IS_ARTIFACT,
    OG_MEMBER_IS_UNKNOWN, /* a media type that is none of ours: digest and size hold */
} og_index_member_kind;

typedef struct og_index_member {
    const og_descriptor *descriptor;
    og_index_member_kind kind;
    bool is_present;
    ptrdiff_t image;  /* index in images of facts, -1: not judged, absent or no image */
    bool is_selected; /* by --platform, or none was wanted */
    bool is_repeated; /* the same digest came before in this index */
    const struct og_index_node *inner; /* an index inside; NULL: none, absent, not followed */
} og_index_member;

/* An index that a reference names (never index.json of a layout itself). */
typedef struct og_index_node {
    struct og_index_node *next;
    const og_document *document;     /* NULL: missing or not valid */
    const og_descriptor *descriptor; /* what names it; NULL: the index of a dir: tree */
    const char **references;
    size_t reference_count;
    const struct og_index_node *outer; /* the index that holds this one, or NULL */
    unsigned depth;                    /* 1: named by index.json */
    bool is_too_deep;
    bool is_loop;                 /* it names itself, or an index inside it does */
    bool is_selected_by_platform; /* --platform chose one of its members */
    og_index_member *members;
    size_t member_count;
    size_t image_count, attestation_count,
        platform_count; /* different platforms among the images */
} og_index_node;

struct og_rootfs;

/* The command that the target will start: Entrypoint and Cmd. */
typedef struct og_command {
    const char **argv;
    size_t argc;
    size_t entrypoint_count; /* how many of argv come from Entrypoint */
    const char *pointer;  /* of argv[0]: "/config/Entrypoint/0" or "/config/Cmd/0"; NULL when empty,
                             or when it is an override */
    const char *resolved; /* argv[0] that is relative: the absolute path it stands for, through
                             PATH or WORKDIR; NULL: not found, or the files are not known */
    bool files_are_known; /* depth rootfs, and every layer was walked */
    bool has_bootstrap;   /* an executable bootstrap in /var/task, /opt or /var/runtime */
    const struct og_program
        *program; /* argv[0], or the bootstrap in its place, and what it leads to; NULL: no command,
                     not found through PATH, or the files are not known */
    const char *working_dir;            /* after --workdir; "/" when the image has none */
    const struct og_program *directory; /* working_dir as a path of the image; NULL: the files are
                                           not known */
    bool entrypoint_is_override, cmd_is_override, working_dir_is_override;
} og_command;

/* A set of files with one defect, folded. */
#define OG_FILE_SET_KEPT 1000u
typedef struct og_file_set {
    uint64_t count;
    const struct og_node **first; /* at most OG_FILE_SET_KEPT, in the order of the merge; their
                                     paths are made */
    size_t kept;
    const char *where;   /* the directories that hold them, for a sentence: "/var/task and /opt" */
    const char *targets; /* the same as words of a shell: "/var/task /opt" */
} og_file_set;

/* What serves the Runtime API, and in which language. */
typedef enum og_runtime {
    OG_RUNTIME_UNKNOWN = 0,
    OG_RUNTIME_AWS_BASE, /* /lambda-entrypoint.sh of an AWS base image, language not known */
    OG_RUNTIME_PROVIDED, /* OS-only base: no /var/lang */
    OG_RUNTIME_PYTHON,
    OG_RUNTIME_NODE,
    OG_RUNTIME_JAVA,
    OG_RUNTIME_RUBY,
    OG_RUNTIME_DOTNET,
    OG_RUNTIME_GO,
    OG_RUNTIME_NATIVE, /* Rust, C++, Swift and others: the API's name is in the program */
    OG_RUNTIME_SCRIPT, /* a script that speaks the API itself */
    OG_RUNTIME_WEB_ADAPTER,
} og_runtime;

const char *og_runtime_name(og_runtime runtime); /* "Python", ...; static */

/* The service takes 10; each is examined with all that it leads to. */
#define OG_EXTENSIONS_KEPT 100u
typedef struct og_extension {
    const char *path; /* absolute */
    const struct og_program *program;
} og_extension;

/* What is known of the handler. */
typedef enum og_handler_state {
    OG_HANDLER_UNKNOWN = 0, /* no handler is expected, or it cannot be looked for */
    OG_HANDLER_FOUND,       /* handler_file may be known */
    OG_HANDLER_MALFORMED,   /* handler_reason says why */
    OG_HANDLER_IS_FILE,     /* it reads as a handler, and there is a file of this very name */
    OG_HANDLER_MISSING,     /* handler_expected says what was looked for */
} og_handler_state;

/* What the merged files mean for the function. NULL strings: not there. */
typedef struct og_service {
    bool is_known;      /* depth rootfs, and every layer was walked */
    og_runtime runtime; /* the language that a handler is parsed for, or what the command starts */
    bool has_client;    /* something speaks the Runtime API */
    bool client_is_known; /* has_client is false: nothing that is started can speak it unseen */
    const char *client;   /* path of what was found, absolute */
    bool is_aws_base;     /* /lambda-entrypoint.sh is there */
    bool has_bootstrap, bootstrap_is_executable; /* /var/runtime/bootstrap */
    const struct og_program *bootstrap;          /* of an OS-only base image, else NULL */

    const char *handler; /* the argument that names a handler; NULL: none */
    size_t handler_at;   /* its index in argv */
    og_handler_state handler_state;
    const char *handler_reason;         /* "it has no dot" */
    const char *handler_form;           /* how one is written for this runtime */
    const char *handler_expected;       /* the files that would do */
    const struct og_node *handler_file; /* NULL: none, or not known which */
    bool handler_is_unreadable;         /* others cannot read handler_file */

    og_file_set unreadable;       /* file-unreadable, without handler_file */
    og_file_set closed;           /* directory-closed */
    og_file_set hidden;           /* path-hidden */
    og_file_set foreign_binaries; /* ELF files of another machine than the config says */
    const char *foreign_machine;  /* of the first: "aarch64" */

    bool facts_are_complete;        /* a file without facts is neither ELF nor a script */
    const og_extension *extensions; /* at most OG_EXTENSIONS_KEPT; the rest is counted */
    size_t extensions_kept;
    uint64_t extension_count;
    bool extensions_are_disabled;
} og_service;

typedef struct og_image {
    size_t index;            /* in images of og_facts */
    const char **references; /* familiar form, in the order found */
    size_t reference_count;
    const char
        *name; /* for messages: the first reference, else the digest, else the input's name */

    bool is_docker; /* named by manifest.json of docker save (may be named by an index as well) */
    bool is_oci;    /* named by index.json, or the manifest of a dir: tree */
    const og_docker_item *docker_item; /* NULL unless is_docker */

    const og_document *manifest_document;     /* NULL: none, missing or not valid */
    const og_manifest *manifest;              /* NULL with it */
    const og_descriptor *manifest_descriptor; /* NULL in docker save and in a dir: tree */
    const og_index_node *parent;              /* the index it is a member of, or NULL */
    const og_descriptor *member_descriptor;   /* its descriptor there, or NULL */
    bool is_artifact;                         /* a manifest, but not of an image */
    const char *artifact; /* what: "a Helm chart"; NULL: not known more closely */

    const og_link *manifest_link, *config_link; /* NULL where there is none */
    const og_document *config_document;         /* NULL: missing, not JSON, or not of an image */
    const og_config *config;                    /* NULL with it */

    og_layer *layers;
    size_t layer_count;
    const struct og_rootfs *rootfs;     /* merged files; NULL: not known */
    const struct og_contents *contents; /* of the merged files; NULL: not asked for, not known */
    og_command command;
    og_service service;

    uint64_t
        compressed_bytes; /* stored bytes of the layers; sizes of the descriptors where not read */
    uint64_t unpacked_bytes; /* plain bytes of the layers, each as often as it is named */
    bool unpacked_is_known;  /* every layer was decoded to its end */
    uint64_t rootfs_bytes;   /* of regular files after the merge */
    uint64_t declared_bytes; /* sum of the sizes in the manifest, for depth manifest */
} og_image;

/* manifest.json and index.json of one archive, compared. */
typedef enum og_halves_difference {
    OG_HALVES_MISSING,   /* one half lacks an image of the other: a warning */
    OG_HALVES_CONFIG,    /* one reference, two configs */
    OG_HALVES_LAYERS,    /* one config, other layers or another order */
    OG_HALVES_REFERENCES /* one image, other references */
} og_halves_difference;

typedef struct og_halves {
    struct og_halves *next;
    og_halves_difference difference;
    ptrdiff_t image;      /* concerned, or -1 */
    const char *expected; /* manifest.json says */
    const char *found;    /* index.json says */
    const char *text;     /* one printable line */
} og_halves;

typedef struct og_reference_clash {
    struct og_reference_clash *next;
    const char *reference;
    const char *first, *second; /* digests */
} og_reference_clash;

typedef struct og_document_node {
    struct og_document_node *next;
    const og_document *document;
    ptrdiff_t image; /* the image it belongs to, -1: none or several */
    bool is_exempt;  /* of an attestation: JSON and digests hold, the rules for images do not */
} og_document_node;

/* What was promised to be proven, and whether it was. A missing proof without a finding that says
   why ends in the verdict error: the gate fails closed. */
typedef struct og_proof {
    uint64_t required, given;
    const char *first_missing; /* printable, what */
} og_proof;

typedef struct og_facts {
    const char *input_name;
    og_kind kind;
    const og_archive *archive;
    const ocigate_options *options;

    const og_document *layout;                /* oci-layout; NULL: absent */
    const og_document *top_index;             /* index.json of a layout; NULL: absent */
    const og_document *docker_manifest;       /* manifest.json of docker save; NULL: absent */
    const og_document *repositories;          /* NULL: absent */
    bool has_blobs_directory;                 /* members below blobs/ */
    bool has_index_member, has_layout_member; /* index.json, oci-layout are there at all */
    bool looks_like_legacy_docker; /* repositories or <id>/json and <id>/layer.tar without
                                      manifest.json */
    bool looks_like_rootfs;        /* bin, etc, usr...: docker export */

    og_document_node *documents; /* every one that was parsed, in the order of the way */
    og_link *links;
    og_index_node *indexes;
    og_image **images; /* every one that is to be judged */
    size_t image_count;
    const char *
        *available; /* references and digests of all images that are there, for image-not-found */
    size_t available_count;
    bool is_selection; /* --ref, --digest or --platform: what they leave out is not followed */
    bool selection_is_empty; /* --ref, --digest or --platform match nothing */

    og_halves *halves;
    og_reference_clash *clashes;
    og_defects defects; /* limits that were reached while linking */
} og_facts;

#endif
