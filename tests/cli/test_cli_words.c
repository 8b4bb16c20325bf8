#include "nearest.h"
#include "size.h"

#include <criterion/criterion.h>

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
        cr_expect(og_size_parse(good[i].text, &bytes), "%s", good[i].text);
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
        cr_expect(!og_size_parse(bad[i], &bytes), "%s", bad[i]);
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
                 {"", ""},
                 {"zzz", ""},
                 {"q", ""},
                 {"0123456789012345678901234567890123456789", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_str_eq(nearest_of(cases[i].word), cases[i].best, "%s: %s", cases[i].word,
                         nearest_of(cases[i].word));
}
