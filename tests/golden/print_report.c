/* usage: print_report FORMAT SAMPLE [PATH LINE]: a sample in a format, for the checks of what other
   programs read. Without arguments: the names of the samples. */
#include "golden/sample_programs.h"

#include <ocigate/render.h>

#include <stdio.h>
#include <stdlib.h>

static int write_out(void *payload, const void *bytes, size_t length)
{
    return fwrite(bytes, 1, length, payload) == length ? 0 : -1;
}

int main(int argc, char **argv)
{
    if (argc == 1) {
        for (size_t i = 0; sample_program_names[i] != NULL; i++)
            puts(sample_program_names[i]);
        return 0;
    }
    ocigate_report *report = argc >= 3 ? sample_program_report(argv[2]) : NULL;
    if (report == NULL)
        return 2;
    ocigate_render_options options;
    ocigate_render_options_init(&options, sizeof options);
    if (argc == 5) {
        options.location_path = argv[3];
        options.location_line = strtoull(argv[4], NULL, 10);
    }
    ocigate_error error = {0};
    const ocigate_status status =
        ocigate_render(report, argv[1], &options, write_out, stdout, &error);
    if (status != OCIGATE_OK)
        (void)fprintf(stderr, "%s\n", error.text);
    ocigate_report_free(report);
    return status == OCIGATE_OK && fflush(stdout) == 0 ? 0 : 1;
}
