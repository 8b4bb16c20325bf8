#include "image/contents.h"

#include "base/error.h"
#include "image/rootfs_tree.h"

#include <string.h>

/* What is summed up for one node. */
typedef struct sum {
    const og_tree_node *node;
    uint32_t hidden_root;    /* number of the highest node that went together with it; OG_TREE_NONE:
                                it is there */
    uint32_t hidden_by;      /* index of the layer that did it */
    uint32_t name;           /* of what holds bytes: number of the name that they are shown under;
                                OG_TREE_NONE: none */
    uint32_t layer;          /* of the files below it */
    og_bytes_of_files below; /* of it, or of all files below it */
    bool is_mixed;           /* they are of several layers */
} sum;

typedef struct gathering {
    og_arena scratch;
    og_arena *arena;
    const og_rootfs *tree;
    sum *sums; /* by the number of the node: a parent before its children */
    og_contents *contents;
    size_t layer_count;
} gathering;

static void add(og_bytes_of_files *to, og_bytes_of_files more)
{
    if (__builtin_add_overflow(to->bytes, more.bytes, &to->bytes))
        to->bytes = UINT64_MAX;
    to->file_count += more.file_count;
}

/* What went with its directory went as a part of that. */
static void find_hidden_root(const gathering *g, uint32_t number)
{
    sum *own = &g->sums[number];
    const og_tree_node *node = own->node;
    own->hidden_root = own->hidden_by = OG_TREE_NONE;
    if (!node->is_gone)
        return;
    const sum *parent = node->parent == OG_TREE_NONE ? NULL : &g->sums[node->parent];
    if (node->has_extra)
        own->hidden_by = node->of.extra->hidden_by;
    if (own->hidden_by == OG_TREE_NONE && parent != NULL)
        own->hidden_by = parent->hidden_by;
    const bool is_part =
        parent != NULL && parent->node->is_gone && parent->hidden_by == own->hidden_by;
    own->hidden_root = is_part ? parent->hidden_root : number;
}

/* The first name of those that are there, else the last that went. */
static bool is_better_name(const sum *name, const sum *known)
{
    if (!name->node->is_gone || !known->node->is_gone)
        return known->node->is_gone;
    return name->hidden_by > known->hidden_by;
}

static void count_path(const gathering *g, const og_tree_node *node)
{
    const char type = og_tree_type(node);
    if (type >= '0' && type <= '6')
        g->contents->counts[type - '0']++;
    if (og_tree_origin(g->tree, node) != NULL)
        g->contents->hard_link_count++;
}

/* What holds the bytes of a file. */
static sum *holder_of(const gathering *g, uint32_t number)
{
    const og_tree_node *origin = og_tree_origin(g->tree, g->sums[number].node);
    return &g->sums[origin == NULL ? number : og_tree_number(g->tree, origin)];
}

static void visit_nodes(const gathering *g)
{
    for (uint32_t i = 0; i < g->tree->node_count; i++) {
        sum *own = &g->sums[i];
        const og_tree_node *node = og_tree_at(g->tree, i);
        own->node = node;
        own->name = OG_TREE_NONE;
        find_hidden_root(g, i);
        if (!node->is_gone && node->parent != OG_TREE_NONE)
            count_path(g, node);
        if (og_tree_type(node) != '0')
            continue;
        sum *holder = holder_of(g, i);
        if (holder->name == OG_TREE_NONE || is_better_name(own, &g->sums[holder->name]))
            holder->name = i;
    }
}

static void add_hidden(const gathering *g, const og_tree_node *holder, const sum *name,
                       og_bytes_of_files own)
{
    og_contents *contents = g->contents;
    sum *root = &g->sums[name->hidden_root];
    const uint32_t layer = holder->layer;
    root->is_mixed = root->is_mixed || (root->below.file_count > 0 && root->layer != layer);
    root->layer = layer;
    add(&root->below, own);
    add(&contents->hidden, own);
    add(&contents->layers[layer].hidden, own);
    og_layer_contents *hider = &contents->layers[name->hidden_by];
    add(root->node->is_replaced ? &hider->replaces : &hider->deletes, own);
}

