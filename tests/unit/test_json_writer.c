#include "render/json_writer.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

static void write_sample(og_buf *out, bool is_pretty)
{
    og_json_writer json;
    og_json_writer_init(&json, out, is_pretty);
    og_json_put_object_begin(&json, NULL);
    og_json_put_string(&json, "text", "a \"b\" \\ \n\x01\x7f");
    og_json_put_string(&json, "none", NULL);
    og_json_put_uint(&json, "most", UINT64_MAX);
    og_json_put_int(&json, "least", INT64_MIN);
    og_json_put_bool(&json, "yes", true);
    og_json_put_seconds(&json, "seconds", 0.21);
    og_json_put_array_begin(&json, "empty");
    og_json_put_array_end(&json);
    og_json_put_array_begin(&json, "list");
    og_json_put_uint(&json, NULL, 1);
    og_json_put_object_begin(&json, NULL);
    og_json_put_object_end(&json);
    og_json_put_array_end(&json);
    og_json_put_object_end(&json);
}

Test(json_writer, writes_one_line)
{
    og_buf out;
    og_buf_init(&out);
    write_sample(&out, false);
    cr_expect_str_eq(og_buf_string(&out),
                     "{\"text\":\"a \\\"b\\\" \\\\ \\n\\u0001\\u007f\",\"none\":null,"
                     "\"most\":18446744073709551615,\"least\":-9223372036854775808,\"yes\":true,"
                     "\"seconds\":0.21,\"empty\":[],\"list\":[1,{}]}");
    og_buf_fini(&out);
}

Test(json_writer, indents_by_two_spaces)
{
    og_buf out;
    og_buf_init(&out);
    write_sample(&out, true);
    cr_expect_not_null(strstr(og_buf_string(&out), "{\n  \"text\": \"a "));
    cr_expect_not_null(strstr(og_buf_string(&out), "\n  \"empty\": [],\n"));
    cr_expect_not_null(strstr(og_buf_string(&out), "\n  \"list\": [\n    1,\n    {}\n  ]\n}"));
    og_buf_fini(&out);
}

/* Every byte, alone and behind a number sign, comes back as itself or as U+FFFD. */
Test(json_writer, every_byte_is_valid_json)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        const char text[] = {'#', (char)byte, '#', '#'};
        og_buf out;
        og_buf_init(&out);
        og_json_writer json;
        og_json_writer_init(&json, &out, false);
        og_json_put_array_begin(&json, NULL);
        og_json_put_bytes(&json, NULL, text, sizeof text);
        og_json_put_array_end(&json);
        json_error_t error;
        json_t *parsed = json_loads(og_buf_string(&out), JSON_ALLOW_NUL, &error);
        cr_assert_not_null(parsed, "byte %u: %s", byte, error.text);
        const json_t *string = json_array_get(parsed, 0);
        const char *value = json_string_value(string);
        if (byte < 0x80)
            cr_expect(json_string_length(string) == 4 && value[1] == (char)byte, "byte %u", byte);
        else
            cr_expect_str_eq(value, "#\xef\xbf\xbd##", "byte %u", byte);
        cr_expect_null(strstr(og_buf_string(&out), "##"), "byte %u", byte);
        json_decref(parsed);
        og_buf_fini(&out);
    }
}

Test(json_writer, keeps_valid_utf8_and_escapes_what_ends_a_line)
{
    og_buf out;
    og_buf_init(&out);
    og_json_writer json;
    og_json_writer_init(&json, &out, false);
    og_json_put_string(&json, NULL,
                       "caf\xc3\xa9 \xf0\x9f\x90\x8b \xe2\x80\xa8 \xc2\x85 \xed\xa0\x80");
    cr_expect_str_eq(og_buf_string(&out), "\"caf\xc3\xa9 \xf0\x9f\x90\x8b \\u2028 \\u0085 "
                                          "\\ufffd\\ufffd\\ufffd\"");
    og_buf_fini(&out);
}

/* A mistake of ours must not become a broken report. */
Test(json_writer, refuses_to_nest_without_end)
{
    og_buf out;
    og_buf_init(&out);
    og_json_writer json;
    og_json_writer_init(&json, &out, false);
    for (size_t i = 0; i + 1 < OG_JSON_DEPTH_MAX; i++)
        og_json_put_array_begin(&json, NULL);
    cr_expect(!out.failed);
    og_json_put_array_begin(&json, NULL);
    cr_expect(out.failed);
    og_buf_fini(&out);
    og_json_writer_init(&json, &out, false);
    og_json_put_array_end(&json);
    cr_expect(out.failed);
    og_buf_fini(&out);
}
