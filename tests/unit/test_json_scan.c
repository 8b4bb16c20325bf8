#include "document/json_scan.h"

#include "document_support.h"

#include <jansson.h>

typedef struct scanned {
    og_arena arena;
    og_limits limits;
    og_defects defects;
    bool is_good;
    og_buf shown;
} scanned;

static void scan_bytes(scanned *s, const char *bytes, size_t length)
{
    char *copy = malloc(length > 0 ? length : 1);
    cr_assert_not_null(copy);
    if (length > 0)
        memcpy(copy, bytes, length);
    ocigate_error error = {0};
    s->defects = (og_defects){0};
    cr_assert_eq(
        og_json_scan_text(copy, length, &s->limits, &s->arena, &s->defects, &s->is_good, &error),
        OCIGATE_OK);
    free(copy);
    show_defects(&s->defects, &s->shown);
}

static void scanned_init(scanned *s)
{
    memset(s, 0, sizeof *s);
    og_arena_init(&s->arena);
    og_limits_init(&s->limits);
}

static void scanned_fini(scanned *s)
{
    og_arena_fini(&s->arena);
    og_buf_fini(&s->shown);
}

Test(json_scan, takes_every_form_of_a_value)
{
    static const char *const texts[] = {
        "{}",
        "[]",
        "\"\"",
        "0",
        "-0",
        "-1",
        "10",
        "1.5",
        "0.5",
        "1e3",
        "1E+3",
        "1.25e-7",
        "true",
        "false",
        "null",
        " \t\r\n[ ] \n",
        "[[],{}]",
        "{\"\":0}",
        "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
        "[\"\\u00e9\\uD83D\\uDE00\"]",
        "[\"\xc3\xa9\xf0\x9f\x98\x80\x7f\"]",
        "[\"\\ud800\\udc00\"]",
        "{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        scanned s;
        scanned_init(&s);
        scan_bytes(&s, texts[i], strlen(texts[i]));
        cr_expect(s.is_good, "%s: %s", texts[i], og_buf_string(&s.shown));
        cr_expect_null(s.defects.first, "%s", texts[i]);
        scanned_fini(&s);
    }
}

