#include "document/descriptor.h"

#include "document_support.h"

#define HEX "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
#define GOOD "'mediaType':'a/b','digest':'sha256:" HEX "','size':2"
#define INDEX(descriptor) "{'schemaVersion':2,'manifests':[" descriptor "]}"

static const og_descriptor *parse_one(parsed *p, const char *text)
{
    parse_quoted(p, OG_DOCUMENT_INDEX, text);
    cr_assert(p->document.is_valid);
    cr_assert_eq(p->document.view.index.manifest_count, 1u);
    return &p->document.view.index.manifests[0];
}

Test(descriptor, is_read_whole)
{
    parsed p;
    parsed_init(&p);
    const og_descriptor *d = parse_one(
        &p,
        INDEX(
            "{" GOOD ",'artifactType':'x/y','urls':['https://example.com/a%20b'],'data':'e30=',"
            "'platform':{'os':'linux','architecture':'arm64','variant':'v8','os.version':'1',"
            "'os.features':['f'],'features':[]},"
            "'annotations':{'org.opencontainers.image.ref.name':'r','io.containerd.image.name':'n',"
            "'vnd.docker.reference.type':'t','vnd.docker.reference.digest':'d',"
            "'io.containerd.manifest.subject':'s','':'','MEDIATYPE':'no field'}}"));
    cr_expect_str_eq(og_buf_string(&p.shown), "");
    cr_expect_str_eq(d->pointer, "/manifests/0");
    cr_expect_str_eq(d->media_type, "a/b");
    cr_expect_str_eq(d->digest_text, "sha256:" HEX);
    cr_expect_eq(d->digest.algorithm, OG_SHA256);
    cr_expect(d->has_size && d->size == 2);
    cr_expect(d->has_platform && d->has_urls && d->has_data && !d->data_is_wrong);
    cr_expect_str_eq(d->platform.os, "linux");
    cr_expect_str_eq(d->platform.architecture, "arm64");
    cr_expect_str_eq(d->platform.variant, "v8");
    cr_expect_str_eq(d->platform.os_version, "1");
    cr_expect_str_eq(d->artifact_type, "x/y");
    cr_expect_str_eq(d->ref_name, "r");
    cr_expect_str_eq(d->image_name, "n");
    cr_expect_str_eq(d->reference_type, "t");
    cr_expect_str_eq(d->reference_digest, "d");
    cr_expect_str_eq(d->manifest_subject, "s");
    parsed_fini(&p);
}

Test(descriptor, needs_no_optional_member)
{
    parsed p;
    parsed_init(&p);
    const og_descriptor *d =
        parse_one(&p, INDEX("{" GOOD ",'artifactType':null,'urls':null,'data':null,"
                            "'platform':null,'annotations':null}"));
    cr_expect_str_eq(og_buf_string(&p.shown), "");
    cr_expect_not(d->has_platform || d->has_urls || d->has_data);
    cr_expect_null(d->ref_name);
    cr_expect_null(d->artifact_type);
    parsed_fini(&p);
}

#define AT "/manifests/0"

