#include "document/json.h"
#include "document/json_build.h"
#include "document/json_number.h"

#include "document_support.h"

Test(json, refuses_numbers_out_of_range)
{
    static const struct {
        const char *number;
        og_json_number kind;
    } cases[] = {
        {"0", OG_JSON_NUMBER_INTEGER},
        {"-0", OG_JSON_NUMBER_INTEGER},
        {"9223372036854775807", OG_JSON_NUMBER_INTEGER},
        {"9223372036854775808", OG_JSON_NUMBER_INTEGER_TOO_LARGE},
        {"-9223372036854775808", OG_JSON_NUMBER_INTEGER},
        {"-9223372036854775809", OG_JSON_NUMBER_INTEGER_TOO_LARGE},
        {"18446744073709551617", OG_JSON_NUMBER_INTEGER_TOO_LARGE},
        {"0.0", OG_JSON_NUMBER_REAL},
        {"0e999999", OG_JSON_NUMBER_REAL},
        {"0.000e99999999999999999999", OG_JSON_NUMBER_REAL},
        {"1e308", OG_JSON_NUMBER_REAL},
        {"1e309", OG_JSON_NUMBER_REAL_TOO_LARGE},
        {"-1E+309", OG_JSON_NUMBER_REAL_TOO_LARGE},
        {"9e307", OG_JSON_NUMBER_REAL},
        {"1.7976931348623157e308", OG_JSON_NUMBER_REAL},
        {"1.7976931348623158e308", OG_JSON_NUMBER_REAL},
        {"1.7976931348623159e308", OG_JSON_NUMBER_REAL_TOO_LARGE},
        {"17976931348623157e292", OG_JSON_NUMBER_REAL},
        {"17976931348623159e292", OG_JSON_NUMBER_REAL_TOO_LARGE},
        {"0.00017976931348623157e312", OG_JSON_NUMBER_REAL},
        {"0.00017976931348623159e312", OG_JSON_NUMBER_REAL_TOO_LARGE},
        {"0.0001e312", OG_JSON_NUMBER_REAL},
        {"0.001e312", OG_JSON_NUMBER_REAL_TOO_LARGE},
        {"100.0e306", OG_JSON_NUMBER_REAL},
        {"100.0e307", OG_JSON_NUMBER_REAL_TOO_LARGE},
        {"1e400", OG_JSON_NUMBER_REAL_TOO_LARGE},
        {"1e99999999999999999999", OG_JSON_NUMBER_REAL_TOO_LARGE},
        {"1e-99999999999999999999", OG_JSON_NUMBER_REAL},
        {"1e-400", OG_JSON_NUMBER_REAL},
        {"123456789012345678901234567890.0", OG_JSON_NUMBER_REAL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t value;
        const char *number = cases[i].number;
        cr_expect_eq(og_json_number_parse(number, strlen(number), &value), cases[i].kind, "%s",
                     number);
        json_error_t error;
        json_t *json = json_loads(number, JSON_DECODE_ANY, &error);
        cr_expect_eq(json != NULL, cases[i].kind <= OG_JSON_NUMBER_REAL, "%s: %s", number,
                     error.text);
        if (cases[i].kind == OG_JSON_NUMBER_INTEGER)
            cr_expect_eq(json_integer_value(json), value, "%s", number);
        json_decref(json);
    }
}

Test(json, says_where_a_number_is_out_of_range)
{
    static const defect_case cases[] = {
        {"integer", "{'x':9223372036854775808}", "invalid 1:6"},
        {"real", "{'x':\n [1e400]}", "invalid 2:3"},
        {"behind a duplicate", "{'x':1,'x':1e400}", "duplicate /x; invalid 1:12"},
    };
    check_cases(OG_DOCUMENT_REPOSITORIES, cases, COUNT_OF(cases));
}

Test(json, builds_what_jansson_reads)
{
    static const char *const texts[] = {
        "null",
        "true",
        "false",
        "7",
        "'x'",
        "''",
        "[]",
        "{}",
        "[[],[[1]],{}]",
        "{'a':{'b':[1,{'c':null}],'d':'e'},'f':-9223372036854775808,'':[true,false]}",
        "['\\u00e9\\ud83d\\ude00\\n\\/\\\\','\xc3\xa9']",
        "{'\\u006cayers':1,'a\\tb':2}",
        "{'a':1,'b':2,'a':[3]}",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        char *text = quoted(texts[i]);
        json_t *built = og_json_build(text, strlen(text), 64);
        json_t *read = json_loads(text, JSON_DECODE_ANY, NULL);
        cr_expect_not_null(read, "%s", text);
        cr_expect(json_equal(built, read), "%s", text);
        json_decref(built);
        json_decref(read);
        free(text);
    }
}

Test(json, goes_on_behind_a_duplicate_key)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_OCI_LAYOUT,
                 "{'imageLayoutVersion':'1.0.0','imageLayoutVersion':'1.1.0'}");
    cr_expect(p.document.is_valid);
    cr_expect_str_eq(og_buf_string(&p.shown),
                     "duplicate /imageLayoutVersion; layout /imageLayoutVersion");
    cr_expect_str_eq(p.document.view.layout.version, "1.1.0");
    parsed_fini(&p);
}

