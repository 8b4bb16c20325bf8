/* The JSON report, version 1. docs/report.schema.json describes it; fields are only ever added. */
#include "render/json.h"
#include "render/number.h"
#include "render/render.h"

#include <ocigate/version.h>

void og_json_put_tool(og_json_writer *json)
{
    og_json_put_object_begin(json, "tool");
    og_json_put_string(json, "name", "ocigate");
    og_json_put_string(json, "version", ocigate_version());
    og_json_put_object_end(json);
}

void og_json_put_known(og_json_writer *json, const char *key, uint64_t value, bool is_known)
{
    if (is_known)
        og_json_put_uint(json, key, value);
    else
        og_json_put_null(json, key);
}

void og_json_put_strings(og_json_writer *json, const char *key, const char *const *items,
                         size_t count)
{
    if (items == NULL) {
        og_json_put_null(json, key);
        return;
    }
    og_json_put_array_begin(json, key);
    for (size_t i = 0; i < count; i++)
        og_json_put_string(json, NULL, items[i]);
    og_json_put_array_end(json);
}

static void add_blob(og_json_writer *json, const og_blob_summary *blob)
{
    og_json_put_string(json, "media_type", blob->media_type);
    og_json_put_string(json, "digest", blob->digest);
    og_json_put_known(json, "size", blob->size, blob->has_size);
}

void og_json_put_manifest(og_json_writer *json, const ocigate_image *image)
{
    if (!image->manifest.is_known) {
        og_json_put_null(json, "manifest");
        return;
    }
    og_json_put_object_begin(json, "manifest");
    add_blob(json, &image->manifest);
    og_json_put_object_end(json);
}

void og_json_put_config(og_json_writer *json, const ocigate_image *image)
{
    if (!image->config.is_known) {
        og_json_put_null(json, "config");
        return;
    }
    og_json_put_object_begin(json, "config");
    add_blob(json, &image->config);
    og_json_put_string(json, "os", image->os);
    og_json_put_string(json, "architecture", image->architecture);
    og_json_put_string(json, "variant", image->variant);
    og_json_put_strings(json, "entrypoint", image->entrypoint, image->entrypoint_count);
    og_json_put_strings(json, "cmd", image->cmd, image->cmd_count);
    og_json_put_string(json, "working_dir", image->working_dir);
    og_json_put_string(json, "user", image->user);
    og_json_put_strings(json, "env", image->env, image->env_count);
    og_json_put_object_end(json);
}

/* What is judged, after the overrides of the function. */
static void add_command(og_json_writer *json, const ocigate_image *image)
{
    og_json_put_object_begin(json, "command");
    og_json_put_strings(json, "argv", image->argv, image->argv_count);
    og_json_put_string(json, "working_dir", image->directory);
    og_json_put_string(json, "architecture", image->wanted_architecture);
    og_json_put_array_begin(json, "overridden");
    if (image->entrypoint_is_override)
        og_json_put_string(json, NULL, "entrypoint");
    if (image->cmd_is_override)
        og_json_put_string(json, NULL, "cmd");
    if (image->working_dir_is_override)
        og_json_put_string(json, NULL, "working_dir");
    if (image->wanted_architecture != NULL)
        og_json_put_string(json, NULL, "architecture");
    og_json_put_array_end(json);
    og_json_put_object_end(json);
}

static void put_severities(og_json_writer *json, const char *key, const uint64_t counts[4])
{
    og_json_put_object_begin(json, key);
    og_json_put_uint(json, "error", counts[OCIGATE_SEVERITY_ERROR]);
    og_json_put_uint(json, "warning", counts[OCIGATE_SEVERITY_WARNING]);
    og_json_put_uint(json, "info", counts[OCIGATE_SEVERITY_INFO]);
    og_json_put_object_end(json);
}

