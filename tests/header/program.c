/* The program of ocigate.h and a callback of each kind, valid as C11 and as C++17. */
#include <ocigate/ocigate.h>
#include <ocigate/ocigate.h> /* twice: the guards hold */

#include <stdio.h>

static int write_to_file(void *payload, const void *bytes, size_t length)
{
    return fwrite(bytes, 1, length, (FILE *)payload) == length ? 0 : 1;
}

static ptrdiff_t read_from_file(void *payload, void *buffer, size_t capacity)
{
    FILE *file = (FILE *)payload;
    const size_t length = fread(buffer, 1, capacity, file);
    return ferror(file) ? -1 : (ptrdiff_t)length;
}

int main(int argc, char **argv)
{
    ocigate_error error = {OCIGATE_OK, 0, ""};
    ocigate_options *options = ocigate_options_new();
    ocigate_report *report = NULL;
    if (options == NULL || ocigate_options_set_profile(options, "oci", &error) < 0 ||
        ocigate_options_set_limit(options, OCIGATE_LIMIT_LAYER_BYTES, 1024, &error) < 0 ||
        ocigate_report_new(options, &report, &error) < 0) {
        ocigate_options_free(options);
        return 3;
    }
    ocigate_options_free(options);
    ocigate_status status = argc > 1
                                ? ocigate_check_path(report, argv[1], NULL, &error)
                                : ocigate_check_stream(report, read_from_file, stdin, "-", &error);
    ocigate_render_options render;
    ocigate_render_options_init(&render, sizeof render);
    if (ocigate_render(report, "text", &render, write_to_file, stdout, &error) < 0)
        status = OCIGATE_ERROR_WRITE;
    const ocigate_verdict verdict = ocigate_report_verdict(report);
    ocigate_report_free(report);
    return status < 0 ? 3 : verdict == OCIGATE_VERDICT_PASS ? 0 : 1;
}