/* The bytes of every file, for the name that they are shown under. */
static void visit_files(const gathering *g)
{
    for (uint32_t i = 0; i < g->tree->node_count; i++) {
        const og_tree_node *holder = g->sums[i].node;
        if (g->sums[i].name == OG_TREE_NONE || og_tree_origin(g->tree, holder) != NULL)
            continue;
        sum *name = &g->sums[g->sums[i].name];
        og_entry file;
        og_record_read(og_tree_record(holder), &file);
        const og_bytes_of_files own = {file.size, 1};
        if (name->node->is_gone) {
            add_hidden(g, holder, name, own);
        } else {
            add(&g->contents->visible, own);
            name->below = own;
            name->layer = holder->layer;
        }
    }
}

/* Children come behind their parents, so that each directory is complete when it is added. */
static void visit_directories(const gathering *g)
{
    for (uint32_t i = g->tree->node_count; i-- > 0;) {
        const sum *own = &g->sums[i];
        if (!own->node->is_gone && own->node->parent != OG_TREE_NONE)
            add(&g->sums[own->node->parent].below, own->below);
    }
}

/* The kept sums, biggest first; of equal ones the first. */
typedef struct ranking {
    const sum *sums[OG_CONTENTS_KEPT];
    size_t count;
} ranking;

static void rank(ranking *r, const sum *candidate)
{
    size_t place = r->count;
    while (place > 0 && r->sums[place - 1]->below.bytes < candidate->below.bytes)
        place--;
    if (place == OG_CONTENTS_KEPT)
        return;
    if (r->count < OG_CONTENTS_KEPT)
        r->count++;
    for (size_t i = r->count - 1; i > place; i--)
        r->sums[i] = r->sums[i - 1];
    r->sums[place] = candidate;
}

static bool is_before(const og_content_item *a, const og_content_item *b)
{
    return a->bytes > b->bytes || (a->bytes == b->bytes && strcmp(a->path, b->path) < 0);
}

static bool list_ranking(const gathering *g, const ranking *r, og_content_list *out)
{
    for (size_t i = 0; i < r->count; i++) {
        const sum *own = r->sums[i];
        const og_tree_node *node = own->node;
        const bool is_file = og_tree_type(node) == '0';
        og_content_item item = {
            .path = og_tree_path(g->tree, g->arena, node),
            .bytes = own->below.bytes,
            .file_count = own->below.file_count,
            .layer = is_file || node->is_gone ? own->layer : node->layer,
            .has_layer = !own->is_mixed,
            .hidden_by = own->hidden_by == OG_TREE_NONE ? 0 : own->hidden_by,
            .is_replaced = node->is_replaced,
        };
        if (item.path == NULL)
            return false;
        size_t place = out->count++;
        for (; place > 0 && is_before(&item, &out->items[place - 1]); place--)
            out->items[place] = out->items[place - 1];
        out->items[place] = item;
    }
    return true;
}

static bool list_biggest(const gathering *g)
{
    ranking files = {.count = 0}, directories = {.count = 0}, hidden = {.count = 0};
    for (uint32_t i = 0; i < g->tree->node_count; i++) {
        const sum *own = &g->sums[i];
        const og_tree_node *node = own->node;
        if (own->below.bytes == 0)
            continue;
        if (node->is_gone)
            rank(&hidden, own);
        else if (og_tree_type(node) == '5' && node->parent != OG_TREE_NONE)
            rank(&directories, own);
        else if (og_tree_type(node) == '0')
            rank(&files, own);
    }
    return list_ranking(g, &files, &g->contents->files) &&
           list_ranking(g, &directories, &g->contents->directories) &&
           list_ranking(g, &hidden, &g->contents->hidden_items);
}

static bool gather(gathering *g)
{
    g->contents = OG_NEW(g->arena, og_contents);
    g->sums = OG_NEW_ARRAY(&g->scratch, sum, g->tree->node_count);
    if (g->contents == NULL || g->sums == NULL)
        return false;
    g->contents->layers = OG_NEW_ARRAY(g->arena, og_layer_contents, g->layer_count);
    if (g->contents->layers == NULL)
        return false;
    visit_nodes(g);
    visit_files(g);
    visit_directories(g);
    return list_biggest(g);
}

ocigate_status og_contents_new(og_arena *arena, const og_rootfs *rootfs, size_t layer_count,
                               const og_contents **out, ocigate_error *err)
{
    gathering g = {.arena = arena, .tree = rootfs, .layer_count = layer_count};
    og_arena_init(&g.scratch);
    const bool is_good = gather(&g);
    og_arena_fini(&g.scratch);
    if (!is_good)
        return og_fail_memory(err);
    *out = g.contents;
    return OCIGATE_OK;
}