void og_json_put_layer(og_json_writer *json, size_t index, const ocigate_layer *layer)
{
    og_json_put_uint(json, "index", index);
    og_json_put_string(json, "media_type", layer->media_type);
    og_json_put_string(json, "digest", layer->digest);
    og_json_put_known(json, "size", layer->size, layer->has_size);
    og_json_put_string(json, "compression", layer->compression);
    og_json_put_string(json, "diff_id", layer->diff_id);
    og_json_put_known(json, "uncompressed_size", layer->uncompressed_size,
                      layer->has_uncompressed_size);
    og_json_put_known(json, "entries", layer->entries, layer->has_entries);
    og_json_put_string(json, "created_by", layer->created_by);
}

/* What is decided about an image, and what the text report needs beside it. */
static void add_judgement(og_json_writer *json, const ocigate_image *image)
{
    og_json_put_object_begin(json, "judgement");
    og_json_put_string(json, "name", image->name);
    og_json_put_string(json, "verdict", ocigate_verdict_name(image->verdict));
    og_json_put_string(json, "error", image->error);
    put_severities(json, "findings", image->counts);
    put_severities(json, "blocks", image->blocks);
    put_severities(json, "unlisted", image->unlisted);
    og_json_put_uint(json, "proofs", image->proofs);
    og_json_put_string(json, "depth", og_depth_name(image->depth));
    og_json_put_string(json, "artifact", image->artifact);
    og_json_put_object_end(json);
}

static void add_image(og_json_writer *json, const ocigate_image *image)
{
    og_json_put_object_begin(json, NULL);
    og_json_put_array_begin(json, "references");
    for (size_t i = 0; i < image->reference_count; i++)
        og_json_put_string(json, NULL, image->references[i]);
    og_json_put_array_end(json);
    og_json_put_manifest(json, image);
    og_json_put_config(json, image);
    add_command(json, image);
    og_json_put_array_begin(json, "layers");
    for (size_t i = 0; i < image->layer_count; i++) {
        og_json_put_object_begin(json, NULL);
        og_json_put_layer(json, i, &image->layers[i]);
        og_json_put_object_end(json);
    }
    og_json_put_array_end(json);
    og_json_put_object_begin(json, "totals");
    og_json_put_uint(json, "layers", image->layer_count);
    og_json_put_known(json, "compressed_size", image->compressed_bytes,
                      image->has_compressed_bytes);
    og_json_put_known(json, "uncompressed_size", image->unpacked_bytes, image->has_unpacked_bytes);
    og_json_put_known(json, "rootfs_size", image->rootfs_bytes, image->has_rootfs_bytes);
    og_json_put_known(json, "limit", image->limit_bytes, image->has_limit);
    og_json_put_object_end(json);
    add_judgement(json, image);
    og_json_put_object_end(json);
}

/* What the text report says of a place beyond its name. */
static void add_place(og_json_writer *json, const og_finding *fact)
{
    og_json_put_known(json, "layers", fact->layer_count, fact->layer_count > 0);
    og_json_put_string(json, "created_by", fact->created_by);
    og_json_put_known(json, "line", fact->line, fact->line > 0);
    og_json_put_known(json, "column", fact->column, fact->column > 0);
}

static void add_finding_fields(og_json_writer *json, const ocigate_finding *finding)
{
    const og_finding *fact = &finding->fact;
    const char *stage = ocigate_rule_stage(fact->rule);
    og_json_put_string(json, "rule", ocigate_rule_name(fact->rule));
    og_json_put_string(json, "severity", ocigate_severity_name(fact->severity));
    og_json_put_string(json, "message", fact->message);
    og_json_put_string(json, "fix", fact->fix);
    og_json_put_string(json, "stage", stage[0] == '\0' ? NULL : stage);
    og_json_put_string(json, "expected", fact->expected);
    og_json_put_string(json, "found", fact->found);
    og_json_put_uint(json, "count", fact->count);
    og_json_put_string(json, "help", ocigate_rule_help(fact->rule));
    if (finding->fingerprint != NULL)
        og_json_put_string(json, "fingerprint", finding->fingerprint);
    og_json_put_known(json, "image", (uint64_t)fact->image, fact->image >= 0);
    og_json_put_object_begin(json, "location");
    og_json_put_string(json, "document", fact->document);
    og_json_put_string(json, "blob", fact->blob);
    og_json_put_string(json, "pointer", fact->pointer);
    og_json_put_known(json, "layer", (uint64_t)fact->layer, fact->layer >= 0);
    og_json_put_string(json, "path", fact->path);
    add_place(json, fact);
    og_json_put_object_end(json);
}

