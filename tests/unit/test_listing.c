/* Two listings of one archive: each way in which they can differ, and that no other is told. */
#include "container/listing.h"

#include <criterion/criterion.h>
#include <string.h>

static const og_listed same[] = {
    {"oci-layout", NULL, OG_MEMBER_FILE, 30},
    {"blobs/", NULL, OG_MEMBER_DIRECTORY, 0},
    {"layer.tar", "../a/layer.tar", OG_MEMBER_SYMLINK, 0},
    {"second", "oci-layout", OG_MEMBER_HARDLINK, 0},
    {"caf\xc3\xa9", NULL, OG_MEMBER_FILE, 1},
};
#define MEMBERS (sizeof same / sizeof same[0])

typedef struct both {
    og_archive archive;
    og_member members[MEMBERS];
    og_listed theirs[MEMBERS + 1];
    size_t count;
} both;

static void both_init(both *b)
{
    memset(b, 0, sizeof *b);
    b->count = MEMBERS;
    for (size_t i = 0; i < MEMBERS; i++) {
        b->theirs[i] = same[i];
        b->members[i] = (og_member){.raw_name = same[i].name,
                                    .link = same[i].link,
                                    .type = same[i].type,
                                    .size = same[i].size,
                                    .next = i + 1 < MEMBERS ? &b->members[i + 1] : NULL};
    }
    b->archive.members = &b->members[0];
}

static void keep(both *b)
{
    (void)b;
}

static void other_name(both *b)
{
    b->theirs[0].name = "index.json";
}

static void other_size(both *b)
{
    b->theirs[0].size = 31;
}

static void other_type(both *b)
{
    b->theirs[0].type = OG_MEMBER_DIRECTORY;
}

static void other_target(both *b)
{
    b->theirs[2].link = "../b/layer.tar";
}

static void no_target(both *b)
{
    b->theirs[3].link = NULL;
}

static void one_more(both *b)
{
    b->theirs[b->count++] = (og_listed){"manifest.json", NULL, OG_MEMBER_FILE, 2};
}

static void one_less(both *b)
{
    b->count--;
}

static void none(both *b)
{
    b->count = 0;
}

static void no_name(both *b)
{
    b->theirs[0].name = NULL;
}

static void name_with_question_marks(both *b)
{
    b->theirs[4].name = "caf??";
}

static void decomposed_name(both *b)
{
    b->theirs[4].name = "cafe\xcc\x81";
}

static void other_target_beyond_ascii(both *b)
{
    b->members[2].link = "caf\xc3\xa9";
    b->theirs[2].link = "caf\xc3\xa8";
}

static void slashes(both *b)
{
    b->members[0].raw_name = "a//b";
    b->theirs[0].name = "a/b";
}

static void leading_slash(both *b)
{
    b->theirs[0].name = "/oci-layout";
}

static void ascii_instead(both *b)
{
    b->theirs[4].name = "manifest.json";
}

static void no_slash(both *b)
{
    b->theirs[1].name = "blobs";
}

static void size_of_a_directory(both *b)
{
    b->theirs[1].size = 4096;
}

static const struct {
    const char *name;
    void (*change)(both *b);
    const char *problem;
    const char *text; /* "": they agree */
} cases[] = {
    {"the same", keep, NULL, ""},
    {"a slash at the end", no_slash, NULL, ""},
    {"the size of a directory", size_of_a_directory, NULL, ""},
    {"another name", other_name, NULL, "libarchive gives this member the name index.json"},
    {"no name", no_name, NULL, "libarchive gives this member the name (none)"},
    {"another size", other_size, NULL, "libarchive reads another size of this member"},
    {"another type", other_type, NULL, "libarchive reads another type of this member"},
    {"another target", other_target, NULL, "libarchive reads another link target of this member"},
    {"no target", no_target, NULL, "libarchive reads another link target of this member"},
    {"one more", one_more, NULL,
     "libarchive lists a member manifest.json that this reader does not see"},
    {"one less", one_less, NULL, "libarchive does not see the member caf\xc3\xa9"},
    {"none", none, NULL, "libarchive does not see the member oci-layout"},
    {"it gives up", keep, "damaged", "libarchive refuses the archive: damaged"},
    {"a name with question marks", name_with_question_marks, NULL,
     "libarchive gives this member the name caf??"},
    {"a decomposed name", decomposed_name, NULL,
     "libarchive gives this member the name cafe\xcc\x81"},
    {"another target beyond ASCII", other_target_beyond_ascii, NULL,
     "libarchive reads another link target of this member"},
    {"two slashes", slashes, NULL, ""},
    {"a leading slash", leading_slash, NULL, "libarchive gives this member the name /oci-layout"},
    {"an ASCII name instead", ascii_instead, NULL,
     "libarchive gives this member the name manifest.json"},
};

Test(listing, tells_every_difference)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        both b;
        both_init(&b);
        cases[i].change(&b);
        og_listing listing;
        og_listing_start(&listing, &b.archive);
        for (size_t j = 0; j < b.count; j++)
            og_listing_take(&listing, &b.theirs[j]);
        og_listing_end(&listing, cases[i].problem);
        cr_expect_eq(listing.differs, cases[i].text[0] != '\0', "%s", cases[i].name);
        cr_expect_str_eq(listing.text, cases[i].text, "%s: %s", cases[i].name, listing.text);
    }
}

/* Only the first difference is told: behind it everything is shifted. */
Test(listing, tells_the_first_difference)
{
    both b;
    both_init(&b);
    og_listing listing;
    og_listing_start(&listing, &b.archive);
    for (size_t j = 1; j < b.count; j++)
        og_listing_take(&listing, &b.theirs[j]);
    og_listing_end(&listing, "damaged");
    cr_expect(listing.differs);
    cr_expect_eq(listing.at, &b.members[0]);
    cr_expect_str_eq(listing.text, "libarchive gives this member the name blobs/");
}

static const struct {
    const char *ours, *theirs;
    bool is_same;
} pairs[] = {
    {"a", "a", true},       {"a/", "a", true},       {"a", "a//", true},   {"a//b", "a/b", true},
    {"a/b//", "a/b", true}, {"/", "/", true},        {"//", "/", true},    {"/", "", false},
    {"", "", true},         {"/a", "a", false},      {"//a", "/a", true},  {"a", "ab", false},
    {"ab", "a", false},     {"a/b", "ab", false},    {"a/", "a/b", false}, {"\xe9", "\xe9", true},
    {"\xe9", "?", false},   {"\xe9", "\xe8", false}, {"a", NULL, false},
};

Test(listing, names_are_bytes_and_slashes)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        cr_expect_eq(og_listing_name_is_same(pairs[i].ours, pairs[i].theirs), pairs[i].is_same,
                     "row %zu", i);
}
