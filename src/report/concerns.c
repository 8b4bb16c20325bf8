/* Which finding concerns which image: its own, the archive's, those of the indexes around it. */
#include "report/result.h"
#include "rules/rule.h"

/* An index and what was flagged about it. */
typedef struct node {
    const og_index_node *index;
    const struct node *parent; /* the index that names it */
    og_tally tally;
} node;

#define KEY_BYTES sizeof(void *) /* the maps are keyed by addresses */
#define CHAIN_MAX 64u            /* far above the limit for nested indexes; ends a loop */

static void add_tally(og_tally *to, const og_tally *from)
{
    to->flagged += from->flagged;
    to->baselined += from->baselined;
    for (size_t i = 0; i < 4; i++) {
        to->all[i] += from->all[i];
        to->counts[i] += from->counts[i];
        to->blocks[i] += from->blocks[i];
    }
}

static void count_finding(og_tally *tally, const ocigate_finding *finding)
{
    if (finding->is_note)
        tally->all[finding->fact.severity]++; /* the sink does not know it, and it explains nothing
                                               */
    tally->counts[OCIGATE_SEVERITY_OFF]++;
    tally->counts[finding->fact.severity]++;
    if (!finding->is_folded) {
        tally->blocks[OCIGATE_SEVERITY_OFF]++;
        tally->blocks[finding->fact.severity]++;
    }
}

/* A defect that stops a proof is an error for one profile at least. What an image adds to be told
   of something else (an info, a warning) explains no proof that is missing. */
static bool explains(const og_finding *finding)
{
    for (size_t i = 0; i < OG_PROFILE_COUNT; i++) {
        if (finding->rule->severity[i] == OCIGATE_SEVERITY_ERROR)
            return true;
    }
    return false;
}

/* Every index under its address, and under the address of each descriptor that it holds. */
static node *map_indexes(og_arena *scratch, const og_facts *facts, og_map *by_index)
{
    size_t count = 0;
    for (const og_index_node *index = facts->indexes; index != NULL; index = index->next)
        count++;
    node *nodes = OG_NEW_ARRAY(scratch, node, count);
    og_map by_descriptor;
    og_map_init(by_index, scratch);
    og_map_init(&by_descriptor, scratch);
    if (nodes == NULL)
        return NULL;
    size_t used = 0;
    for (const og_index_node *index = facts->indexes; index != NULL; index = index->next) {
        node *own = &nodes[used++];
        own->index = index;
        if (!og_map_set(by_index, &own->index, KEY_BYTES, own))
            return NULL;
        for (size_t i = 0; i < index->member_count; i++) {
            const og_index_member *member = &index->members[i];
            if (member->kind == OG_MEMBER_IS_INDEX &&
                !og_map_set(&by_descriptor, &member->descriptor, KEY_BYTES, own))
                return NULL;
        }
    }
    for (size_t i = 0; i < used; i++) {
        const og_descriptor *const descriptor = nodes[i].index->descriptor;
        if (descriptor != NULL)
            nodes[i].parent = og_map_find(&by_descriptor, &descriptor, KEY_BYTES);
    }
    return nodes;
}

static node *find_node(const og_map *by_index, const og_index_node *index)
{
    return index == NULL ? NULL : og_map_find(by_index, &index, KEY_BYTES);
}

/* The tally that a finding belongs to; NULL when it concerns no image. */
static og_tally *tally_of(const og_concerns *concerns, size_t image_count, og_tally *archive,
                          const og_map *by_index, ptrdiff_t image, const og_index_node *index)
{
    if (image >= 0)
        return (size_t)image < image_count ? &concerns->images[image] : archive;
    if (index == NULL)
        return archive;
    node *found = find_node(by_index, index);
    return found == NULL ? archive : &found->tally;
}

void og_result_relate(og_arena *scratch, const og_facts *facts, const og_sink *sink,
                      const ocigate_result *result, og_concerns *out)
{
    *out = (og_concerns){0};
    for (const og_finding *f = sink == NULL ? NULL : sink->first; f != NULL; f = f->next)
        out->archive_flagged += f->image < 0 && explains(f);
    if (facts == NULL)
        return;
    const size_t image_count = facts->image_count;
    og_map by_index;
    og_tally archive = {0};
    og_tally *images = OG_NEW_ARRAY(scratch, og_tally, image_count);
    if (images == NULL || map_indexes(scratch, facts, &by_index) == NULL)
        return;
    out->images = images;
    for (const og_finding *f = sink == NULL ? NULL : sink->first; f != NULL; f = f->next) {
        og_tally *tally = tally_of(out, image_count, &archive, &by_index, f->image, f->index);
        tally->flagged += explains(f);
        tally->all[f->severity]++;
    }
    for (const og_unlisted *u = sink == NULL ? NULL : sink->unlisted; u != NULL; u = u->next) {
        og_tally *tally = tally_of(out, image_count, &archive, &by_index, u->image, u->index);
        for (size_t i = 0; i < 4; i++)
            tally->all[i] += u->counts[i];
    }
    for (size_t i = 0; i < result->finding_count; i++) {
        const ocigate_finding *finding = &result->findings[i];
        const og_finding *f = &finding->fact;
        count_finding(tally_of(out, image_count, &archive, &by_index, f->image, f->index), finding);
    }
    for (size_t i = 0; i < result->suppressed_count; i++) {
        const og_finding *f = &result->suppressed[i].finding.fact;
        og_tally *tally = tally_of(out, image_count, &archive, &by_index, f->image, f->index);
        const bool is_baselined = result->suppressed[i].reason == NULL && explains(f);
        tally->all[f->severity]--;
        tally->baselined += is_baselined;
        out->archive_baselined += is_baselined && f->image < 0;
    }
    for (size_t i = 0; i < image_count; i++) {
        add_tally(&images[i], &archive);
        const node *around = find_node(&by_index, facts->images[i]->parent);
        for (size_t steps = 0; around != NULL && steps < CHAIN_MAX; steps++) {
            add_tally(&images[i], &around->tally);
            around = around->parent;
        }
    }
}