static void add_finding(og_json_writer *json, const ocigate_finding *finding)
{
    og_json_put_object_begin(json, NULL);
    add_finding_fields(json, finding);
    og_json_put_bool(json, "folded", finding->is_folded);
    og_json_put_object_end(json);
}

/* A finding, and why it does not count. */
static void add_suppression(og_json_writer *json, const ocigate_suppression *suppression)
{
    og_json_put_object_begin(json, NULL);
    add_finding_fields(json, &suppression->finding);
    og_json_put_string(json, "reason", suppression->reason);
    og_json_put_string(json, "expires", suppression->expires);
    og_json_put_object_end(json);
}

static void add_input(og_json_writer *json, const ocigate_result *result)
{
    og_json_put_object_begin(json, "input");
    og_json_put_string(json, "name", result->name);
    og_json_put_string(json, "kind", result->kind);
    og_json_put_string(json, "compression", result->compression);
    og_json_put_uint(json, "bytes", result->bytes);
    og_json_put_object_end(json);
}

static void add_summary(og_json_writer *json, const ocigate_result *result)
{
    og_json_put_array_begin(json, "suppressed");
    for (size_t i = 0; i < result->suppressed_count; i++)
        add_suppression(json, &result->suppressed[i]);
    og_json_put_array_end(json);
    og_json_put_object_begin(json, "summary");
    og_json_put_uint(json, "error", result->counts[OCIGATE_SEVERITY_ERROR]);
    og_json_put_uint(json, "warning", result->counts[OCIGATE_SEVERITY_WARNING]);
    og_json_put_uint(json, "info", result->counts[OCIGATE_SEVERITY_INFO]);
    og_json_put_uint(json, "suppressed", result->suppressed_count);
    og_json_put_object_end(json);
    put_severities(json, "unlisted", result->unlisted);
}

/* The rules that looked at the archive, or at an image. */
static void add_ran(og_json_writer *json, const char *key, const uint8_t *ran, uint8_t place)
{
    og_json_put_array_begin(json, key);
    for (size_t i = 0; i < ocigate_rule_count(); i++) {
        if ((ran[i] & place) != 0)
            og_json_put_string(json, NULL, ocigate_rule_name(ocigate_rule_at(i)));
    }
    og_json_put_array_end(json);
}

static void add_position(og_json_writer *json, const og_position *position)
{
    if (position->results == 0) {
        og_json_put_null(json, "position");
        return;
    }
    og_json_put_object_begin(json, "position");
    og_json_put_uint(json, "result", position->result);
    og_json_put_uint(json, "results", position->results);
    og_json_put_uint(json, "input", position->input);
    og_json_put_uint(json, "inputs", position->inputs);
    og_json_put_object_end(json);
}

