/* The policy that is in force, and where each part of it comes from. */
#include "base/error.h"
#include "base/options.h"
#include "base/utf8.h"
#include "render/render.h"
#include "render/style.h"

#include <ocigate/policy.h>

#include <inttypes.h>
#include <string.h>

#define NAME_COLUMNS 11u
#define VALUE_COLUMNS 40u

static void add_origin(og_buf *out, const og_origin *origin, bool is_set, const char *caller)
{
    if (!is_set)
        og_buf_text(out, "default");
    else if (origin->file == NULL)
        og_printable(out, caller, strlen(caller));
    else {
        og_printable(out, origin->file, strlen(origin->file));
        og_buf_format(out, ":%" PRIu32, origin->line);
    }
    og_buf_char(out, '\n');
}

static void pad(og_buf *out, size_t start, size_t columns)
{
    do
        og_buf_char(out, ' ');
    while (out->length - start < columns);
}

/* The value is in the buffer from value_start on; its origin follows. */
static void add_line(og_buf *out, const char *name, const og_buf *value, const og_origin *origin,
                     bool is_set, const char *caller)
{
    const size_t start = out->length;
    og_buf_text(out, name);
    pad(out, start, NAME_COLUMNS);
    og_printable(out, og_buf_string(value), value->length);
    pad(out, start, NAME_COLUMNS + VALUE_COLUMNS);
    add_origin(out, origin, is_set, caller);
}

static void add_size(og_buf *value, uint64_t bytes)
{
    static const char *const units[] = {"", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    while (bytes > 0 && bytes % 1024 == 0 && unit + 1 < sizeof units / sizeof units[0]) {
        bytes /= 1024;
        unit++;
    }
    og_buf_format(value, "%" PRIu64 "%s", bytes, units[unit]);
}

static void add_settings(og_buf *out, og_buf *value, const ocigate_options *options,
                         const char *caller)
{
    static const char *const names[OG_SETTING_COUNT] = {[OG_SETTING_PROFILE] = "profile",
                                                        [OG_SETTING_ARCHITECTURE] = "arch",
                                                        [OG_SETTING_FAIL_ON] = "fail_on",
                                                        [OG_SETTING_MAX_SIZE] = "max_size"};
    for (size_t i = 0; i < OG_SETTING_COUNT; i++) {
        og_buf_rewind(value);
        if (i == OG_SETTING_PROFILE)
            og_buf_text(value, og_profile_name(options->profile));
        else if (i == OG_SETTING_ARCHITECTURE)
            og_buf_text(value, options->architecture == NULL ? "(what the image says)"
                                                             : options->architecture);
        else if (i == OG_SETTING_FAIL_ON)
            og_buf_text(value, options->fail_on == OCIGATE_SEVERITY_OFF
                                   ? "never"
                                   : ocigate_severity_name(options->fail_on));
        else
            add_size(value, options->limits.value[OCIGATE_LIMIT_IMAGE_BYTES]);
        add_line(out, names[i], value, &options->origins[i], options->origins[i].is_set, caller);
    }
}

/* In the order in which they were given: the last that matches wins. */
static void add_overrides(og_buf *out, og_buf *value, const og_override *override,
                          const char *caller)
{
    size_t count = 0;
    for (const og_override *it = override; it != NULL; it = it->next)
        count++;
    for (; count > 0; count--) {
        const og_override *it = override;
        for (size_t i = 1; i < count; i++)
            it = it->next;
        og_buf_rewind(value);
        og_buf_format(value, "%s=%s", it->pattern, ocigate_severity_name(it->severity));
        add_line(out, "severity", value, &it->origin, true, caller);
    }
}

static void add_ignores(og_buf *out, og_buf *value, const ocigate_options *options,
                        const char *caller)
{
    for (const og_ignore *it = options->ignores; it != NULL; it = it->next) {
        og_buf_rewind(value);
        og_buf_text(value, it->rule);
        if (it->path != NULL)
            og_buf_format(value, " in %s", it->path);
        if (it->expires != NULL)
            og_buf_format(value, " %s %s",
                          og_ignore_is_expired(it, options->date) ? "ended on" : "until",
                          it->expires);
        og_buf_format(value, ": %s", it->reason);
        add_line(out, "ignore", value, &it->origin, true, caller);
    }
}

static void add_baseline(og_buf *out, og_buf *value, const og_baseline *baseline,
                         const char *caller)
{
    const og_origin origin = {.is_set = true};
    if (baseline->name == NULL)
        return;
    og_buf_rewind(value);
    og_buf_format(value, "%zu %s of %s", baseline->count,
                  baseline->count == 1 ? "finding" : "findings", baseline->name);
    add_line(out, "baseline", value, &origin, true, caller);
}

ocigate_status ocigate_render_policy(const ocigate_options *options, const char *caller,
                                     ocigate_write_function write, void *payload,
                                     ocigate_error *error)
{
    if (options == NULL || caller == NULL || write == NULL)
        return og_fail(error, OCIGATE_ERROR_ARGUMENT, 0, "options, caller or write is NULL");
    og_buf out, value, inert;
    og_buf_init(&out);
    og_buf_init(&inert);
    og_buf_init(&value);
    add_settings(&out, &value, options, caller);
    add_overrides(&out, &value, options->overrides, caller);
    add_ignores(&out, &value, options, caller);
    add_baseline(&out, &value, &options->baseline, caller);
    ocigate_status status = OCIGATE_OK;
    og_style_inert(&inert, og_buf_string(&out), out.length);
    if (out.failed || value.failed || inert.failed)
        status = og_fail_memory(error);
    else if (write(payload, inert.data, inert.length) != 0)
        status = og_fail(error, OCIGATE_ERROR_WRITE, 0, "the policy was not taken");
    og_buf_fini(&inert);
    og_buf_fini(&value);
    og_buf_fini(&out);
    return status;
}
