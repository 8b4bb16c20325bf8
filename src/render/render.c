#include "render/render.h"

#include "base/error.h"
#include "base/utf8.h"
#include "render/inspect.h"

#include <stdlib.h>
#include <string.h>

static const og_format formats[] = {
    {"text", og_text_report, og_text_result, og_text_summary},
    {"json", og_json_report, NULL, NULL},
    {"jsonl", og_jsonl_report, og_jsonl_result, NULL},
    {"sarif", og_sarif_report, NULL, NULL},
    {"junit", og_junit_report, NULL, NULL},
    {"github", og_github_report, NULL, NULL},
    {"gitlab", og_gitlab_report, NULL, NULL},
    {"markdown", og_markdown_report, NULL, NULL},
    {"html", og_html_report, NULL, NULL},
};

static const struct {
    const char *name;
    void (*list)(og_buf *out); /* NULL: as each by itself */
    void (*explain)(const ocigate_rule *const *rules, size_t count,
                    const ocigate_render_options *options, og_buf *out);
} rules_formats[] = {
    {"text", og_rules_text, og_rules_text_of},
    {"json", NULL, og_rules_json},
    {"markdown", og_rules_markdown, og_rules_markdown_of},
};

#define RULES_FORMATS (sizeof rules_formats / sizeof rules_formats[0])

static const og_inspection_format inspection_formats[] = {
    {"text", og_inspect_text},
    {"json", og_inspect_json},
    {"markdown", og_inspect_markdown},
    {"html", og_inspect_html},
};

#define INSPECTION_FORMATS (sizeof inspection_formats / sizeof inspection_formats[0])

const char *ocigate_render_format(size_t index)
{
    return index < sizeof formats / sizeof formats[0] ? formats[index].name : NULL;
}

static const og_format *find_format(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof formats / sizeof formats[0]; i++) {
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    }
    return NULL;
}

bool ocigate_render_is_incremental(const char *format)
{
    const og_format *found = find_format(format);
    return found != NULL && found->result != NULL;
}

void ocigate_render_options_init(ocigate_render_options *options, size_t size)
{
    if (options == NULL)
        return;
    memset(options, 0, size);
    options->size = size;
}

/* A caller that was built with an older header knows fewer fields. */
static ocigate_render_options take_options(const ocigate_render_options *options)
{
    ocigate_render_options own = {0};
    if (options != NULL)
        memcpy(&own, options, options->size < sizeof own ? options->size : sizeof own);
    own.size = sizeof own;
    return own;
}

/* Write the buffer out and free it. */
static ocigate_status finish(og_buf *buf, ocigate_write_function write, void *payload,
                             ocigate_error *error)
{
    ocigate_status status = OCIGATE_OK;
    if (buf->failed)
        status = og_fail_memory(error);
    else if (buf->length > 0 && write(payload, buf->data, buf->length) != 0)
        status = og_fail(error, OCIGATE_ERROR_WRITE, 0, "cannot write the report");
    og_buf_fini(buf);
    return status;
}

static ocigate_status fail_argument(const char *what, ocigate_error *error)
{
    return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "%s", what);
}

ocigate_status ocigate_render(const ocigate_report *report, const char *format,
                              const ocigate_render_options *options, ocigate_write_function write,
                              void *payload, ocigate_error *error)
{
    if (report == NULL || write == NULL)
        return fail_argument("report or write is NULL", error);
    const og_format *found = find_format(format);
    if (found == NULL)
        return fail_argument("unknown report format", error);
    const ocigate_render_options own = take_options(options);
    og_buf buf;
    og_buf_init(&buf);
    found->report(report, &own, &buf);
    return finish(&buf, write, payload, error);
}

ocigate_status ocigate_render_result(const ocigate_report *report, size_t result_index,
                                     const char *format, const ocigate_render_options *options,
                                     ocigate_write_function write, void *payload,
                                     ocigate_error *error)
{
    const ocigate_result *result = ocigate_report_result(report, result_index);
    if (result == NULL || write == NULL)
        return fail_argument("no such result, or write is NULL", error);
    const og_format *found = find_format(format);
    if (found == NULL || found->result == NULL)
        return fail_argument("unknown report format, or one for whole reports", error);
    const ocigate_render_options own = take_options(options);
    og_buf buf;
    og_buf_init(&buf);
    found->result(report, result, result_index == 0, &own, &buf);
    return finish(&buf, write, payload, error);
}