/* By what it was judged: a line of jsonl has nothing else around it. */
static void add_run(og_json_writer *json, const ocigate_report *report,
                    const ocigate_result *result)
{
    og_json_put_object_begin(json, "run");
    og_json_put_uint(json, "report_version", OG_REPORT_VERSION);
    og_json_put_string(json, "tool_version", result->tool_version);
    og_json_put_string(json, "profile", ocigate_report_profile(report));
    og_json_put_string(json, "fail_on", og_fail_on_name(result->fail_on));
    add_position(json, &result->position);
    og_json_put_uint(json, "rules", result->rules_run);
    if (result->ran == NULL) {
        og_json_put_null(json, "ran");
    } else {
        og_json_put_object_begin(json, "ran");
        add_ran(json, "archive", result->ran, OG_RAN_ON_ARCHIVE);
        add_ran(json, "image", result->ran, OG_RAN_ON_IMAGE);
        og_json_put_object_end(json);
    }
    og_json_put_object_end(json);
    og_json_put_object_begin(json, "stats");
    og_json_put_uint(json, "elapsed_microseconds", og_number_microseconds(result->seconds));
    og_json_put_uint(json, "threads", result->threads);
    og_json_put_object_end(json);
}

static void add_result(og_json_writer *json, const ocigate_report *report,
                       const ocigate_result *result)
{
    og_json_put_object_begin(json, NULL);
    add_input(json, result);
    og_json_put_string(json, "verdict", ocigate_verdict_name(result->verdict));
    if (result->verdict == OCIGATE_VERDICT_ERROR)
        og_json_put_string(json, "error", result->error == NULL ? "not known" : result->error);
    og_json_put_array_begin(json, "images");
    for (size_t i = 0; i < result->image_count; i++)
        add_image(json, &result->images[i]);
    og_json_put_array_end(json);
    og_json_put_array_begin(json, "findings");
    for (size_t i = 0; i < result->finding_count; i++)
        add_finding(json, &result->findings[i]);
    og_json_put_array_end(json);
    add_summary(json, result);
    add_run(json, report, result);
    og_json_put_object_end(json);
}

static void add_stats(og_json_writer *json, const ocigate_report *report)
{
    uint64_t bytes = 0;
    double seconds = 0;
    unsigned threads = 1;
    for (const ocigate_result *result = report->results; result != NULL; result = result->next) {
        if (__builtin_add_overflow(bytes, result->bytes, &bytes))
            bytes = UINT64_MAX;
        seconds += result->seconds;
        if (result->threads > threads)
            threads = result->threads;
    }
    og_json_put_object_begin(json, "stats");
    og_json_put_uint(json, "bytes_read", bytes);
    og_json_put_seconds(json, "elapsed_seconds", seconds);
    og_json_put_uint(json, "threads", threads);
    og_json_put_object_end(json);
}

void og_json_report(const ocigate_report *report, const ocigate_render_options *options,
                    og_buf *out)
{
    (void)options;
    og_json_writer json;
    og_json_writer_init(&json, out, true);
    og_json_put_object_begin(&json, NULL);
    og_json_put_uint(&json, "report_version", OG_REPORT_VERSION);
    og_json_put_tool(&json);
    og_json_put_string(&json, "verdict", ocigate_verdict_name(ocigate_report_verdict(report)));
    og_json_put_string(&json, "profile", ocigate_report_profile(report));
    og_json_put_array_begin(&json, "results");
    for (const ocigate_result *result = report->results; result != NULL; result = result->next)
        add_result(&json, report, result);
    og_json_put_array_end(&json);
    og_json_put_bool(&json, "complete",
                     !report->is_incomplete && !og_position_is_open(&report->read));
    add_stats(&json, report);
    og_json_put_object_end(&json);
    og_buf_char(out, '\n');
}

void og_jsonl_result(const ocigate_report *report, const ocigate_result *result, bool is_first,
                     const ocigate_render_options *options, og_buf *out)
{
    (void)is_first;
    (void)options;
    og_json_writer json;
    og_json_writer_init(&json, out, false);
    add_result(&json, report, result);
    og_buf_char(out, '\n');
}

void og_jsonl_report(const ocigate_report *report, const ocigate_render_options *options,
                     og_buf *out)
{
    for (const ocigate_result *result = report->results; result != NULL; result = result->next)
        og_jsonl_result(report, result, false, options, out);
}
