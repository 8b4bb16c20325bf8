/* Directories as areas, one in the other. Integers alone: the page is the same everywhere. */
#include "render/html.h"

#include <string.h>

#define MOST 24u     /* of the list; there are 20 */
#define DEPTH_MAX 3u /* a directory in a directory in a directory */
#define TONES 7u
#define UNIT 10000u /* the width and the height of an area in its own measure */
#define WIDTH 900u  /* as it is usually seen: for the shape of the areas alone */
#define HEIGHT 384u
#define HEADER 22u
#define WEIGHT_SHIFT 5u /* of an area: 32 of them fit into the sum */

typedef struct node {
    const char *path; /* NULL: what no other area has */
    uint64_t bytes;
    uint64_t weight; /* the same, small enough for the sum of all */
    size_t parent;   /* MOST: the root */
} node;

typedef struct map {
    og_buf *out;
    node nodes[MOST];
    size_t count;
} map;

/* In hundredths of a percent of the area around it. */
typedef struct box {
    uint32_t x, y, width, height;
} box;

/* The areas of one directory, biggest first. */
typedef struct group {
    node nodes[MOST + 1];
    size_t indexes[MOST + 1];
    size_t count;
    size_t depth, tone;
    uint32_t width, height; /* as seen, for the shape */
    const char *inside;     /* path of the directory */
} group;

static bool is_below(const char *path, const char *directory)
{
    const size_t length = strlen(directory);
    return strncmp(path, directory, length) == 0 && path[length] == '/';
}

static void find_parents(map *m)
{
    for (size_t i = 0; i < m->count; i++) {
        m->nodes[i].parent = MOST;
        size_t longest = 0;
        for (size_t k = 0; k < m->count; k++) {
            const size_t length = strlen(m->nodes[k].path);
            if (length > longest && is_below(m->nodes[i].path, m->nodes[k].path)) {
                longest = length;
                m->nodes[i].parent = k;
            }
        }
    }
}

static void collect(const map *m, size_t parent, uint64_t bytes, group *g)
{
    uint64_t sum = 0;
    g->count = 0;
    for (size_t i = 0; i < m->count; i++) {
        if (m->nodes[i].parent != parent)
            continue;
        g->indexes[g->count] = i;
        g->nodes[g->count++] = m->nodes[i];
        sum = m->nodes[i].bytes > UINT64_MAX - sum ? UINT64_MAX : sum + m->nodes[i].bytes;
    }
    if (bytes > sum && g->count > 0) {
        g->indexes[g->count] = MOST;
        g->nodes[g->count++] = (node){NULL, bytes - sum, (bytes - sum) >> WEIGHT_SHIFT, parent};
    }
}

static uint64_t sum_of(const group *g, size_t first, size_t end)
{
    uint64_t sum = 0;
    for (size_t i = first; i < end; i++)
        sum += g->nodes[i].weight;
    return sum;
}

/* Where two halves are as even as they can be; both have one area at least. */
static size_t middle_of(const group *g, size_t first, size_t end, uint64_t whole)
{
    uint64_t half = g->nodes[first].weight;
    size_t middle = first + 1;
    while (middle + 1 < end && half + g->nodes[middle].weight <= whole / 2)
        half += g->nodes[middle++].weight;
    return middle;
}

static uint32_t scaled(uint32_t length, uint64_t part, uint64_t whole)
{
    while (whole > UINT64_MAX / UNIT / 2) {
        whole /= 2;
        part /= 2;
    }
    return whole == 0 ? 0 : (uint32_t)(length * part / whole);
}

static void add_group(map *m, size_t parent, uint64_t bytes, group *g);

static void add_percent(og_buf *out, const char *name, uint32_t value)
{
    og_buf_format(out, "%s:%u.%02u%%", name, (unsigned)(value / 100), (unsigned)(value % 100));
}

static void add_label(og_buf *out, const node *it, const char *inside)
{
    const char *name = it->path == NULL ? "others" : it->path;
    if (it->path != NULL && inside != NULL)
        name += strlen(inside) + 1;
    og_html_put(out, it->path == NULL ? "<p>" : "<p><b>", name, it->path == NULL ? " " : "</b> ");
    og_html_bytes(out, it->bytes);
    og_buf_text(out, "</p>");
}

static void add_area(map *m, const group *g, size_t at, box b)
{
    const node *it = &g->nodes[at];
    const size_t tone = g->depth == 0 ? at % TONES : g->tone;
    og_buf_format(m->out, "<div class=\"d%zu c%zu%s\" style=\"", g->depth, tone,
                  it->path == NULL ? " rest" : "");
    add_percent(m->out, "left", b.x);
    add_percent(m->out, ";top", b.y);
    add_percent(m->out, ";width", b.width);
    add_percent(m->out, ";height", b.height);
    og_html_put(m->out, "\" title=\"", it->path == NULL ? "others" : it->path, "\">");
    add_label(m->out, it, g->inside);
    const uint32_t width = g->width * b.width / UNIT, height = g->height * b.height / UNIT;
    if (it->path != NULL && g->depth + 1 < DEPTH_MAX && width > 60 && height > 3 * HEADER) {
        group inner = {.depth = g->depth + 1,
                       .tone = tone,
                       .width = width,
                       .height = height - HEADER,
                       .inside = it->path};
        add_group(m, g->indexes[at], it->bytes, &inner);
    }
    og_buf_text(m->out, "</div>\n");
}

/* Halve areas and box until one is left in each. */
static void divide(map *m, const group *g, size_t first, size_t end, box b)
{
    if (end - first == 1) {
        add_area(m, g, first, b);
        return;
    }
    const uint64_t whole = sum_of(g, first, end);
    const size_t middle = middle_of(g, first, end, whole);
    const uint64_t half = sum_of(g, first, middle);
    box one = b, other = b;
    if ((uint64_t)b.width * g->width >= (uint64_t)b.height * g->height) {
        one.width = scaled(b.width, half, whole);
        other.x += one.width;
        other.width -= one.width;
    } else {
        one.height = scaled(b.height, half, whole);
        other.y += one.height;
        other.height -= one.height;
    }
    divide(m, g, first, middle, one);
    divide(m, g, middle, end, other);
}

/* The areas of a directory (MOST: of the root) within it. */
static void add_group(map *m, size_t parent, uint64_t bytes, group *g)
{
    collect(m, parent, bytes, g);
    if (g->count == 0)
        return;
    og_buf_text(m->out, g->depth == 0 ? "" : "<div class=\"in\">\n");
    divide(m, g, 0, g->count, (box){0, 0, UNIT, UNIT});
    og_buf_text(m->out, g->depth == 0 ? "" : "</div>\n");
}

void og_html_map(og_buf *out, const ocigate_image *image)
{
    const og_item_list *items = &image->contents->lists[OCIGATE_CONTENTS_DIRECTORIES];
    map m = {.out = out};
    for (; m.count < items->count && m.count < MOST; m.count++) {
        const ocigate_item *item = &items->items[m.count];
        m.nodes[m.count] = (node){item->path, item->bytes, item->bytes >> WEIGHT_SHIFT, MOST};
    }
    find_parents(&m);
    group root = {.width = WIDTH, .height = HEIGHT};
    og_buf_text(out, "<div class=\"map\">\n");
    add_group(&m, MOST, image->rootfs_bytes, &root);
    og_buf_text(out, "</div>\n");
}
