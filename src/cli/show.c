#include "show.h"

#include "github.h"
#include "guard.h"
#include "inputs.h"
#include "output.h"

int og_show_status(ocigate_verdict verdict)
{
    switch (verdict) {
    case OCIGATE_VERDICT_PASS:
        return OG_EXIT_PASS;
    case OCIGATE_VERDICT_FAIL:
        return OG_EXIT_FAIL;
    case OCIGATE_VERDICT_ERROR:
        break;
    }
    return OG_EXIT_ERROR;
}

int og_show_result(const og_check_settings *settings, const ocigate_report *report, size_t index)
{
    const ocigate_render_options options = og_inputs_render_options(settings);
    ocigate_error error = {0};
    return og_inputs_judge_rendering(ocigate_render_result(report, index, settings->format,
                                                           &options, og_output_write, NULL, &error),
                                     &error);
}

int og_show_report(const og_check_settings *settings, const char *format,
                   const ocigate_report *report)
{
    const ocigate_render_options options = og_inputs_render_options(settings);
    ocigate_error error = {0};
    return og_inputs_judge_rendering(
        ocigate_render(report, format, &options, og_output_write, NULL, &error), &error);
}

int og_show_summary(const og_check_settings *settings, const ocigate_report *report)
{
    const ocigate_render_options options = og_inputs_render_options(settings);
    ocigate_error error = {0};
    return og_inputs_judge_rendering(
        ocigate_render_summary(report, settings->format, &options, og_output_write, NULL, &error),
        &error);
}

/* What a file gets does not depend on the terminal beside it. */
int og_show_files(og_check_settings *settings, const ocigate_report *report)
{
    ocigate_render_options options = og_inputs_render_options(settings);
    options.has_color = false;
    options.columns = 0;
    if (options.verbosity == OCIGATE_VERBOSITY_QUIET)
        options.verbosity = OCIGATE_VERBOSITY_NORMAL;
    const char *summary = og_github_summary();
    if (summary != NULL && !og_reports_hold(&settings->reports, summary))
        og_github_summarize(report, &options);
    return og_reports_write(&settings->reports, report, &options);
}
