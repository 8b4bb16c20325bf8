/* Writes the archive of the good image in the form of Docker 25 and later to standard output: the
   fixture docker-25-composed.tar, for which there is no such Docker on Debian 12. */
#include "support/image_builder.h"

#include <stdio.h>

int main(void)
{
    test_archive *archive = test_archive_new();
    (void)test_image_add(archive);
    test_archive_build(archive, TEST_FORM_DOCKER_25);
    og_buf bytes;
    og_buf_init(&bytes);
    test_archive_write(archive, TEST_PLAIN, &bytes);
    const bool is_good =
        !bytes.failed && fwrite(bytes.data, 1, bytes.length, stdout) == bytes.length;
    og_buf_fini(&bytes);
    test_archive_free(archive);
    return is_good && fflush(stdout) == 0 ? 0 : 1;
}
