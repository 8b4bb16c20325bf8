/* State of one walk over the merged files of an image, shared by the files that do it: what the
   files mean for the function. Flags go from a directory to what is below it; no path is made for
   a file that is not kept. */
#ifndef OG_IMAGE_SERVICE_H
#define OG_IMAGE_SERVICE_H

#include "image/linking.h"
#include "image/program.h"
#include "image/rootfs_tree.h"

/* What is known of a node. The first ones hold for everything below it. */
enum {
    OG_SERVED_TASK = 1u << 0,
    OG_SERVED_OPT = 1u << 1,
    OG_SERVED_FUNCTION = 1u << 2,
    OG_SERVED_APP = 1u << 3,
    OG_SERVED_WORKDIR = 1u << 4,
    OG_SERVED_PACKAGES = 1u << 5, /* site-packages, node_modules */
    OG_HIDDEN_TMP = 1u << 6,      /* the service mounts over it */
    OG_HIDDEN_RAPID = 1u << 7,
    OG_IS_DATA = 1u << 8,  /* programs of other machines are data here: firmware, /usr/share */
    OG_IS_CACHE = 1u << 9, /* a package manager's own, of no use to the function */

    OG_IS_JUDGED = 1u << 10,       /* a program that rules of its own look at */
    OG_IS_CLIMBED = 1u << 11,      /* whether others can enter it was looked at from below */
    OG_IS_EXTENSIONS = 1u << 12,   /* /opt/extensions */
    OG_IS_HANDLER_HOME = 1u << 13, /* may hold a module of the handler under another name */
    OG_IS_PACKAGES = 1u << 14,     /* a site-packages or node_modules itself */
};
#define OG_SERVED_NAMED 0x1fu
#define OG_SERVED_ANY 0x3fu
#define OG_HIDDEN_ANY (OG_HIDDEN_TMP | OG_HIDDEN_RAPID)
#define OG_FLAGS_INHERITED 0x3ffu

/* A file set that grows. */
typedef struct og_gathered {
    og_file_set *set;
    size_t capacity;
    uint32_t directories; /* the flags of all its files, those that name a directory */
} og_gathered;

typedef struct og_serving {
    const og_linking *l;
    og_image *image;
    const og_rootfs *rootfs;
    og_arena *arena;
    uint16_t *flags; /* by number of the node */
    og_service *service;
    og_gathered unreadable, closed, hidden, foreign;
    const char *working_dir; /* absolute, below the root; or NULL */

    bool has_web_adapter;
    bool has_interpreter;   /* something that runs programs whose text is not searched */
    og_runtime client_kind; /* of service->client */
    const og_tree_node *client;
    const og_tree_node *handler_file; /* NULL: none, or not known which */

    /* the module that the handler names, while it is looked for */
    const char *module_base;  /* its last component */
    const char *module_first; /* its first component */
    bool module_is_found;
    bool module_is_open; /* it may come from somewhere that is not looked at */

    const og_tree_node *extensions[OG_EXTENSIONS_KEPT]; /* those kept */
} og_serving;

/* A node below the root while it is looked at. */
typedef struct og_served {
    const og_tree_node *node;
    char type;
    uint16_t *flags;
    uint16_t above; /* the flags of its directory */
    const char *name;
    size_t name_length;
    og_entry file; /* type '0': the entry that holds its content */
} og_served;

static inline uint16_t *og_service_flags(const og_serving *s, const og_tree_node *node)
{
    return &s->flags[og_tree_number(s->rootfs, node)];
}

bool og_service_begins(const og_served *file, const char *prefix);
bool og_service_ends(const og_served *file, const char *suffix);
bool og_service_is_named(const og_served *file, const char *name);

/* The name of its directory. */
bool og_service_lies_in(const og_serving *s, const og_tree_node *node, const char *name);

/* The path of a node with its slash; NULL when out of memory. */
const char *og_service_path(const og_serving *s, const og_tree_node *node);

/* Add to a set. False when out of memory. */
bool og_service_gather(og_serving *s, og_gathered *to, const og_tree_node *node);

/* The last value of a variable of the image, or NULL. */
const char *og_service_variable(const og_config *config, const char *name);

/* What is at the end of all links of a path; NULL: nothing. */
const og_tree_node *og_service_find(const og_serving *s, const char *path);

/* service_files.c: who can read what, what is hidden, programs of other machines */
bool og_service_mark_directories(og_serving *s);
bool og_service_see_directory(og_serving *s, const og_served *directory);
bool og_service_see_file(og_serving *s, const og_served *file);
bool og_service_finish_files(og_serving *s);

/* service_binary.c */
bool og_service_is_foreign(const og_serving *s, const og_served *file);
const char *og_service_machine_name(uint16_t machine);

/* service_runtime.c: what speaks the Runtime API */
void og_service_start_runtime(og_serving *s);
void og_service_see_client(og_serving *s, const og_served *file);
bool og_service_finish_runtime(og_serving *s);

/* service_handler.c: the handler, and the file that it names */
bool og_service_start_handler(og_serving *s);
void og_service_see_module(og_serving *s, const og_served *file);
bool og_service_finish_handler(og_serving *s);

/* service.c: of an image whose command is built. OCIGATE_ERROR_MEMORY. */
ocigate_status og_service_build(const og_linking *l, og_image *image);

#endif
