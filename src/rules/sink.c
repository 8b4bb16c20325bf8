#include "rules/sink.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "rules/phrase.h"
#include "rules/rule.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Texts are lines for people: a name of megabytes must not become a report of gigabytes. */
#define LINE_BYTES 1024u
#define FIX_BYTES 2048u
#define PATH_BYTES 4096u

void og_sink_init(og_sink *sink, og_arena *arena, uint64_t limit)
{
    *sink = (og_sink){.arena = arena, .limit = limit};
}

/* Printable, in the arena, and cut at a character. */
static const char *keep_bytes(og_sink *sink, const char *raw, size_t length, size_t limit)
{
    const bool is_cut = length > limit;
    if (is_cut) {
        length = limit;
        while (length > 0 && ((unsigned char)raw[length] & 0xc0) == 0x80)
            length--;
    }
    og_buf buf;
    og_buf_init(&buf);
    og_printable(&buf, raw, length);
    if (is_cut)
        og_buf_text(&buf, "...");
    const char *text = NULL;
    if (buf.failed)
        sink->arena->failed = true;
    else
        text = og_arena_copy(sink->arena, og_buf_string(&buf), buf.length);
    og_buf_fini(&buf);
    return text;
}

static const char *keep_text(og_sink *sink, const char *raw, size_t limit)
{
    return raw == NULL ? NULL : keep_bytes(sink, raw, strlen(raw), limit);
}

__attribute__((format(printf, 3, 0))) static const char *
keep_format(og_sink *sink, size_t limit, const char *format, va_list arguments)
{
    char raw[FIX_BYTES + 2];
    const int length = vsnprintf(raw, sizeof raw, format, arguments);
    if (length < 0)
        return "";
    const size_t have = (size_t)length < sizeof raw ? (size_t)length : sizeof raw - 1;
    return keep_bytes(sink, raw, have, limit);
}

static const char *keep_digest(og_sink *sink, const og_digest *digest)
{
    if (digest == NULL || digest->algorithm == OG_ALGORITHM_NONE)
        return NULL;
    char text[OG_DIGEST_TEXT_SIZE];
    og_digest_format(digest, text);
    return og_arena_text(sink->arena, text);
}

static void place_in_layer(og_sink *sink, og_finding *f, const og_image *image,
                           const og_layer *layer)
{
    f->layer = (ptrdiff_t)layer->index;
    f->layer_count = image->layer_count;
    f->created_by = keep_text(sink, layer->created_by, LINE_BYTES);
}

static const char *document_name(const og_document *document)
{
    return document == NULL ? "archive" : og_document_kind_name(document->kind);
}

static const char *layer_digest(og_sink *sink, const og_layer *layer)
{
    const char *digest = layer->blob == NULL ? NULL : keep_digest(sink, &layer->blob->digest);
    if (digest == NULL && layer->descriptor != NULL)
        digest = keep_digest(sink, &layer->descriptor->digest);
    return digest;
}

static void place_link(og_sink *sink, og_finding *f, const og_subject *subject)
{
    const og_link *link = subject->link;
    f->document = document_name(link->from);
    f->pointer = keep_text(sink, link->pointer, LINE_BYTES);
    if (link->descriptor != NULL)
        f->blob = keep_digest(sink, &link->descriptor->digest);
    if (f->blob == NULL && link->blob != NULL)
        f->blob = keep_digest(sink, &link->blob->digest);
    if (subject->image != NULL && subject->layer != NULL)
        place_in_layer(sink, f, subject->image, subject->layer);
}

static void place_image(og_sink *sink, og_finding *f, const og_image *image)
{
    if (image->manifest_document != NULL)
        og_finding_at(sink, f, "manifest", "%s", "");
    else if (image->docker_item != NULL)
        og_finding_at(sink, f, "manifest.json", "%s", image->docker_item->pointer);
    else
        og_finding_at(sink, f, "config", "%s", "");
}

static void place_index(og_sink *sink, og_finding *f, const og_index_node *index)
{
    f->document = "index";
    if (index->document != NULL)
        f->blob = keep_digest(sink, &index->document->digest);
    else if (index->descriptor != NULL)
        f->blob = keep_digest(sink, &index->descriptor->digest);
}

