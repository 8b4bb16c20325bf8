#include "nearest.h"
#include "progress.h"

#include <ocigate/policy.h>
#include <criterion/criterion.h>
#include <string.h>

Test(cli_size, takes_bytes_and_one_unit)
{
    static const struct {
        const char *text;
        uint64_t bytes;
    } good[] = {{"0", 0},
                {"7", 7},
                {"7B", 7},
                {"007", 7},
                {"1kB", 1000},
                {"1KB", 1000},
                {"1KiB", 1024},
                {"500MB", UINT64_C(500000000)},
                {"500MiB", UINT64_C(524288000)},
                {"10GB", UINT64_C(10000000000)},
                {"10GiB", UINT64_C(10737418240)},
                {"10gib", UINT64_C(10737418240)},
                {"1TB", UINT64_C(1000000000000)},
                {"16777215TiB", UINT64_C(16777215) << 40},
                {"18446744073709551615", UINT64_MAX}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        uint64_t bytes = 1;
        cr_expect(ocigate_size_parse(good[i].text, &bytes), "%s", good[i].text);
        cr_expect_eq(bytes, good[i].bytes, "%s", good[i].text);
    }
}

Test(cli_size, refuses_everything_else)
{
    static const char *const bad[] = {"",
                                      "B",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1 GiB",
                                      "1.5GB",
                                      "1,000",
                                      "0x10",
                                      "1e3",
                                      "10G",
                                      "10Gi",
                                      "1GiBs",
                                      "1GBGB",
                                      "16777216TiB",
                                      "1EB",
                                      "18446744073709551616",
                                      "99999999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint64_t bytes = 42;
        cr_expect(!ocigate_size_parse(bad[i], &bytes), "%s", bad[i]);
        cr_expect_eq(bytes, 42, "%s", bad[i]);
    }
}

static const char *nearest_of(const char *word)
{
    static const char *const words[] = {"format", "quiet", "severity", "max-size",
                                        "max-layer-size"};
    og_nearest nearest;
    og_nearest_init(&nearest, word);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        og_nearest_try(&nearest, words[i]);
    return nearest.best == NULL ? "" : nearest.best;
}

Test(cli_nearest, finds_slips_of_the_finger_alone)
{
    static const struct {
        const char *word, *best;
    } cases[] = {{"format", "format"},
                 {"fromat", "format"},
                 {"formats", "format"},
                 {"frmat", "format"},
                 {"quite", "quiet"},
                 {"sevrity", "severity"},
                 {"max-sise", "max-size"},
                 {"max-layersize", "max-layer-size"},
                 {"max", "max-size"},
                 {"max-l", ""},
                 {"max-layer", "max-layer-size"},
                 {"ma", ""},
                 {"sev", ""},
                 {"FORMAT", "format"},
                 {"Foramt", "format"},
                 {"MAX-SISE", "max-size"},
                 {"", ""},
                 {"zzz", ""},
                 {"q", ""},
                 {"0123456789012345678901234567890123456789", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_str_eq(nearest_of(cases[i].word), cases[i].best, "%s: %s", cases[i].word,
                         nearest_of(cases[i].word));
}

Test(cli_progress, says_bytes_rate_and_time_left)
{
    static const struct {
        uint64_t done, total;
        double seconds;
        const char *line;
    } cases[] = {
        {0, 0, 0, "0 B"},
        {0, 1000, 1, "0 %, 0 B of 1.0 kB"},
        {999, 0, 1, "999 B, 999 B/s"},
        {1000, 0, 2, "1.0 kB, 500 B/s"},
        {9949, 0, 0, "9.9 kB"},
        {9950, 0, 0, "10 kB"},
        {999499, 0, 0, "999 kB"},
        {999500, 0, 0, "1.0 MB"},
        {412000000, 1200000000, 0.5, "34 %, 412 MB of 1.2 GB, 824 MB/s, 1 s left"},
        {1000, 60000, 1, "2 %, 1.0 kB of 60 kB, 1.0 kB/s, 59 s left"},
        {1000, 61000, 1, "2 %, 1.0 kB of 61 kB, 1.0 kB/s, 1 min left"},
        {1000, 61001, 1, "2 %, 1.0 kB of 61 kB, 1.0 kB/s, 2 min left"},
        {1000, 1000, 1, "100 %, 1.0 kB of 1.0 kB, 1.0 kB/s, 0 s left"},
        {1100, 1000, 1, "100 %, 1.0 kB of 1.0 kB, 1.0 kB/s, 0 s left"},
        {UINT64_MAX, 0, 1, "18 EB, 18 EB/s"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[80];
        const size_t length =
            og_progress_format(line, sizeof line, cases[i].done, cases[i].total, cases[i].seconds);
        cr_expect_str_eq(line, cases[i].line, "%s", line);
        cr_expect_eq(length, strlen(line));
        char cut[9];
        cr_expect_leq(
            og_progress_format(cut, sizeof cut, cases[i].done, cases[i].total, cases[i].seconds),
            8);
        cr_expect_eq(strncmp(cut, line, strlen(cut)), 0);
    }
}
