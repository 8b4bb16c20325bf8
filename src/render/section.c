#include "render/section.h"

#include "base/map.h"
#include "render/rows.h"
#include "render/text.h"

#include <string.h>

/* "registry.example.com:5000/app:1@sha256:..." to "registry.example.com:5000/app" */
static const char *without_tag(og_arena *arena, const char *reference)
{
    size_t length = strcspn(reference, "@");
    size_t colon = length;
    for (size_t i = 0; i < length; i++) {
        if (reference[i] == ':')
            colon = i;
        else if (reference[i] == '/')
            colon = length;
    }
    length = colon;
    return og_arena_copy(arena, reference, length == 0 ? strlen(reference) : length);
}

static const char *platform_of(og_arena *arena, const ocigate_image *image)
{
    og_buf buf;
    og_buf_init(&buf);
    const char *text = NULL;
    if (og_text_platform(&buf, image))
        text = og_arena_copy(arena, og_buf_string(&buf), buf.length);
    arena->failed = arena->failed || buf.failed;
    og_buf_fini(&buf);
    return text;
}

/* The name that no section before has: with the platform, then with a number. */
static const char *make_unique(og_arena *arena, og_map *taken, const char *name,
                               const ocigate_image *image, const char *divider)
{
    const char *own = name;
    if (own != NULL && og_map_find_text(taken, own) != NULL && image != NULL) {
        const char *platform = platform_of(arena, image);
        if (platform != NULL)
            own = og_arena_format(arena, "%s%s%s", name, divider, platform);
    }
    size_t *number = own == NULL ? NULL : og_map_find_text(taken, own);
    const char *first = own;
    while (own != NULL && og_map_find_text(taken, own) != NULL) {
        ++*number; /* kept with the name, so that many of one name take no longer */
        own = og_arena_format(arena, "%s%s%zu", first, divider, *number);
    }
    size_t *count = OG_NEW(arena, size_t);
    if (own == NULL || count == NULL)
        return NULL;
    *count = 1;
    return og_map_set_text(taken, own, count) ? own : NULL;
}

size_t og_section_count_of(const ocigate_result *result)
{
    return result->image_count > 1 ? result->image_count + 1 : 1;
}

const og_section *og_section_of(const og_section *first, const ocigate_finding *finding)
{
    const bool is_first = first->about == OG_TEXT_ALL || finding->fact.image < 0;
    return is_first ? first : first + 1 + finding->fact.image;
}

static size_t count_sections(const ocigate_report *report)
{
    size_t count = 0;
    for (const ocigate_result *result = report->results; result != NULL; result = result->next)
        count += og_section_count_of(result);
    return count;
}

static og_section make_section(const ocigate_result *result, ptrdiff_t index)
{
    og_section section = {.result = result, .about = index};
    if (index >= 0)
        section.image = &result->images[index];
    if (result->image_count <= 1)
        section.about = OG_TEXT_ALL;
    return section;
}

static bool has_text(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static bool name_section(og_arena *arena, og_map *titles, og_map *names, og_section *section)
{
    const ocigate_image *image = section->image;
    const char *input = has_text(section->result->name) ? section->result->name : "-";
    const char *title = image != NULL && has_text(image->name) ? image->name : input;
    const bool has_reference = image != NULL && image->reference_count > 0;
    const char *name =
        has_reference && has_text(image->references[0]) ? image->references[0] : input;
    section->title = make_unique(arena, titles, title, image, " ");
    section->name = make_unique(arena, names, without_tag(arena, name), image, "/");
    return section->title != NULL && section->name != NULL;
}

bool og_sections_find(og_arena *arena, const ocigate_report *report, og_sections *out)
{
    *out = (og_sections){OG_NEW_ARRAY(arena, og_section, count_sections(report)), 0};
    if (out->items == NULL)
        return false;
    og_map titles, names;
    og_map_init(&titles, arena);
    og_map_init(&names, arena);
    for (const ocigate_result *result = report->results; result != NULL; result = result->next) {
        const size_t start = out->count;
        if (result->image_count != 1)
            out->items[out->count++] = make_section(result, -1);
        for (size_t i = 0; i < result->image_count; i++)
            out->items[out->count++] = make_section(result, (ptrdiff_t)i);
        out->items[start].is_first = true;
        for (size_t i = start; i < out->count; i++) {
            if (!name_section(arena, &titles, &names, &out->items[i]))
                return false;
        }
    }
    return !arena->failed; /* a name may have been made without its platform */
}

bool og_section_has(const og_section *section, const ocigate_finding *finding)
{
    return section->about == OG_TEXT_ALL || finding->fact.image == section->about ||
           (finding->fact.image < 0 && section->about < 0);
}

/* The archive beside its images is judged by what no image tells. */
static bool is_archive_beside_images(const og_section *section)
{
    return section->image == NULL && section->result->image_count > 0;
}

ocigate_verdict og_section_verdict(const og_section *section)
{
    if (is_archive_beside_images(section) && !og_row_has_input(section->result))
        return OCIGATE_VERDICT_PASS;
    return section->about == OG_TEXT_ALL || section->image == NULL ? section->result->verdict
                                                                   : section->image->verdict;
}

const char *og_section_error(const og_section *section)
{
    if (og_section_verdict(section) != OCIGATE_VERDICT_ERROR)
        return NULL;
    const char *error = section->result->error;
    if (section->image != NULL && section->image->error != NULL)
        error = section->image->error;
    return error == NULL ? "not known" : error;
}

const uint64_t *og_section_unlisted(const og_section *section)
{
    const uint64_t *unlisted = section->result->unlisted;
    return section->is_first && unlisted[OCIGATE_SEVERITY_OFF] > 0 ? unlisted : NULL;
}