static void place(og_sink *sink, og_finding *f)
{
    const og_subject *subject = sink->subject;
    switch (subject->kind) {
    case OG_SUBJECT_ARCHIVE:
        f->document = "archive";
        break;
    case OG_SUBJECT_DOCUMENT:
        f->document = document_name(subject->document->document);
        f->blob = keep_digest(sink, &subject->document->document->digest);
        break;
    case OG_SUBJECT_INDEX:
        place_index(sink, f, subject->index);
        break;
    case OG_SUBJECT_LINK:
        place_link(sink, f, subject);
        break;
    case OG_SUBJECT_IMAGE:
        place_image(sink, f, subject->image);
        break;
    case OG_SUBJECT_LAYER:
        f->document = "layer";
        f->blob = layer_digest(sink, subject->layer);
        place_in_layer(sink, f, subject->image, subject->layer);
        break;
    case OG_SUBJECT_IGNORE:
        f->document = "policy";
        f->pointer = og_arena_format(sink->arena, "/ignore/%zu", subject->position);
        break;
    case OG_SUBJECT_KNOWN:
        f->document = "baseline";
        break;
    }
}

static bool has_room(const og_sink *sink, ocigate_severity severity)
{
    uint64_t worse = 0;
    for (int i = (int)severity; i <= OCIGATE_SEVERITY_ERROR; i++)
        worse += sink->kept[i];
    return worse < sink->limit;
}

static void keep(og_sink *sink)
{
    og_finding *kept = OG_NEW(sink->arena, og_finding);
    if (kept == NULL)
        return;
    *kept = sink->pending;
    if (sink->last == NULL)
        sink->first = kept;
    else
        sink->last->next = kept;
    sink->last = kept;
    sink->rule_last = kept;
    sink->kept[kept->severity]++;
}

static void count_unlisted(og_sink *sink)
{
    const og_finding *f = &sink->pending;
    og_unlisted *last = sink->unlisted_last;
    if (last == NULL || last->image != f->image || last->index != f->index) {
        og_unlisted *fresh = OG_NEW(sink->arena, og_unlisted);
        if (fresh == NULL)
            return;
        fresh->image = f->image;
        fresh->index = f->index;
        if (last == NULL)
            sink->unlisted = fresh;
        else
            last->next = fresh;
        sink->unlisted_last = last = fresh;
    }
    last->counts[f->severity]++;
}

void og_sink_settle(og_sink *sink)
{
    if (!sink->is_pending)
        return;
    sink->is_pending = false;
    const og_finding *f = &sink->pending;
    og_finding *last = sink->rule_last;
    const bool is_wanted = sink->is_first_of_many || last == NULL || f->severity > last->severity;
    if (is_wanted && has_room(sink, f->severity)) {
        keep(sink);
        return;
    }
    og_arena_release(sink->arena, &sink->mark);
    if (is_wanted)
        count_unlisted(sink);
    else if (__builtin_add_overflow(last->count, f->count, &last->count))
        last->count = UINT64_MAX;
}

og_finding *og_flag(og_sink *sink, const char *format, ...)
{
    og_sink_settle(sink);
    const og_subject *subject = sink->subject;
    og_finding *finding = &sink->pending;
    *finding = (og_finding){.rule = sink->rule,
                            .severity = sink->severity,
                            .fix = sink->rule->fix,
                            .message = sink->rule->title,
                            .count = 1,
                            .image = -1,
                            .index = subject->index,
                            .layer = -1};
    if (subject->image != NULL)
        finding->image = (ptrdiff_t)subject->image->index;
    const og_finding *last = sink->rule_last;
    sink->is_pending = true;
    sink->is_first_of_many = sink->flagged++ < OG_FINDINGS_KEPT_PER_RULE || last == NULL ||
                             last->image != finding->image || last->index != finding->index;
    sink->has_texts = (sink->is_first_of_many || sink->severity > last->severity) &&
                      has_room(sink, OCIGATE_SEVERITY_ERROR);
    sink->mark = og_arena_mark_take(sink->arena);
    if (!sink->has_texts)
        return finding;
    place(sink, finding);
    va_list arguments;
    va_start(arguments, format);
    const char *message = keep_format(sink, LINE_BYTES, format, arguments);
    va_end(arguments);
    if (message != NULL)
        finding->message = message;
    return finding;
}

void og_finding_severity(og_sink *sink, og_finding *finding, ocigate_severity severity)
{
    if (!sink->is_overridden && sink->severity != OCIGATE_SEVERITY_OFF)
        finding->severity = severity;
}