static const struct {
    const char *text;
    const char *expected;
    const char *message;
} wrong_texts[] = {
    {"", "invalid 1:1", "the document is empty"},
    {" \n ", "invalid 2:2", "the document is empty"},
    {"{", "invalid 1:2", "ends where a key in quotes or '}' is expected"},
    {"[", "invalid 1:2", "ends where a value or ']' is expected"},
    {"[1,", "invalid 1:4", "ends where a value is expected"},
    {"[1", "invalid 1:3", "ends where ',' or ']' is expected"},
    {"[,]", "invalid 1:2", ", where a value or ']' is expected"},
    {"[1,]", "invalid 1:4", "] where a value is expected"},
    {"[1 2]", "invalid 1:4", "2 where ',' or ']' is expected"},
    {"[1}", "invalid 1:3", "} where ',' or ']' is expected"},
    {"{]", "invalid 1:2", "] where a key in quotes or '}' is expected"},
    {"{1:2}", "invalid 1:2", "1 where a key in quotes or '}' is expected"},
    {"{\"a\"}", "invalid 1:5", "} where ':' behind the key is expected"},
    {"{\"a\":}", "invalid 1:6", "} where a value is expected"},
    {"{\"a\":1,}", "invalid 1:8", "} where a key in quotes is expected"},
    {"{\"a\":1\n\"b\":2}", "invalid 2:1", "\"b\" where ',' or '}' is expected"},
    {"{\"a\" 1}", "invalid 1:6", "1 where ':' behind the key is expected"},
    {":", "invalid 1:1", ": where a value is expected"},
    {"]", "invalid 1:1", "] where a value is expected"},
    {"[1 \"a string of more than 24 bytes\"]", "invalid 1:4",
     "\"a string of more than 2... where ',' or ']' is expected"},
    {"{}{}", "invalid 1:3", "bytes after the JSON value"},
    {"{} x", "invalid 1:4", "bytes after the JSON value"},
    {"{}]", "invalid 1:3", "bytes after the JSON value"},
    {"{}\n,", "invalid 2:1", "bytes after the JSON value"},
    {"1 \"", "invalid 1:3", "bytes after the JSON value"},
    {"01", "invalid 1:1", "a number that JSON does not allow"},
    {"[-]", "invalid 1:2", "a number that JSON does not allow"},
    {"[+1]", "invalid 1:2", "a number that JSON does not allow"},
    {"[1.]", "invalid 1:2", "a number that JSON does not allow"},
    {"[.5]", "invalid 1:2", "a number that JSON does not allow"},
    {"[1e]", "invalid 1:2", "a number that JSON does not allow"},
    {"[1e+]", "invalid 1:2", "a number that JSON does not allow"},
    {"[0x1]", "invalid 1:2", "a number that JSON does not allow"},
    {"[True]", "invalid 1:2", "a word that is not true, false or null"},
    {"[nul]", "invalid 1:2", "a word that is not true, false or null"},
    {"[NaN]", "invalid 1:2", "a word that is not true, false or null"},
    {"['a']", "invalid 1:2", "a character that no value can start with"},
    {"[/**/]", "invalid 1:2", "a character that no value can start with"},
    {"[\xc2\xa0]", "invalid 1:2", "a character that no value can start with"},
    {"[\"a]", "invalid 1:2", "a string without an end"},
    {"[\"a\\", "invalid 1:4", "a string without an end"},
    {"[\"a\tb\"]", "invalid 1:4", "a control character in a string"},
    {"[\"\n\"]", "invalid 1:3", "a control character in a string"},
    {"[\"\\x41\"]", "invalid 1:3", "an escape that JSON does not have"},
    {"[\"\\u12\"]", "invalid 1:3", "\\u without four hexadecimal digits"},
    {"[\"\\u12g4\"]", "invalid 1:3", "\\u without four hexadecimal digits"},
    {"[\"\\u00", "invalid 1:3", "\\u without four hexadecimal digits"},
    {"[\"a\\u0000b\"]", "invalid 1:4", "\\u0000 in a string, where many readers would end it"},
    {"{\"a\\u0000\":1}", "invalid 1:4", "\\u0000 in a string, where many readers would end it"},
    {"[\"\\ud800\"]", "invalid 1:3", "half of a surrogate pair"},
    {"[\"\\ud800\\u0041\"]", "invalid 1:3", "half of a surrogate pair"},
    {"[\"\\udc00\"]", "invalid 1:3", "half of a surrogate pair"},
    {"[\"\xff\"]", "invalid 1:3", "a byte that is no UTF-8"},
    {"[\"\xc3\xa9\xc3\"]", "invalid 1:4", "a byte that is no UTF-8"},
    {"[\"\xc0\xaf\"]", "invalid 1:3", "a byte that is no UTF-8"},
    {"[\"\xed\xa0\x80\"]", "invalid 1:3", "a byte that is no UTF-8"},
    {"[\xff]", "invalid 1:2", "a byte that is no UTF-8"},
    {"\xff\xfe{", "invalid 1:1", "a byte that is no UTF-8"},
    {"\xef\xbb\xbf{}", "invalid 1:1", "a byte order mark before the JSON value"},
};

Test(json_scan, says_where_a_text_is_wrong)
{
    for (size_t i = 0; i < COUNT_OF(wrong_texts); i++) {
        scanned s;
        scanned_init(&s);
        scan_bytes(&s, wrong_texts[i].text, strlen(wrong_texts[i].text));
        cr_expect_not(s.is_good, "%s", wrong_texts[i].text);
        cr_expect_str_eq(og_buf_string(&s.shown), wrong_texts[i].expected, "%s: %s",
                         wrong_texts[i].text, og_buf_string(&s.shown));
        if (s.defects.first != NULL)
            cr_expect_str_eq(s.defects.first->text, wrong_texts[i].message, "%s: %s",
                             wrong_texts[i].text, s.defects.first->text);
        scanned_fini(&s);
    }
}

Test(json_scan, sees_a_zero_byte_anywhere)
{
    scanned s;
    scanned_init(&s);
    scan_bytes(&s, "{}\0", 3);
    cr_expect_str_eq(og_buf_string(&s.shown), "invalid 1:3");
    scan_bytes(&s, "[1\0]", 4);
    cr_expect_str_eq(og_buf_string(&s.shown), "invalid 1:3");
    scan_bytes(&s, "{\"a\0\":1}", 8);
    cr_expect_str_eq(og_buf_string(&s.shown), "invalid 1:4");
    scan_bytes(&s, "[\"\\\0\"]", 6);
    cr_expect_str_eq(og_buf_string(&s.shown), "invalid 1:3");
    scanned_fini(&s);
}

