/* The archives that real tools made: every one judged as fixtures/README.md says. */
#include "support/expect.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *file, *expected, *references;
    test_setup setup;
    size_t image_count;
} fixtures[] = {
    {"docker-20.10.tar", "", "app:1", {0}, 1},
    {"docker-20.10.tar.gz", "", "app:1", {0}, 1},
    {"docker-25-composed.tar", "", "app:1", {0}, 1},
    {"docker-bad-entrypoint.tar",
     "entrypoint-relative workdir-relative setting-ignored=I",
     "bad:1",
     {0},
     1},
    {"docker-bad-entrypoint.tar", "workdir-relative=W", "bad:1", {.profile = "oci"}, 1},
    {"podman-docker-archive.tar", "", "localhost/app:1", {0}, 1},
    {"podman-oci-archive.tar", "", "localhost/app:1", {0}, 1},
    {"podman-docker-dir", "layer-docker-uncompressed", NULL, {0}, 1},
    {"podman-docker-dir", "", NULL, {.profile = "oci"}, 1},
    {"podman-docker-dir-gzip", "", NULL, {0}, 1},
    {"podman-oci-dir", "", "localhost/app:1", {0}, 1},
    {"podman-multi-image.tar", "", "localhost/app:1", {0}, 2},
    {"podman-multi-image.tar", "", "localhost/app:2", {.reference = "localhost/app:2"}, 1},
    {"skopeo-oci-archive-zstd.tar", "layer-zstd=W", "app:1", {0}, 1},
    {"skopeo-oci-archive-zstd.tar", "", "app:1", {.profile = "oci"}, 1},
    {"skopeo-v2s2-dir", "layer-compression-mismatch=W", NULL, {0}, 1},
    {"umoci-two-tags", "", "1", {0}, 2},
    {"umoci-two-tags", "", "2", {.reference = "2"}, 1},
    {"buildah-multi-arch.tar", "index-multi-platform", "app:multi", {0}, 2},
    {"buildah-multi-arch.tar",
     "index-multi-platform=I",
     "app:multi",
     {.platform = "linux/amd64"},
     1},
    {"buildah-multi-arch.tar",
     "index-multi-platform=I",
     "app:multi",
     {.platform = "linux/arm64"},
     1},
    {"buildah-multi-arch.tar",
     "image-not-found index-multi-platform=I",
     NULL,
     {.platform = "linux/s390x"},
     0},
    {"containerd-v2s2.tar", "", "app:1", {0}, 1},
    {"containerd-v2s2.tar", "architecture-mismatch", "app:1", {.architecture = "arm64"}, 1},
};

Test(fixtures, are_judged_as_their_page_says)
{
    const char *root = getenv("OCIGATE_SOURCE_DIR");
    cr_assert_not_null(root);
    for (size_t i = 0; i < TEST_COUNT(fixtures); i++) {
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/fixtures/%s", root, fixtures[i].file);
        test_run run;
        test_run_path(&run, &fixtures[i].setup, path);
        const ocigate_result *result = ocigate_report_result(run.report, 0);
        cr_expect_eq(ocigate_result_image_count(result), fixtures[i].image_count, "%s: %zu images",
                     fixtures[i].file, ocigate_result_image_count(result));
        const char *reference = ocigate_image_reference(ocigate_result_image(result, 0), 0);
        if (fixtures[i].references == NULL)
            cr_expect_null(reference, "%s", fixtures[i].file);
        else
            cr_expect_str_eq(reference, fixtures[i].references, "%s: %s", fixtures[i].file,
                             reference);
        test_expect_run(&run, fixtures[i].expected, fixtures[i].file);
    }
}
