/* Formats: each writes into a buffer, which goes out in one piece when it is complete. */
#ifndef OG_RENDER_RENDER_H
#define OG_RENDER_RENDER_H

#include "base/buf.h"
#include "report/report.h"

#include <ocigate/render.h>

typedef struct og_format {
    const char *name;
    void (*report)(const ocigate_report *report, const ocigate_render_options *options,
                   og_buf *out);
    /* One result by itself; NULL: the format knows whole reports alone. */
    void (*result)(const ocigate_report *report, const ocigate_result *result, bool is_first,
                   const ocigate_render_options *options, og_buf *out);
    /* What follows the last of the results that were written one by one; NULL: nothing. */
    void (*summary)(const ocigate_report *report, const ocigate_render_options *options,
                    og_buf *out);
} og_format;

void og_text_report(const ocigate_report *report, const ocigate_render_options *options,
                    og_buf *out);
void og_text_result(const ocigate_report *report, const ocigate_result *result, bool is_first,
                    const ocigate_render_options *options, og_buf *out);
void og_text_summary(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out);
void og_markdown_report(const ocigate_report *report, const ocigate_render_options *options,
                        og_buf *out);
void og_html_report(const ocigate_report *report, const ocigate_render_options *options,
                    og_buf *out);
void og_json_report(const ocigate_report *report, const ocigate_render_options *options,
                    og_buf *out);
void og_jsonl_report(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out);
void og_jsonl_result(const ocigate_report *report, const ocigate_result *result, bool is_first,
                     const ocigate_render_options *options, og_buf *out);

void og_sarif_report(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out);

void og_junit_report(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out);
void og_github_report(const ocigate_report *report, const ocigate_render_options *options,
                      og_buf *out);
void og_gitlab_report(const ocigate_report *report, const ocigate_render_options *options,
                      og_buf *out);

/* Documentation of the rules. */
void og_rules_text(og_buf *out);
void og_rules_markdown(og_buf *out);

/* Some rules, each whole. */
void og_rules_text_of(const ocigate_rule *const *rules, size_t count,
                      const ocigate_render_options *options, og_buf *out);
void og_rules_markdown_of(const ocigate_rule *const *rules, size_t count,
                          const ocigate_render_options *options, og_buf *out);
void og_rules_json(const ocigate_rule *const *rules, size_t count,
                   const ocigate_render_options *options, og_buf *out);

#endif