Test(descriptor, says_what_is_wrong)
{
    static const defect_case cases[] = {
        {"no object", INDEX("7"), "type " AT},
        {"null", INDEX("null"), "type " AT},
        {"empty", INDEX("{}"), "type " AT "/mediaType; type " AT "/digest; type " AT "/size"},
        {"null members", INDEX("{'mediaType':null,'digest':null,'size':null}"),
         "type " AT "/mediaType; type " AT "/digest; type " AT "/size"},
        {"wrong types", INDEX("{'mediaType':1,'digest':[],'size':'2'}"),
         "type " AT "/mediaType; type " AT "/digest; type " AT "/size"},
        {"keys in another case", INDEX("{" GOOD ",'Size':3,'DIGEST':'x'}"),
         "ambiguous " AT "/Size; ambiguous " AT "/DIGEST"},
        {"media type", INDEX("{'mediaType':'json','digest':'sha256:" HEX "','size':2}"),
         "descriptor " AT "/mediaType"},
        {"artifact type", INDEX("{" GOOD ",'artifactType':''}"), "descriptor " AT "/artifactType"},
        {"platform no object", INDEX("{" GOOD ",'platform':'linux/amd64'}"),
         "type " AT "/platform"},
        {"platform without members", INDEX("{" GOOD ",'platform':{}}"),
         "type " AT "/platform/os; type " AT "/platform/architecture"},
        {"platform with a key in another case",
         INDEX("{" GOOD ",'platform':{'os':'linux','architecture':'amd64','OS':'windows'}}"),
         "ambiguous " AT "/platform/OS"},
        {"platform features",
         INDEX("{" GOOD ",'platform':{'os':'a','architecture':'b','os.features':[1]}}"),
         "type " AT "/platform/os.features/0"},
        {"annotations no object", INDEX("{" GOOD ",'annotations':[]}"), "type " AT "/annotations"},
        {"annotation no string", INDEX("{" GOOD ",'annotations':{'a/b':1,'c':null,'d':''}}"),
         "type " AT "/annotations/a~1b; type " AT "/annotations/c"},
        {"url no string", INDEX("{" GOOD ",'urls':['https://a',1]}"), "type " AT "/urls/1"},
        {"urls no array", INDEX("{" GOOD ",'urls':'https://a'}"), "type " AT "/urls"},
        {"url without a scheme", INDEX("{" GOOD ",'urls':['a/b']}"), "descriptor " AT "/urls/0"},
        {"url with a space", INDEX("{" GOOD ",'urls':['https://a b']}"),
         "descriptor " AT "/urls/0"},
        {"url with half an escape", INDEX("{" GOOD ",'urls':['https://a%2']}"),
         "descriptor " AT "/urls/0"},
        {"url with a digit first", INDEX("{" GOOD ",'urls':['1a:b']}"), "descriptor " AT "/urls/0"},
        {"data no string", INDEX("{" GOOD ",'data':{}}"), "type " AT "/data"},
    };
    check_cases(OG_DOCUMENT_INDEX, cases, COUNT_OF(cases));
}

