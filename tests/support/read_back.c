#include "support/read_back.h"

#include "render/number.h"
#include "report/report.h"
#include "support/bytes.h"
#include "support/report_match.h"

#include <string.h>

void test_report_write(const ocigate_report *report, const char *format, og_buf *out)
{
    ocigate_render_options options;
    ocigate_render_options_init(&options, sizeof options);
    options.verbosity = OCIGATE_VERBOSITY_VERBOSE;
    const ocigate_status status =
        ocigate_render(report, format, &options, test_write_to_buf, out, NULL);
    test_require(status == OCIGATE_OK, "%s cannot be rendered", format);
}

ocigate_report *test_report_read(const char *bytes, size_t length, ocigate_status *status,
                                 ocigate_error *error)
{
    ocigate_report *report = NULL;
    test_require(ocigate_report_new(NULL, &report, NULL) == OCIGATE_OK, "out of memory");
    *error = (ocigate_error){0};
    *status = ocigate_report_read(report, bytes, length, error);
    return report;
}

static bool is_same(const char *format, const og_buf *a, const og_buf *b, og_buf *why)
{
    const char *from = og_buf_string(a), *to = og_buf_string(b);
    if (strcmp(from, to) == 0)
        return true;
    size_t start = 0;
    for (size_t i = 0; from[i] == to[i] && from[i] != '\0'; i++) {
        if (from[i] == '\n')
            start = i + 1;
    }
    og_buf_format(why, "\n %s, read back: \"%.*s\" became \"%.*s\"", format,
                  (int)strcspn(from + start, "\n"), from + start, (int)strcspn(to + start, "\n"),
                  to + start);
    return false;
}

bool test_reports_are_same(const ocigate_report *a, const ocigate_report *b, og_buf *why)
{
    bool is_good = true;
    const char *format;
    for (size_t i = 0; (format = ocigate_render_format(i)) != NULL; i++) {
        og_buf from, to;
        og_buf_init(&from);
        og_buf_init(&to);
        test_report_write(a, format, &from);
        test_report_write(b, format, &to);
        is_good = is_same(format, &from, &to, why) && is_good;
        og_buf_fini(&from);
        og_buf_fini(&to);
    }
    return is_good;
}

static bool document_reads_back(const ocigate_report *report, og_buf *why)
{
    og_buf written;
    og_buf_init(&written);
    test_report_write(report, "json", &written);
    ocigate_status status = OCIGATE_OK;
    ocigate_error error;
    ocigate_report *read =
        test_report_read(og_buf_string(&written), written.length, &status, &error);
    bool is_good = status == OCIGATE_OK;
    if (is_good)
        is_good = test_reports_are_same(report, read, why);
    else
        og_buf_format(why, "\n json cannot be read back: %s", error.text);
    ocigate_report_free(read);
    og_buf_fini(&written);
    return is_good;
}

/* The lines hold what the elements of the document hold: written again they are the same. */
static bool lines_read_back(const ocigate_report *report, og_buf *why)
{
    og_buf written, again;
    og_buf_init(&written);
    og_buf_init(&again);
    test_report_write(report, "jsonl", &written);
    ocigate_status status = OCIGATE_OK;
    ocigate_error error;
    ocigate_report *read =
        test_report_read(og_buf_string(&written), written.length, &status, &error);
    test_report_write(read, "jsonl", &again);
    if (status != OCIGATE_OK)
        og_buf_format(why, "\n jsonl cannot be read back: %s", error.text);
    const bool is_good = status == OCIGATE_OK && is_same("jsonl", &written, &again, why);
    ocigate_report_free(read);
    og_buf_fini(&written);
    og_buf_fini(&again);
    return is_good;
}

bool test_report_reads_back(ocigate_report *report, og_buf *why)
{
    for (ocigate_result *result = report->results; result != NULL; result = result->next)
        result->seconds = (double)og_number_microseconds(result->seconds) / 1e6;
    const bool is_good = document_reads_back(report, why);
    return lines_read_back(report, why) && is_good;
}