void og_finding_fix(og_sink *sink, og_finding *finding, const char *format, ...)
{
    if (!sink->has_texts)
        return;
    va_list arguments;
    va_start(arguments, format);
    const char *fix = keep_format(sink, FIX_BYTES, format, arguments);
    va_end(arguments);
    if (fix != NULL)
        finding->fix = fix;
}

void og_finding_expected(og_sink *sink, og_finding *finding, const char *format, ...)
{
    if (!sink->has_texts)
        return;
    va_list arguments;
    va_start(arguments, format);
    finding->expected = keep_format(sink, LINE_BYTES, format, arguments);
    va_end(arguments);
}

void og_finding_found(og_sink *sink, og_finding *finding, const char *format, ...)
{
    if (!sink->has_texts)
        return;
    va_list arguments;
    va_start(arguments, format);
    finding->found = keep_format(sink, LINE_BYTES, format, arguments);
    va_end(arguments);
}

void og_finding_compare(og_sink *sink, og_finding *finding, const char *expected, const char *found)
{
    if (!sink->has_texts)
        return;
    finding->expected = keep_text(sink, expected, LINE_BYTES);
    finding->found = keep_text(sink, found, LINE_BYTES);
}

void og_finding_compare_sizes(og_sink *sink, og_finding *finding, uint64_t expected, uint64_t found)
{
    char expected_text[OG_PHRASE_BYTES_SIZE], found_text[OG_PHRASE_BYTES_SIZE];
    og_phrase_bytes(expected, expected_text);
    og_phrase_bytes(found, found_text);
    og_finding_compare(sink, finding, expected_text, found_text);
}

void og_finding_compare_digests(og_sink *sink, og_finding *finding, const og_digest *expected,
                                const og_digest *found)
{
    if (!sink->has_texts)
        return;
    finding->expected = keep_digest(sink, expected);
    finding->found = keep_digest(sink, found);
}

/* The document of this name that the subject is, or belongs to. */
static const og_document *find_document(const og_subject *subject, const char *name)
{
    const og_image *image = subject->image;
    if (subject->document != NULL &&
        strcmp(og_document_kind_name(subject->document->document->kind), name) == 0)
        return subject->document->document;
    if (strcmp(name, "index") == 0 && subject->index != NULL)
        return subject->index->document;
    if (image == NULL)
        return NULL;
    if (strcmp(name, "config") == 0)
        return image->config_document;
    if (strcmp(name, "manifest") == 0)
        return image->manifest_document;
    /* The index that names the image: index.json, or the one of which it is a member. */
    if (strcmp(name, "index") == 0 && image->manifest_link != NULL)
        return image->manifest_link->from;
    return NULL;
}

void og_finding_at(og_sink *sink, og_finding *finding, const char *document, const char *format,
                   ...)
{
    if (!sink->has_texts)
        return;
    finding->document = document;
    const og_document *named = find_document(sink->subject, document);
    finding->blob = named == NULL ? NULL : keep_digest(sink, &named->digest);
    va_list arguments;
    va_start(arguments, format);
    const char *pointer = keep_format(sink, LINE_BYTES, format, arguments);
    va_end(arguments);
    finding->pointer = pointer == NULL || pointer[0] == '\0' ? NULL : pointer;
}

void og_finding_pointer(og_sink *sink, og_finding *finding, const char *pointer)
{
    if (sink->has_texts)
        finding->pointer = keep_text(sink, pointer, LINE_BYTES);
}

void og_finding_path(og_sink *sink, og_finding *finding, const char *path)
{
    if (sink->has_texts)
        finding->path = keep_text(sink, path, PATH_BYTES);
}

void og_finding_entry(og_sink *sink, og_finding *finding, const og_entry *entry)
{
    if (sink->has_texts)
        finding->path = keep_text(sink, og_entry_path(sink->arena, entry), PATH_BYTES);
}

void og_finding_blob(og_sink *sink, og_finding *finding, const og_digest *digest)
{
    if (sink->has_texts)
        finding->blob = keep_digest(sink, digest);
}

void og_finding_layer(og_sink *sink, og_finding *finding, size_t index)
{
    const og_image *image = sink->subject->image;
    if (sink->has_texts && image != NULL && index < image->layer_count)
        place_in_layer(sink, finding, image, &image->layers[index]);
}
