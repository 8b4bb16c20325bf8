#include "rules/rule.h"

#include <stdio.h>

/* What the sink knows of one rule while others have their turn. */
typedef struct rule_state {
    const struct og_rule *rule;
    ocigate_severity severity;
    bool is_overridden;
    uint64_t flagged;
    og_finding *last;
    const void *answered_for;
    bool answer;
} rule_state;

typedef struct engine {
    const og_facts *facts;
    og_sink *sink;
    rule_state *states;
    size_t state_count;
    /* The links by image: those of image i are links[starts[i]] to links[starts[i + 1]]; those of
       no image come first, as image -1. */
    const og_link **links;
    size_t *starts;
} engine;

static bool init_states(engine *e)
{
    const size_t count = ocigate_rule_count();
    e->states = OG_NEW_ARRAY(e->sink->arena, rule_state, count);
    e->sink->ran = OG_NEW_ARRAY(e->sink->arena, uint8_t, count);
    if (e->states == NULL || e->sink->ran == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        rule_state *state = &e->states[i];
        state->rule = ocigate_rule_at(i);
        state->severity = og_rule_severity(state->rule, e->facts->options, &state->is_overridden);
    }
    e->state_count = count;
    return true;
}

/* 0: no image; i + 1: image i. A link to an image that is not there counts as one of none. */
static size_t slot_of(const og_facts *facts, const og_link *link)
{
    return link->image >= 0 && (size_t)link->image < facts->image_count ? (size_t)link->image + 1
                                                                        : 0;
}

/* A counting sort, which keeps the order. */
static bool init_links(engine *e)
{
    const og_facts *facts = e->facts;
    const size_t slots = facts->image_count + 1;
    size_t count = 0;
    e->starts = OG_NEW_ARRAY(e->sink->arena, size_t, slots + 1);
    if (e->starts == NULL)
        return false;
    for (const og_link *link = facts->links; link != NULL; link = link->next) {
        e->starts[slot_of(facts, link) + 1]++;
        count++;
    }
    for (size_t i = 0; i < slots; i++)
        e->starts[i + 1] += e->starts[i];
    size_t *filled = OG_NEW_ARRAY(e->sink->arena, size_t, slots);
    e->links = OG_NEW_ARRAY(e->sink->arena, const og_link *, count);
    if (filled == NULL || e->links == NULL)
        return false;
    for (const og_link *link = facts->links; link != NULL; link = link->next) {
        const size_t slot = slot_of(facts, link);
        e->links[e->starts[slot] + filled[slot]++] = link;
    }
    return true;
}

/* Whether the rule had something to say, if only that it is silent. */
static bool judge_rule(og_sink *sink, rule_state *state, const og_subject *subject)
{
    sink->rule = state->rule;
    sink->subject = subject;
    sink->severity = state->severity;
    sink->is_overridden = state->is_overridden;
    sink->flagged = state->flagged;
    sink->rule_last = state->last;
    sink->answered_for = state->answered_for;
    sink->answer = state->answer;
    bool has_run = false;
    for (size_t i = 0; i < OG_RULE_CHECKS_MAX && state->rule->checks[i].check != NULL; i++) {
        if (state->rule->checks[i].subject != subject->kind)
            continue;
        state->rule->checks[i].check(subject, sink);
        has_run = state->severity != OCIGATE_SEVERITY_OFF;
    }
    og_sink_settle(sink);
    state->flagged = sink->flagged;
    state->last = sink->rule_last;
    state->answered_for = sink->answered_for;
    state->answer = sink->answer;
    return has_run;
}

static void judge(engine *e, og_subject subject)
{
    subject.facts = e->facts;
    subject.options = e->facts->options;
    const uint8_t place = subject.image == NULL ? OG_RAN_ON_ARCHIVE : OG_RAN_ON_IMAGE;
    for (size_t i = 0; i < e->state_count; i++) {
        if (judge_rule(e->sink, &e->states[i], &subject))
            e->sink->ran[i] |= place;
    }
}

static void judge_links(engine *e, const og_image *image)
{
    const size_t slot = image == NULL ? 0 : image->index + 1;
    for (size_t i = e->starts[slot]; i < e->starts[slot + 1]; i++) {
        const og_link *link = e->links[i];
        og_subject subject = {.kind = OG_SUBJECT_LINK, .link = link, .image = image};
        if (image != NULL && link->layer >= 0 && (size_t)link->layer < image->layer_count)
            subject.layer = &image->layers[link->layer];
        judge(e, subject);
    }
}

static void judge_image(engine *e, const og_image *image)
{
    judge(e, (og_subject){.kind = OG_SUBJECT_IMAGE, .image = image});
    judge_links(e, image);
    for (size_t i = 0; i < image->layer_count; i++) {
        judge(e,
              (og_subject){.kind = OG_SUBJECT_LAYER, .image = image, .layer = &image->layers[i]});
    }
}

void og_engine_run(const og_facts *facts, og_sink *sink)
{
    engine e = {.facts = facts, .sink = sink};
    /* Out of memory is sticky in the arena, and ends in the verdict error. */
    if (!init_states(&e) || !init_links(&e))
        return;
    judge(&e, (og_subject){.kind = OG_SUBJECT_ARCHIVE});
    for (const og_document_node *node = facts->documents; node != NULL; node = node->next) {
        og_subject subject = {.kind = OG_SUBJECT_DOCUMENT, .document = node};
        if (node->image >= 0 && (size_t)node->image < facts->image_count)
            subject.image = facts->images[node->image];
        judge(&e, subject);
    }
    for (const og_index_node *index = facts->indexes; index != NULL; index = index->next)
        judge(&e, (og_subject){.kind = OG_SUBJECT_INDEX, .index = index});
    judge_links(&e, NULL);
    for (size_t i = 0; i < facts->image_count; i++)
        judge_image(&e, facts->images[i]);
}

void og_engine_run_policy(const og_policy_facts *policy, og_sink *sink)
{
    const og_facts facts = {.options = policy->options};
    engine e = {.facts = &facts, .sink = sink};
    if (!init_states(&e))
        return;
    size_t position = 0;
    for (const og_ignore *ignore = policy->options->ignores; ignore != NULL;
         ignore = ignore->next) {
        const bool is_told = og_ignore_is_expired(ignore, policy->options->date)
                                 ? policy->is_start_of_run
                                 : policy->is_end_of_run;
        if (is_told)
            judge(&e, (og_subject){.kind = OG_SUBJECT_IGNORE,
                                   .ignore = ignore,
                                   .position = position,
                                   .is_end_of_run = policy->is_end_of_run});
        position++;
    }
    const og_baseline *baseline = &policy->options->baseline;
    for (size_t i = 0; policy->is_end_of_run && i < baseline->count; i++) {
        judge(&e, (og_subject){.kind = OG_SUBJECT_KNOWN,
                               .known = &baseline->entries[i],
                               .position = i,
                               .is_end_of_run = true});
    }
}