Test(json, writes_pointers_as_rfc_6901_says)
{
    og_arena arena;
    og_arena_init(&arena);
    cr_expect_str_eq(og_json_pointer_key(&arena, "", "a"), "/a");
    cr_expect_str_eq(og_json_pointer_key(&arena, "/x", ""), "/x/");
    cr_expect_str_eq(og_json_pointer_key(&arena, "/x", "a/b~c"), "/x/a~1b~0c");
    cr_expect_str_eq(og_json_pointer_item(&arena, "/x", 0), "/x/0");
    cr_expect_str_eq(og_json_pointer_item(&arena, "", 18446744073709551615u),
                     "/18446744073709551615");
    og_arena_fini(&arena);
}

Test(json, stops_a_pointer_before_it_gets_too_long)
{
    og_arena arena;
    og_arena_init(&arena);
    char key[OG_JSON_POINTER_BYTES + 1];
    memset(key, 'k', sizeof key);
    key[OG_JSON_POINTER_BYTES - 1] = '\0';
    const char *longest = og_json_pointer_key(&arena, "", key);
    cr_expect_eq(strlen(longest), OG_JSON_POINTER_BYTES);
    cr_expect_eq(og_json_pointer_key(&arena, longest, ""), longest);
    cr_expect_eq(og_json_pointer_item(&arena, longest, 1), longest);
    key[OG_JSON_POINTER_BYTES - 1] = 'k';
    key[OG_JSON_POINTER_BYTES] = '\0';
    cr_expect_str_eq(og_json_pointer_key(&arena, "", key), "");
    og_arena_fini(&arena);
}

Test(json, finds_keys_that_only_folding_makes_known)
{
    static const defect_case cases[] = {
        {"as written", "{'imageLayoutVersion':'1.0.0'}", ""},
        {"another key", "{'imageLayoutVersion':'1.0.0','version':1,'':2}", ""},
        {"longer and shorter",
         "{'imageLayoutVersion':'1.0.0','imageLayoutVersionX':1,'imageLayoutVersio':1}", ""},
        {"case", "{'imageLayoutVersion':'1.0.0','IMAGELAYOUTVERSION':'2'}",
         "ambiguous /IMAGELAYOUTVERSION"},
        {"case alone", "{'imagelayoutversion':'1.0.0'}",
         "ambiguous /imagelayoutversion; layout /imageLayoutVersion"},
        {"long s", "{'imageLayoutVersion':'1.0.0','imageLayoutVer\\u017fion':1}",
         "ambiguous /imageLayoutVer\xc5\xbfion"},
        {"another letter that looks alike",
         "{'imageLayoutVersion':'1.0.0','imageLayoutVer\\u0455ion':1}", ""},
        {"each of them",
         "{'imageLayoutVersion':'1.0.0','ImageLayoutVersion':1,'imageLayoutversion':1}",
         "ambiguous /ImageLayoutVersion; ambiguous /imageLayoutversion"},
    };
    check_cases(OG_DOCUMENT_OCI_LAYOUT, cases, COUNT_OF(cases));
}

