#include "reports.h"

#include "choices.h"
#include "guard.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

struct og_report_file {
    const char *format, *path;
    bool is_open;
    og_target target;
};

/* The format in front of the =; false: complained. */
static bool find_format(const char *value, size_t length, const char **format)
{
    char name[32] = "";
    size_t index = 0;
    if (length < sizeof name)
        memcpy(name, value, length);
    if (length >= sizeof name || !og_choices_find(ocigate_render_format, name, &index)) {
        (void)og_choices_refuse("--report", length < sizeof name ? name : value,
                                ocigate_render_format);
        return false;
    }
    *format = ocigate_render_format(index);
    return true;
}

int og_reports_add(og_reports *reports, const char *value)
{
    const char *format = NULL;
    const char *path = strchr(value, '=');
    if (path == NULL || path == value || path[1] == '\0') {
        og_complain_parts((const char *const[]){
            "--report: ", value, " is not FORMAT=FILE, e.g. json=report.json", NULL});
        return OG_EXIT_USAGE;
    }
    if (!find_format(value, (size_t)(path - value), &format))
        return OG_EXIT_USAGE;
    path++;
    if (strcmp(path, "-") == 0) {
        og_complain("--report", "- is no file; standard output is what --format is for");
        return OG_EXIT_USAGE;
    }
    og_report_file *items = realloc(reports->items, (reports->count + 1) * sizeof *items);
    if (items == NULL) {
        og_complain("--report", "out of memory");
        return OG_EXIT_ERROR;
    }
    items[reports->count] = (og_report_file){.format = format, .path = path};
    reports->items = items;
    reports->count++;
    return 0;
}

bool og_reports_have(const og_reports *reports, const char *format)
{
    for (size_t i = 0; i < reports->count; i++) {
        if (strcmp(reports->items[i].format, format) == 0)
            return true;
    }
    return false;
}

bool og_reports_hold(const og_reports *reports, const char *path)
{
    for (size_t i = 0; i < reports->count; i++) {
        if (strcmp(reports->items[i].path, path) == 0 ||
            og_target_is_file(&reports->items[i].target, path))
            return true;
    }
    return false;
}

bool og_reports_write_to(const og_reports *reports, const og_target *target)
{
    for (size_t i = 0; i < reports->count; i++) {
        if (og_target_is_same(&reports->items[i].target, target))
            return true;
    }
    return false;
}

static int refuse(const og_report_file *file, const char *why, const char *other)
{
    og_complain_parts((const char *const[]){"--report: ", file->path, why, other, NULL});
    return OG_EXIT_USAGE;
}

/* The report would take the place of something else. */
static int refuse_place(const og_reports *reports, size_t index, const og_words *inputs)
{
    const og_report_file *file = &reports->items[index];
    for (size_t i = 0; i < index; i++) {
        if (og_target_is_same(&reports->items[i].target, &file->target))
            return refuse(file, " is the file of two reports", "");
    }
    for (int i = 0; i < inputs->count; i++) {
        if (og_target_is_file(&file->target, inputs->items[i]))
            return refuse(file, " would replace the input ", inputs->items[i]);
        if (og_target_is_inside(&file->target, inputs->items[i]))
            return refuse(file, " would be written into the input ", inputs->items[i]);
    }
    return 0;
}

int og_reports_open(og_reports *reports, const og_words *inputs)
{
    int worst = 0;
    for (size_t i = 0; i < reports->count; i++) {
        og_report_file *file = &reports->items[i];
        int status = og_target_open(&file->target, file->path);
        file->is_open = true;
        if (status == 0)
            status = refuse_place(reports, i, inputs);
        if (worst == 0 || status == OG_EXIT_USAGE)
            worst = status != 0 ? status : worst;
    }
    return worst;
}

static bool write_file(og_report_file *file, const ocigate_report *report,
                       const ocigate_render_options *options)
{
    ocigate_error error = {0};
    og_target_begin(&file->target);
    const ocigate_status status =
        ocigate_render(report, file->format, options, og_target_take, &file->target, &error);
    const bool is_written = og_target_end(&file->target, status == OCIGATE_OK);
    if (status < 0 && status != OCIGATE_ERROR_WRITE)
        og_complain_error(file->path, status, &error);
    return is_written;
}

int og_reports_write(og_reports *reports, const ocigate_report *report,
                     const ocigate_render_options *options)
{
    int status = 0;
    for (size_t i = 0; i < reports->count; i++) {
        if (!write_file(&reports->items[i], report, options))
            status = OG_EXIT_ERROR;
    }
    return status;
}

void og_reports_free(og_reports *reports)
{
    for (size_t i = 0; i < reports->count; i++) {
        if (reports->items[i].is_open)
            og_target_close(&reports->items[i].target);
    }
    free(reports->items);
    *reports = (og_reports){NULL, 0};
}