Test(descriptor, takes_only_an_integer_for_a_size)
{
    static const struct {
        const char *size;
        const char *expected;
        bool has_size;
    } cases[] = {
        {"0", "", true},
        {"9223372036854775807", "", true},
        {"-1", "descriptor " AT "/size", false},
        {"-9223372036854775808", "descriptor " AT "/size", false},
        {"87.0", "type " AT "/size", false},
        {"8.7e1", "type " AT "/size", false},
        {"true", "type " AT "/size", false},
        {"\"87\"", "type " AT "/size", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        parsed p;
        parsed_init(&p);
        og_buf text = {0};
        og_buf_format(&text, INDEX("{'mediaType':'a/b','digest':'sha256:" HEX "','size':%s}"),
                      cases[i].size);
        const og_descriptor *d = parse_one(&p, og_buf_string(&text));
        cr_expect_str_eq(og_buf_string(&p.shown), cases[i].expected, "%s: %s", cases[i].size,
                         og_buf_string(&p.shown));
        cr_expect_eq(d->has_size, cases[i].has_size, "%s", cases[i].size);
        og_buf_fini(&text);
        parsed_fini(&p);
    }
}

Test(descriptor, tells_malformed_from_unsupported_digests)
{
    static const struct {
        const char *digest;
        const char *kind; /* NULL: good */
    } cases[] = {
        {"sha256:" HEX, NULL},
        {"sha512:" HEX HEX, NULL},
        {"sha256:44136FA355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "malformed"},
        {"sha256:" HEX "0", "malformed"},
        {"sha256:4136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "malformed"},
        {"sha512:" HEX, "malformed"},
        {"SHA256:" HEX, "malformed"},
        {"sha256:", "malformed"},
        {"sha256", "malformed"},
        {"", "malformed"},
        {":" HEX, "malformed"},
        {HEX, "malformed"},
        {"sha256:../../../etc/passwd", "malformed"},
        {"md5:d41d8cd98f00b204e9800998ecf8427e", "unsupported"},
        {"blake3:" HEX, "unsupported"},
        {"sha256+b64:abc=", "unsupported"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        parsed p;
        parsed_init(&p);
        og_buf text = {0}, expected = {0};
        og_buf_format(&text, INDEX("{'mediaType':'a/b','digest':'%s','size':2}"), cases[i].digest);
        if (cases[i].kind != NULL)
            og_buf_format(&expected, "%s " AT "/digest", cases[i].kind);
        const og_descriptor *d = parse_one(&p, og_buf_string(&text));
        cr_expect_str_eq(og_buf_string(&p.shown), og_buf_string(&expected), "%s: %s",
                         cases[i].digest, og_buf_string(&p.shown));
        cr_expect_eq(d->digest.algorithm != OG_ALGORITHM_NONE, cases[i].kind == NULL);
        cr_expect_str_eq(d->digest_text, cases[i].digest);
        og_buf_fini(&text);
        og_buf_fini(&expected);
        parsed_fini(&p);
    }
}

#define SHA512_EMPTY_OBJECT                                                                        \
    "sha512:27c74670adb75075fad058d5ceaf7b20c4e7786c83bae8a32f626f9782af34c9"                      \
    "a33c2046ef60fd2a7878d378e29fec851806bbd9a67878f3a9f1cda4830763fd"

Test(descriptor, checks_embedded_data)
{
    static const struct {
        const char *name, *digest, *size, *data;
        bool is_wrong;
    } cases[] = {
        {"sha256", "sha256:" HEX, "2", "e30=", false},
        {"sha512", SHA512_EMPTY_OBJECT, "2", "e30=", false},
        {"size too small", "sha256:" HEX, "1", "e30=", true},
        {"size too large", "sha256:" HEX, "3", "e30=", true},
        {"other bytes", "sha256:" HEX, "2", "e31=", true},
        {"other digest", "sha256:" HEX, "2", "W10=", true},
        {"no padding", "sha256:" HEX, "2", "e30", true},
        {"stray bits", "sha256:" HEX, "2", "e31=", true},
        {"stray bits of one byte", "sha256:" HEX, "1", "ew1=", true},
        {"padding in the middle", "sha256:" HEX, "2", "e3=0", true},
        {"three of padding", "sha256:" HEX, "2", "e===", true},
        {"all padding", "sha256:" HEX, "2", "====", true},
        {"padding before the end", "sha256:" HEX, "2", "e30=e30=", true},
        {"line break", "sha256:" HEX, "2", "e30=\\n", true},
        {"URL alphabet", "sha256:" HEX, "3", "-_-_", true},
        {"empty", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "0",
         "", false},
        {"one byte", "sha256:021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96", "1",
         "ew==", false},
        {"three bytes", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
         "3", "YWJj", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        parsed p;
        parsed_init(&p);
        og_buf text = {0};
        og_buf_format(&text, INDEX("{'mediaType':'a/b','digest':'%s','size':%s,'data':'%s'}"),
                      cases[i].digest, cases[i].size, cases[i].data);
        const og_descriptor *d = parse_one(&p, og_buf_string(&text));
        cr_expect_str_eq(og_buf_string(&p.shown), cases[i].is_wrong ? "descriptor " AT "/data" : "",
                         "%s: %s", cases[i].name, og_buf_string(&p.shown));
        cr_expect(d->has_data);
        cr_expect_eq(d->data_is_wrong, cases[i].is_wrong, "%s", cases[i].name);
        og_buf_fini(&text);
        parsed_fini(&p);
    }
}

Test(descriptor, shows_both_digests_of_wrong_data)
{
    parsed p;
    parsed_init(&p);
    parse_one(&p, INDEX("{" GOOD ",'data':'W10='}"));
    const og_defect *defect = p.document.defects.first;
    cr_expect_str_eq(defect->expected, "sha256:" HEX);
    cr_expect_str_eq(defect->found,
                     "sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945");
    parsed_fini(&p);
}

Test(descriptor, checks_data_without_a_usable_digest_or_size)
{
    parsed p;
    parsed_init(&p);
    parse_one(&p, INDEX("{'mediaType':'a/b','digest':'md5:00','size':2,'data':'e30='}"));
    cr_expect_str_eq(og_buf_string(&p.shown), "unsupported " AT "/digest");
    parse_one(&p, INDEX("{'mediaType':'a/b','digest':'md5:00','data':'e30'}"));
    cr_expect_str_eq(og_buf_string(&p.shown),
                     "unsupported " AT "/digest; type " AT "/size; descriptor " AT "/data");
    parsed_fini(&p);
}