static void scan_nested(scanned *s, size_t levels)
{
    char *text = malloc(levels * 2 + 1);
    cr_assert_not_null(text);
    memset(text, '[', levels);
    memset(text + levels, ']', levels);
    scan_bytes(s, text, levels * 2);
    free(text);
}

Test(json_scan, limits_the_depth)
{
    static const struct {
        uint64_t limit;
        size_t levels;
        bool is_good;
    } cases[] = {
        {64, 64, true},       {64, 65, false},       {64, 2048, false},
        {64, 2000000, false}, {1, 1, true},          {1, 2, false},
        {0, 1, false},        {2048, 2048, true},    {2048, 2049, false},
        {100000, 2048, true}, {100000, 2049, false}, {UINT64_MAX, 100000, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        scanned s;
        scanned_init(&s);
        s.limits.value[OCIGATE_LIMIT_JSON_DEPTH] = cases[i].limit;
        scan_nested(&s, cases[i].levels);
        cr_expect_eq(s.is_good, cases[i].is_good, "%zu levels", cases[i].levels);
        cr_expect_eq(og_defects_have(&s.defects, OG_DEFECT_LIMIT), !cases[i].is_good);
        scanned_fini(&s);
    }
}

Test(json_scan, names_the_limit_and_the_place)
{
    scanned s;
    scanned_init(&s);
    scan_nested(&s, 65);
    cr_expect_str_eq(og_buf_string(&s.shown), "limit 1:65");
    cr_expect_str_eq(s.defects.first->text, "more than 64 levels of JSON (--limit json-depth=N)");
    s.limits.value[OCIGATE_LIMIT_JSON_TOKENS] = 3;
    scan_bytes(&s, "[1,\n2,3]", 8);
    cr_expect_str_eq(og_buf_string(&s.shown), "limit 2:3");
    cr_expect_str_eq(s.defects.first->text, "more than 3 tokens of JSON (--limit json-tokens=N)");
    scanned_fini(&s);
}

Test(json_scan, counts_values_and_keys_as_tokens)
{
    static const struct {
        const char *text;
        uint64_t tokens;
    } cases[] = {{"0", 1}, {"[]", 1}, {"[[],{}]", 3}, {"{\"a\":1}", 3}, {"[1,\"x\",null]", 4}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (uint64_t less = 0; less < 2; less++) {
            scanned s;
            scanned_init(&s);
            s.limits.value[OCIGATE_LIMIT_JSON_TOKENS] = cases[i].tokens - less;
            scan_bytes(&s, cases[i].text, strlen(cases[i].text));
            cr_expect_eq(s.is_good, less == 0, "%s", cases[i].text);
            cr_expect_eq(og_defects_have(&s.defects, OG_DEFECT_LIMIT), less == 1, "%s",
                         cases[i].text);
            scanned_fini(&s);
        }
    }
}

/* Limits that tokens and keys are far from: what counts is the memory that they take. */
Test(json_scan, bounds_the_memory_of_what_will_be_built)
{
    static const struct {
        const char *text;
        uint64_t bytes;
    } cases[] = {
        {"0", 64},
        {"[]", 168},
        {"{}", 280},
        {"\"abc\"", 101},
        {"{\"a\":1}", 280 + 166 + 64},
        {"[[],{}]", 168 + 168 + 280},
        {"[null,true]", 168 + 64 + 64},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (uint64_t less = 0; less < 2; less++) {
            scanned s;
            scanned_init(&s);
            s.limits.value[OCIGATE_LIMIT_JSON_HEAP_BYTES] = cases[i].bytes - less;
            scan_bytes(&s, cases[i].text, strlen(cases[i].text));
            cr_expect_eq(s.is_good, less == 0, "%s", cases[i].text);
            cr_expect_eq(og_defects_have(&s.defects, OG_DEFECT_LIMIT), less == 1, "%s",
                         cases[i].text);
            if (less == 1)
                cr_expect(strstr(s.defects.first->text, "--limit json-heap-bytes=N") != NULL);
            scanned_fini(&s);
        }
    }
}

Test(json_scan, finds_every_duplicate_key_with_its_pointer)
{
    static const defect_case cases[] = {
        {"none", "{'a':1,'b':2,'A':3}", ""},
        {"same key in other objects", "[{'a':1},{'a':{'a':2}}]", ""},
        {"twice", "{'a':1,'a':2}", "duplicate /a"},
        {"three times", "{'a':1,'a':2,'a':3}", "duplicate /a; duplicate /a"},
        {"behind an inner object", "{'a':{'b':1},'c':0,'a':2}", "duplicate /a"},
        {"nested", "{'x':[0,{'a':1,'a':2}],'y':{'b':1,'b':2}}", "duplicate /x/1/a; duplicate /y/b"},
        {"escaped key", "{'layers':1,'\\u006cayers':2}", "duplicate /layers"},
        {"escapes in the pointer", "{'a/b~c':1,'a/b~c':2}", "duplicate /a~1b~0c"},
        {"empty key", "{'':1,'':2}", "duplicate /"},
        {"before a syntax error", "{'a':1,'a':2,}", "duplicate /a; invalid 1:14"},
        {"value equal to the key", "{'a':'a','b':'a'}", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        scanned s;
        scanned_init(&s);
        char *text = quoted(cases[i].text);
        scan_bytes(&s, text, strlen(text));
        cr_expect_str_eq(og_buf_string(&s.shown), cases[i].expected, "%s: %s", cases[i].name,
                         og_buf_string(&s.shown));
        free(text);
        scanned_fini(&s);
    }
}

Test(json_scan, gives_line_and_column_of_the_second_key)
{
    scanned s;
    scanned_init(&s);
    const char *text = "{\n  \"\xc3\xa9\": 1, \"a\": 2,\n  \"b\": 1, \"a\": 3\n}";
    scan_bytes(&s, text, strlen(text));
    cr_assert_not_null(s.defects.first);
    cr_expect_eq(s.defects.first->line, 3u);
    cr_expect_eq(s.defects.first->column, 11u);
    cr_expect_str_eq(s.defects.first->pointer, "/a");
    cr_expect_str_eq(s.defects.first->text, "the key \"a\" stands twice in one object");
    scanned_fini(&s);
}

/* A long key over many duplicates must not be written out for each of them. */
Test(json_scan, keeps_pointers_short)
{
    og_buf text;
    og_buf_init(&text);
    og_buf_text(&text, "{\"outer\":{\"");
    for (size_t i = 0; i < 100000; i++)
        og_buf_char(&text, 'k');
    og_buf_text(&text, "\":{\"a\":0");
    for (size_t i = 0; i < 2000; i++)
        og_buf_text(&text, ",\"a\":0");
    og_buf_text(&text, "}}}");
    scanned s;
    scanned_init(&s);
    scan_bytes(&s, text.data, text.length);
    cr_expect_eq(s.defects.count[OG_DEFECT_JSON_DUPLICATE_KEY], 2000u);
    cr_expect_str_eq(s.defects.first->pointer, "/outer");
    cr_expect_lt(s.arena.used_bytes, 1000000u);
    og_buf_fini(&text);
    scanned_fini(&s);
}

/* What it takes, jansson must take, and the reverse. jansson 2.14 passes over a zero byte behind a
   number or a word. */
static void expect_agreement(const char *bytes, size_t length)
{
    scanned s;
    scanned_init(&s);
    scan_bytes(&s, bytes, length);
    json_error_t error = {0};
    json_t *value = json_loadb(bytes, length, JSON_DECODE_ANY, &error);
    if (s.is_good || memchr(bytes, '\0', length) == NULL)
        cr_assert_eq(s.is_good, value != NULL, "%.*s: %s", (int)length, bytes, error.text);
    json_decref(value);
    if (s.is_good) {
        value = json_loadb(bytes, length, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
        cr_assert_eq(value == NULL, og_defects_have(&s.defects, OG_DEFECT_JSON_DUPLICATE_KEY),
                     "%.*s", (int)length, bytes);
        json_decref(value);
    }
    scanned_fini(&s);
}

Test(json_scan, agrees_with_jansson_on_every_change_of_a_byte)
{
    static const char text[] = "{\"a\":[1,-2.5e3,true,null,\"\\ud83d\\ude00 \xc3\xa9\\n\"],"
                               "\"b\":{\"a\":\"\",\"c\":[[]]} , \"d\":0}";
    char copy[sizeof text];
    for (size_t i = 0; i + 1 < sizeof text; i++) {
        for (int byte = 0; byte < 256; byte++) {
            memcpy(copy, text, sizeof text);
            copy[i] = (char)byte;
            expect_agreement(copy, sizeof text - 1);
        }
        expect_agreement(text, i);
    }
}
