#include "unit/blob_run.h"

#include <criterion/criterion.h>
#include <string.h>

Test(blob_json, knows_documents_by_their_first_character)
{
    static const struct {
        const char *bytes;
        bool is_json;
    } heads[] = {
        {"{}", true},
        {"[]", true},
        {"  \t\r\n{", true},
        {"{ not json", true},
        {"\xef\xbb\xbf{}", true},
        {"\xef\xbb\xbf [", true},
        {"\xef\xbb\xbf", false},
        {"\"text\"", false},
        {"12", false},
        {"null", false},
        {"  ", false},
        {"\v{}", false},
        {"x{}", false},
    };
    fixture f;
    open_fixture(&f, &rootfs);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        og_buf data = {0};
        og_buf_text(&data, heads[i].bytes);
        const og_blob_facts *facts = read_blob(&f, &data, 0);
        cr_assert_eq(facts->content == OG_CONTENT_JSON, heads[i].is_json, "row %zu", i);
        if (heads[i].is_json) {
            cr_assert_str_eq(facts->json, heads[i].bytes);
            cr_assert_eq(facts->json_length, data.length);
            cr_assert_eq(facts->plain_size, data.length);
        } else {
            cr_assert_null(facts->json);
        }
        og_buf_fini(&data);
    }
    close_fixture(&f);
}

Test(blob_json, takes_a_tar_whose_first_name_is_a_brace_for_a_tar)
{
    fixture f;
    og_buf data = {0};
    add_entry(&data, '0', "{}", "");
    add_end(&data);
    open_fixture(&f, &rootfs);
    const og_blob_facts *facts = read_blob(&f, &data, 1);
    cr_assert_eq(facts->content, OG_CONTENT_TAR);
    cr_assert_null(facts->json);
    cr_assert(facts->is_walked);
    close_fixture(&f);
    og_buf_fini(&data);
}

Test(blob_json, keeps_a_document_at_the_limit_and_drops_one_above)
{
    static const ocigate_depth depths[] = {OCIGATE_DEPTH_ROOTFS, OCIGATE_DEPTH_MANIFEST};
    for (size_t d = 0; d < 2; d++) {
        const setup s = {depths[d], OCIGATE_LIMIT_DOCUMENT_BYTES, 2000};
        for (size_t size = 2000; size <= 2001; size++) {
            og_buf data = {0};
            og_buf_char(&data, '{');
            while (data.length < size)
                og_buf_char(&data, ' ');
            for (size_t p = 0; p < BLOB_PIECE_COUNT; p++) {
                fixture f;
                open_fixture(&f, &s);
                const og_blob_facts *facts = read_blob(&f, &data, blob_pieces[p]);
                cr_assert_eq(facts->content, OG_CONTENT_JSON);
                cr_assert_eq(facts->json != NULL, size == 2000);
                cr_assert_eq(facts->json_is_too_large, size > 2000);
                cr_assert_eq(count_defects(facts), 0);
                /* At depth manifest, a large one is not read for its digest alone. */
                cr_assert_eq(facts->digest.algorithm != OG_ALGORITHM_NONE, size == 2000 || d == 0);
                cr_assert_eq(f.json_bytes_left, f.limits.value[OCIGATE_LIMIT_DOCUMENTS_BYTES] -
                                                    (size == 2000 ? 2000 : 0));
                close_fixture(&f);
            }
            og_buf_fini(&data);
        }
    }
}

Test(blob_json, keeps_documents_while_their_budget_lasts)
{
    const setup s = {OCIGATE_DEPTH_ROOTFS, OCIGATE_LIMIT_DOCUMENTS_BYTES, 5};
    fixture f;
    og_buf two = {0};
    og_buf three = {0};
    og_buf_text(&two, "{}");
    og_buf_text(&three, "{ }");
    open_fixture(&f, &s);
    cr_assert_not_null(read_blob(&f, &two, 0)->json);
    cr_assert_not_null(read_blob(&f, &three, 0)->json);
    cr_assert_eq(f.json_bytes_left, 0);
    const og_blob_facts *facts = read_blob(&f, &two, 0);
    cr_assert_null(facts->json);
    cr_assert(facts->json_is_too_large);
    cr_assert_eq(facts->defects.count[OG_DEFECT_LIMIT], 1);
    cr_assert(strstr(facts->defects.first->text, "documents-bytes") != NULL);
    cr_assert(is_digest_of(&f, &facts->digest, &two));
    close_fixture(&f);
    og_buf_fini(&two);
    og_buf_fini(&three);
}