ocigate_status ocigate_render_summary(const ocigate_report *report, const char *format,
                                      const ocigate_render_options *options,
                                      ocigate_write_function write, void *payload,
                                      ocigate_error *error)
{
    if (report == NULL || write == NULL)
        return fail_argument("report or write is NULL", error);
    const og_format *found = find_format(format);
    if (found == NULL || found->result == NULL)
        return fail_argument("unknown report format, or one for whole reports", error);
    const ocigate_render_options own = take_options(options);
    og_buf buf;
    og_buf_init(&buf);
    if (found->summary != NULL)
        found->summary(report, &own, &buf);
    return finish(&buf, write, payload, error);
}

const char *ocigate_inspection_format(size_t index)
{
    return index < INSPECTION_FORMATS ? inspection_formats[index].name : NULL;
}

ocigate_status ocigate_render_inspection(const ocigate_report *report, const char *format,
                                         const ocigate_render_options *options,
                                         ocigate_write_function write, void *payload,
                                         ocigate_error *error)
{
    if (report == NULL || format == NULL || write == NULL)
        return fail_argument("report, format or write is NULL", error);
    const ocigate_render_options own = take_options(options);
    for (size_t i = 0; i < INSPECTION_FORMATS; i++) {
        if (strcmp(inspection_formats[i].name, format) == 0) {
            og_buf buf;
            og_buf_init(&buf);
            inspection_formats[i].write(report, &own, &buf);
            return finish(&buf, write, payload, error);
        }
    }
    return fail_argument("unknown format for inspections", error);
}

ocigate_status ocigate_printable(const char *bytes, size_t length, ocigate_write_function write,
                                 void *payload, ocigate_error *error)
{
    if (write == NULL || (bytes == NULL && length > 0))
        return fail_argument("bytes or write is NULL", error);
    og_buf buf;
    og_buf_init(&buf);
    og_printable(&buf, bytes, length);
    return finish(&buf, write, payload, error);
}

const char *ocigate_rules_format(size_t index)
{
    return index < RULES_FORMATS ? rules_formats[index].name : NULL;
}

/* RULES_FORMATS when there is none. */
static size_t find_rules_format(const char *name)
{
    size_t i = 0;
    while (i < RULES_FORMATS && (name == NULL || strcmp(rules_formats[i].name, name) != 0))
        i++;
    return i;
}

static void list_rules(size_t format, og_buf *out)
{
    if (rules_formats[format].list != NULL) {
        rules_formats[format].list(out);
        return;
    }
    const size_t count = ocigate_rule_count();
    const ocigate_rule **rules = calloc(count, sizeof(const ocigate_rule *));
    out->failed = out->failed || rules == NULL;
    for (size_t i = 0; rules != NULL && i < count; i++)
        rules[i] = ocigate_rule_at(i);
    if (rules != NULL)
        rules_formats[format].explain(rules, count, NULL, out);
    free(rules);
}

ocigate_status ocigate_render_rules(const char *format, ocigate_write_function write, void *payload,
                                    ocigate_error *error)
{
    if (format == NULL || write == NULL)
        return fail_argument("format or write is NULL", error);
    const size_t found = find_rules_format(format);
    if (found == RULES_FORMATS)
        return fail_argument("unknown format for rules", error);
    og_buf buf;
    og_buf_init(&buf);
    list_rules(found, &buf);
    return finish(&buf, write, payload, error);
}

ocigate_status ocigate_render_explanation(const ocigate_rule *const *rules, size_t count,
                                          const char *format, const ocigate_render_options *options,
                                          ocigate_write_function write, void *payload,
                                          ocigate_error *error)
{
    if (write == NULL || (rules == NULL && count > 0))
        return fail_argument("rules or write is NULL", error);
    for (size_t i = 0; i < count; i++) {
        if (rules[i] == NULL)
            return fail_argument("a rule is NULL", error);
    }
    const size_t found = find_rules_format(format);
    if (found == RULES_FORMATS)
        return fail_argument("unknown format for rules", error);
    const ocigate_render_options own = take_options(options);
    og_buf buf;
    og_buf_init(&buf);
    rules_formats[found].explain(rules, count, &own, &buf);
    return finish(&buf, write, payload, error);
}

ocigate_status ocigate_render_rule(const ocigate_rule *rule, const ocigate_render_options *options,
                                   ocigate_write_function write, void *payload,
                                   ocigate_error *error)
{
    return ocigate_render_explanation(&rule, 1, "text", options, write, payload, error);
}
