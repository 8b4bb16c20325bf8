#include "image/linking.h"

#include "base/error.h"
#include "document/reference.h"

#include <string.h>

bool og_references_have(const og_references *references, const char *text)
{
    for (size_t i = 0; i < references->count; i++) {
        if (strcmp(references->items[i], text) == 0)
            return true;
    }
    return false;
}

ocigate_status og_references_add(og_linking *l, og_references *references, const char *text)
{
    if (text == NULL)
        return og_fail_memory(l->err);
    if (og_references_have(references, text))
        return OCIGATE_OK;
    /* Grown to powers of two: the capacity need not be kept. */
    if ((references->count & (references->count - 1)) == 0) {
        const size_t capacity = references->count == 0 ? 1 : references->count * 2;
        const char **items = OG_NEW_ARRAY(l->arena, const char *, capacity);
        if (items == NULL)
            return og_fail_memory(l->err);
        if (references->count > 0)
            memcpy(items, references->items, references->count * sizeof *items);
        references->items = items;
    }
    references->items[references->count++] = text;
    return OCIGATE_OK;
}

bool og_selects_references(const og_linking *l, const og_references *references)
{
    const char *wanted = l->options->reference;
    if (wanted == NULL)
        return true;
    const char *familiar = og_reference_familiar(l->arena, wanted);
    for (size_t i = 0; i < references->count; i++) {
        if (strcmp(references->items[i], wanted) == 0 ||
            (familiar != NULL && strcmp(references->items[i], familiar) == 0))
            return true;
    }
    return false;
}

bool og_selects_digest(const ocigate_options *options, const og_digest *digest)
{
    return options->digest.algorithm == OG_ALGORITHM_NONE ||
           og_digest_equal(&options->digest, digest);
}

bool og_selects_platform(const ocigate_options *options, const og_platform *platform)
{
    const og_platform *wanted = &options->platform;
    if (wanted->os == NULL)
        return true;
    if (platform->os == NULL || platform->architecture == NULL ||
        strcmp(platform->os, wanted->os) != 0 ||
        strcmp(platform->architecture, wanted->architecture) != 0)
        return false;
    return wanted->variant == NULL ||
           (platform->variant != NULL && strcmp(platform->variant, wanted->variant) == 0);
}

ocigate_status og_linking_offer(og_linking *l, const char *text)
{
    og_references offered = {.items = l->facts->available, .count = l->facts->available_count};
    OG_TRY(og_references_add(l, &offered, text));
    l->facts->available = offered.items;
    l->facts->available_count = offered.count;
    return OCIGATE_OK;
}
