#include "image/contents.h"

#include "base/error.h"
#include "image/rootfs_tree.h"

#include <string.h>

/* What is summed up for one node. */
typedef struct sum {
    og_tree_node *node;
    og_tree_node *hidden_root; /* the highest node that went together with it; NULL: it is there */
    og_tree_node *name;        /* of what holds bytes: the name that they are shown under */
    og_bytes_of_files below;   /* of it, or of all files below it */
    size_t layer;              /* of the files below it */
    bool is_mixed;             /* they are of several layers */
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

static og_tree_node *holder_of(og_tree_node *node)
{
    return node->origin == NULL ? node : node->origin;
}

/* What went with its directory went as a part of that. */
static og_tree_node *hidden_root_of(const gathering *g, og_tree_node *node)
{
    const og_tree_node *parent = node->parent;
    if (!node->is_gone)
        return NULL;
    if (parent != NULL && parent->is_gone && parent->hidden_by == node->hidden_by)
        return g->sums[parent->number].hidden_root;
    return node;
}

/* The first name of those that are there, else the last that went. */
static bool is_better_name(const og_tree_node *name, const og_tree_node *known)
{
    if (known == NULL)
        return true;
    if (!name->is_gone || !known->is_gone)
        return known->is_gone;
    return name->hidden_by > known->hidden_by;
}

static void count_path(og_contents *contents, const og_tree_node *node)
{
    const char type = node->node.type;
    if (type >= '0' && type <= '6')
        contents->counts[type - '0']++;
    if (node->origin != NULL)
        contents->hard_link_count++;
}

static void visit_nodes(const gathering *g)
{
    for (og_tree_node *node = g->tree->first; node != NULL; node = node->next) {
        sum *own = &g->sums[node->number];
        own->node = node;
        own->hidden_root = hidden_root_of(g, node);
        if (!node->is_gone && node->parent != NULL)
            count_path(g->contents, node);
        if (node->node.type != '0')
            continue;
        sum *holder = &g->sums[holder_of(node)->number];
        if (is_better_name(node, holder->name))
            holder->name = node;
    }
}

static void add_hidden(const gathering *g, const og_tree_node *holder, const og_tree_node *name,
                       og_bytes_of_files own)
{
    og_contents *contents = g->contents;
    sum *root = &g->sums[g->sums[name->number].hidden_root->number];
    const size_t layer = holder->node.layer;
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
        const og_tree_node *holder = g->sums[i].node, *name = g->sums[i].name;
        if (name == NULL || holder->origin != NULL)
            continue;
        const og_bytes_of_files own = {holder->node.file->size, 1};
        if (name->is_gone) {
            add_hidden(g, holder, name, own);
        } else {
            add(&g->contents->visible, own);
            g->sums[name->number].below = own;
            g->sums[name->number].layer = holder->node.layer;
        }
    }
}

/* Children come behind their parents, so that each directory is complete when it is added. */
static void visit_directories(const gathering *g)
{
    for (uint32_t i = g->tree->node_count; i-- > 0;) {
        const sum *own = &g->sums[i];
        if (!own->node->is_gone && own->node->parent != NULL)
            add(&g->sums[own->node->parent->number].below, own->below);
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
        og_tree_node *node = own->node;
        const bool is_file = node->node.type == '0';
        og_content_item item = {
            .path = og_tree_path(g->arena, node),
            .bytes = own->below.bytes,
            .file_count = own->below.file_count,
            .layer = is_file || node->is_gone ? own->layer : node->node.layer,
            .has_layer = !own->is_mixed,
            .hidden_by = node->hidden_by,
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
        else if (node->node.type == '5' && node->parent != NULL)
            rank(&directories, own);
        else if (node->node.type == '0')
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
