/* Three readers of tar against each other: whatever our strict reader accepts, libarchive and
   Python's tarfile must accept as well, and list the same entries.

   usage: tar_differential PYTHON SCRIPT [COUNT [FIRST]]

   Archives are numbered from FIRST; COUNT is 2,000, or 100,000 with OCIGATE_SLOW=1. The number of
   an archive that readers read differently makes it again: COUNT 1, FIRST that number.
   Names in PAX records are UTF-8 here: libarchive warns of others, whatever it reads. */
#include "differential/generator.h"
#include "differential/readers.h"
#include "support/bytes.h"

#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 200u

static const char *const feature_names[FEATURE_COUNT] = {
    [FEATURE_PAX_PATH] = "PAX path",
    [FEATURE_PAX_LINK] = "PAX linkpath",
    [FEATURE_PAX_SIZE] = "PAX size",
    [FEATURE_PAX_OTHER] = "other PAX keys",
    [FEATURE_GLOBAL] = "global PAX header",
    [FEATURE_LONG_NAME] = "L entry",
    [FEATURE_LONG_LINK] = "K entry",
    [FEATURE_PREFIX] = "ustar prefix",
    [FEATURE_BASE256_SIZE] = "base-256 size",
    [FEATURE_BASE256_OTHER] = "base-256 uid or mtime",
    [FEATURE_GNU] = "GNU header",
    [FEATURE_USTAR] = "ustar header",
    [FEATURE_NUL_TYPE] = "type NUL",
    [FEATURE_NAME_NOT_UTF8] = "name that is not UTF-8",
    [FEATURE_HARD_LINK] = "hard link",
    [FEATURE_SOFT_LINK] = "symbolic link",
    [FEATURE_DIRECTORY] = "directory",
    [FEATURE_DEVICE] = "device or fifo",
    [FEATURE_BODY] = "file with a body",
    [FEATURE_NO_END] = "no end blocks",
};

typedef struct counts {
    uint64_t generated, accepted, by_libarchive, by_python, differing;
    uint64_t disagreements;
    uint64_t features[FEATURE_COUNT];
} counts;

typedef struct reading {
    bool is_accepted;
    og_buf listing;
} reading;

static bool agrees(const reading *ours, const reading *other)
{
    return other->is_accepted && ours->listing.length == other->listing.length &&
           memcmp(og_buf_string(&ours->listing), og_buf_string(&other->listing),
                  ours->listing.length) == 0;
}

static void show_reading(const char *name, const reading *r)
{
    printf("  %s %s:\n%s", name, r->is_accepted ? "accepts" : "refuses",
           og_buf_string(&r->listing));
}

static void compare(uint64_t number, uint32_t features, const reading *ours, const reading *library,
                    const reading *script, counts *c)
{
    c->generated++;
    c->by_libarchive += library->is_accepted;
    c->by_python += script->is_accepted;
    c->differing += library->is_accepted && script->is_accepted && !agrees(library, script);
    if (!ours->is_accepted)
        return;
    c->accepted++;
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        c->features[i] += features >> i & 1;
    if (agrees(ours, library) && agrees(ours, script))
        return;
    c->disagreements++;
    printf("archive %" PRIu64 " is read differently\n", number);
    show_reading("ocigate", ours);
    show_reading("libarchive", library);
    show_reading("tarfile", script);
}

static void run_batch(const python *p, uint64_t first, size_t count, counts *c)
{
    og_buf archives[BATCH];
    uint32_t features[BATCH];
    for (size_t i = 0; i < count; i++) {
        og_buf_init(&archives[i]);
        features[i] = generate_tar(first + i, &archives[i]);
    }
    python_ask(p, archives, count);
    for (size_t i = 0; i < count; i++) {
        reading ours = {0}, library = {0}, script = {0};
        script.is_accepted = python_listing(p, &script.listing);
        ours.is_accepted = read_strict(&archives[i], &ours.listing);
        library.is_accepted = read_libarchive(&archives[i], &library.listing);
        compare(first + i, features[i], &ours, &library, &script, c);
        og_buf_fini(&ours.listing);
        og_buf_fini(&library.listing);
        og_buf_fini(&script.listing);
        og_buf_fini(&archives[i]);
    }
}

/* Is the run worth its name: enough was accepted, of every feature? */
static bool report(const counts *c)
{
    printf("generated %" PRIu64 ", accepted by ocigate %" PRIu64 ", by libarchive %" PRIu64
           ", by tarfile %" PRIu64 "\n"
           "accepted by libarchive and by tarfile, but read differently: %" PRIu64 "\n"
           "accepted by ocigate, but refused or read differently by another: %" PRIu64 "\n",
           c->generated, c->accepted, c->by_libarchive, c->by_python, c->differing,
           c->disagreements);
    bool is_good = c->disagreements == 0;
    const uint64_t least = c->generated / 200;
    printf("among the accepted, archives with:");
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        printf("%s %s %" PRIu64, i > 0 ? "," : "", feature_names[i], c->features[i]);
        if (c->features[i] < least) {
            printf(" (fewer than %" PRIu64 ")", least);
            is_good = false;
        }
    }
    printf("\n");
    return is_good;
}

int main(int argc, char **argv)
{
    test_require(argc >= 3, "usage: tar_differential PYTHON SCRIPT [COUNT [FIRST]]");
    /* libarchive gives no name that the locale cannot spell. */
    test_require(setlocale(LC_CTYPE, "C.UTF-8") != NULL, "no locale C.UTF-8");
    const char *slow = getenv("OCIGATE_SLOW");
    uint64_t left = slow != NULL && strcmp(slow, "1") == 0 ? 100000 : 2000;
    if (argc > 3)
        left = strtoull(argv[3], NULL, 10);
    uint64_t next = argc > 4 ? strtoull(argv[4], NULL, 10) : 1;
    python p;
    counts c = {0};
    python_start(&p, argv[1], argv[2]);
    while (left > 0) {
        const size_t count = left < BATCH ? (size_t)left : BATCH;
        run_batch(&p, next, count, &c);
        next += count;
        left -= count;
    }
    python_stop(&p);
    return report(&c) ? 0 : 1;
}
