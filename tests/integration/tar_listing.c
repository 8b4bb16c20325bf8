/* Prints what the strict reader sees of a tar archive on standard input, for real_writers.py: a
   line for each entry, "type mode uid gid size path link", names as hex digits. Exit 1: refused. */
#include "blob/tar.h"
#include "support/bytes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void print_hex(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        (void)printf("%02x", (unsigned char)bytes[i]);
}

static void print_entry(const og_tar_entry *entry)
{
    (void)printf("%c %" PRIo32 " %" PRIu64 " %" PRIu64 " %" PRIu64 " ", entry->type, entry->mode,
                 entry->uid, entry->gid, entry->size);
    print_hex(entry->path, entry->path_length);
    (void)putchar(' ');
    print_hex(entry->link, entry->link_length);
    (void)putchar('\n');
}

/* False when the machine has stopped. */
static bool list(og_tar *tar, const uint8_t *in, size_t left)
{
    for (;;) {
        const uint8_t *data = NULL;
        size_t length = 0;
        og_tar_event event;
        test_require(og_tar_step(tar, &in, &left, &event, &data, &length, NULL) == OCIGATE_OK,
                     "cannot step");
        if (event == OG_TAR_ENTRY)
            print_entry(og_tar_current(tar));
        else if (event == OG_TAR_NEEDS_INPUT || event == OG_TAR_STOPPED)
            return event == OG_TAR_NEEDS_INPUT;
    }
}

int main(void)
{
    static uint8_t buffer[(size_t)64 * 1024];
    og_limits limits;
    og_limits_init(&limits);
    og_arena arena;
    og_arena_init(&arena);
    og_defects defects = {0};
    og_tar *tar = NULL;
    test_require(og_tar_new(&limits, &tar, NULL) == OCIGATE_OK, "out of memory");
    og_tar_start(tar, &arena, &defects);
    bool is_good = true;
    size_t length;
    while (is_good && (length = fread(buffer, 1, sizeof buffer, stdin)) > 0)
        is_good = list(tar, buffer, length);
    is_good = og_tar_finish(tar) && is_good;
    if (defects.first != NULL)
        (void)fprintf(stderr, "%s\n", defects.first->text);
    og_tar_free(tar);
    og_arena_fini(&arena);
    return is_good && fflush(stdout) == 0 ? 0 : 1;
}