Test(json, folds_the_kelvin_sign)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_CONFIG,
                 "{'config':{'Networ\\u212aDisabled':true,'Wor\\u212aingDir':'/'}}");
    cr_expect_str_eq(og_buf_string(&p.shown), "ambiguous /config/Networ\xe2\x84\xaa"
                                              "Disabled; "
                                              "ambiguous /config/Wor\xe2\x84\xaaingDir");
    const og_defect *defect = p.document.defects.first;
    cr_expect_str_eq(defect->expected, "NetworkDisabled");
    cr_expect_str_eq(defect->found, "Networ\xe2\x84\xaa"
                                    "Disabled");
    parsed_fini(&p);
}

Test(json, says_what_the_top_value_is)
{
    static const struct {
        const char *text;
        char top;
    } cases[] = {
        {"", 0},         {"  ", 0},     {"{", '{'},    {" \n\t\r[", '['},      {"\"", '"'},
        {"-", '0'},      {"7x", '0'},   {"true", 't'}, {"false", 't'},         {"null", 'n'},
        {"\x1f\x8b", 0}, {"PK\3\4", 0}, {"}", 0},      {"\xef\xbb\xbf{", '{'},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect_eq(og_json_top(cases[i].text, strlen(cases[i].text)), cases[i].top, "%s",
                     cases[i].text);
    cr_expect_eq(og_json_top("\0{", 2), 0);
}

static og_json_shape shape_of(parsed *p, const char *text)
{
    char *copy = quoted(text);
    og_json_shape shape;
    cr_assert_eq(og_json_shape_of(copy, strlen(copy), &p->limits, &p->arena, &shape, &p->error),
                 OCIGATE_OK);
    free(copy);
    return shape;
}

Test(json, recognises_the_shape_of_a_document)
{
    parsed p;
    parsed_init(&p);
    og_json_shape shape =
        shape_of(&p, "{'schemaVersion':2,'mediaType':'a/b','config':{'rootfs':1},'layers':[]}");
    cr_expect(shape.is_object && shape.has_config && shape.has_layers);
    cr_expect_not(shape.is_array || shape.has_manifests || shape.has_rootfs || shape.has_fs_layers);
    cr_expect_str_eq(shape.media_type, "a/b");
    shape = shape_of(&p, "{'manifests':null}");
    cr_expect(shape.has_manifests && shape.media_type == NULL);
    shape = shape_of(&p, "{'rootfs':{},'fsLayers':[],'mediaType':7}");
    cr_expect(shape.has_rootfs && shape.has_fs_layers && shape.media_type == NULL);
    shape = shape_of(&p, "[{'layers':1}]");
    cr_expect(shape.is_array && !shape.has_layers && !shape.is_object);
    shape = shape_of(&p, "'layers'");
    cr_expect_not(shape.is_array || shape.is_object || shape.has_layers);
    shape = shape_of(&p, "");
    cr_expect_not(shape.is_array || shape.is_object);
    parsed_fini(&p);
}

Test(json, takes_no_value_and_no_inner_key_for_a_shape)
{
    parsed p;
    parsed_init(&p);
    const og_json_shape shape = shape_of(
        &p,
        "{'a':'layers','mediaType':{'mediaType':'x/y'},'b':['mediaType','c/d'],'e':{'config':1}}");
    cr_expect_not(shape.has_layers || shape.has_config);
    cr_expect_null(shape.media_type);
    parsed_fini(&p);
}

Test(json, recognises_the_shape_of_a_damaged_document)
{
    parsed p;
    parsed_init(&p);
    og_json_shape shape = shape_of(&p, "{'mediaType':'a/b','layers':[}");
    cr_expect(shape.has_layers);
    cr_expect_str_eq(shape.media_type, "a/b");
    shape = shape_of(&p, "\xef\xbb\xbf{'layers':[]} x");
    cr_expect(shape.is_object && shape.has_layers);
    shape = shape_of(&p, "{'layers'");
    cr_expect(shape.has_layers);
    p.limits.value[OCIGATE_LIMIT_JSON_TOKENS] = 1;
    shape = shape_of(&p, "{'a':1,'b':2,'layers':1}");
    cr_expect_not(shape.has_layers);
    parsed_fini(&p);
}
