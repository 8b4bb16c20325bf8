#include "document_support.h"

Test(document, names_its_kinds)
{
    static const char *const names[] = {"oci-layout", "index",         "manifest",
                                        "config",     "manifest.json", "repositories"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        cr_expect_str_eq(og_document_kind_name((og_document_kind)i), names[i]);
}

Test(document, checks_the_layout_file)
{
    static const defect_case cases[] = {
        {"good", "{'imageLayoutVersion':'1.0.0'}", ""},
        {"good with more", "{ 'imageLayoutVersion' : '1.0.0' , 'x' : {} }\n", ""},
        {"another version", "{'imageLayoutVersion':'1.1.0'}", "layout /imageLayoutVersion"},
        {"no version", "{}", "layout /imageLayoutVersion"},
        {"version null", "{'imageLayoutVersion':null}", "layout /imageLayoutVersion"},
        {"version number", "{'imageLayoutVersion':1}", "layout /imageLayoutVersion"},
        {"array", "[]", "layout top"},
        {"no JSON", "1.0.0", "invalid 1:1"},
        {"empty", "", "invalid 1:1"},
    };
    check_cases(OG_DOCUMENT_OCI_LAYOUT, cases, COUNT_OF(cases));
}

Test(document, of_every_kind_refuses_what_is_no_json)
{
    static const char *const texts[] = {
        "",           "{} x",          "\xef\xbb\xbf{}",       "[\"\\u0000\"]",
        "[\"\xff\"]", "{\"a\":1e999}", "[9223372036854775808]"};
    for (int kind = 0; kind <= OG_DOCUMENT_REPOSITORIES; kind++) {
        for (size_t i = 0; i < COUNT_OF(texts); i++) {
            parsed p;
            parsed_init(&p);
            parse_text(&p, (og_document_kind)kind, texts[i]);
            cr_expect_not(p.document.is_valid, "%s", texts[i]);
            cr_expect_eq(p.document.defects.count[OG_DEFECT_JSON_INVALID], 1u, "%s", texts[i]);
            cr_expect_eq(p.document.kind, (og_document_kind)kind);
            parsed_fini(&p);
        }
    }
}

Test(document, of_every_kind_keeps_the_limits)
{
    for (int kind = 0; kind <= OG_DOCUMENT_REPOSITORIES; kind++) {
        parsed p;
        parsed_init(&p);
        p.limits.value[OCIGATE_LIMIT_JSON_TOKENS] = 2;
        parse_text(&p, (og_document_kind)kind, "[0,1]");
        cr_expect_not(p.document.is_valid);
        cr_expect_str_eq(og_buf_string(&p.shown), "limit 1:4");
        parsed_fini(&p);
    }
}

Test(document, keeps_nothing_of_the_text)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_OCI_LAYOUT, "{'imageLayoutVersion':'9.9.9'}");
    cr_expect_str_eq(p.document.view.layout.version, "9.9.9");
    cr_expect_str_eq(p.document.defects.first->expected, "1.0.0");
    cr_expect_str_eq(p.document.defects.first->found, "9.9.9");
    cr_expect_null(p.document.member);
    parsed_fini(&p);
}

Test(document, makes_untrusted_text_printable)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_OCI_LAYOUT, "{'imageLayoutVersion':'\\u001b[31m\\u202e'}");
    cr_expect_str_eq(p.document.defects.first->text,
                     "the version of the layout is \"\\x1b[31m\\u202e\", not \"1.0.0\"");
    parsed_fini(&p);
}

/* A document in which %s stands for the value of one field. */
typedef struct field_case {
    og_document_kind kind;
    const char *form;
} field_case;

#define DIGEST "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
#define CONFIG "{'mediaType':'a/b','size':2,'digest':'" DIGEST "'}"
#define IN_CONFIG(key) "{'os':'linux','architecture':'amd64','config':{'" key "':%s}}"
#define IN_DESCRIPTOR(key)                                                                         \
    "{'schemaVersion':2,'config':" CONFIG ",'layers':[{'" key "':%s,'extra':0}]}"

static const field_case fields[] = {
    {OG_DOCUMENT_OCI_LAYOUT, "%s"},
    {OG_DOCUMENT_OCI_LAYOUT, "{'imageLayoutVersion':%s}"},
    {OG_DOCUMENT_INDEX, "%s"},
    {OG_DOCUMENT_INDEX, "{'schemaVersion':%s,'manifests':[]}"},
    {OG_DOCUMENT_INDEX, "{'mediaType':%s,'manifests':[]}"},
    {OG_DOCUMENT_INDEX, "{'artifactType':%s,'manifests':[]}"},
    {OG_DOCUMENT_INDEX, "{'manifests':%s}"},
    {OG_DOCUMENT_INDEX, "{'manifests':[%s]}"},
    {OG_DOCUMENT_INDEX, "{'manifests':[{'platform':%s}]}"},
    {OG_DOCUMENT_INDEX, "{'manifests':[{'platform':{'os':%s}}]}"},
    {OG_DOCUMENT_INDEX, "{'manifests':[{'platform':{'architecture':%s}}]}"},
    {OG_DOCUMENT_INDEX, "{'manifests':[{'platform':{'variant':%s}}]}"},
    {OG_DOCUMENT_INDEX, "{'manifests':[{'platform':{'os.version':%s}}]}"},
    {OG_DOCUMENT_INDEX, "{'manifests':[{'platform':{'os.features':%s}}]}"},
    {OG_DOCUMENT_INDEX, "{'manifests':[{'annotations':{'org.opencontainers.image.ref.name':%s}}]}"},
    {OG_DOCUMENT_INDEX, "{'manifests':[],'subject':%s,'annotations':%s}"},
    {OG_DOCUMENT_MANIFEST, "%s"},
    {OG_DOCUMENT_MANIFEST, "{'schemaVersion':%s,'config':" CONFIG ",'layers':[]}"},
    {OG_DOCUMENT_MANIFEST, "{'mediaType':%s,'config':" CONFIG ",'layers':[]}"},
    {OG_DOCUMENT_MANIFEST, "{'artifactType':%s,'config':" CONFIG ",'layers':[]}"},
    {OG_DOCUMENT_MANIFEST, "{'config':%s,'layers':[]}"},
    {OG_DOCUMENT_MANIFEST, "{'config':" CONFIG ",'layers':%s}"},
    {OG_DOCUMENT_MANIFEST, "{'config':" CONFIG ",'layers':[%s]}"},
    {OG_DOCUMENT_MANIFEST, "{'config':" CONFIG ",'layers':[],'subject':%s}"},
    {OG_DOCUMENT_MANIFEST, "{'config':" CONFIG ",'layers':[],'annotations':%s}"},
    {OG_DOCUMENT_MANIFEST, "{'config':" CONFIG ",'layers':[],'manifests':%s}"},
    {OG_DOCUMENT_MANIFEST, "{'fsLayers':%s,'history':%s}"},
    {OG_DOCUMENT_MANIFEST, IN_DESCRIPTOR("mediaType")},
    {OG_DOCUMENT_MANIFEST, IN_DESCRIPTOR("digest")},
    {OG_DOCUMENT_MANIFEST, IN_DESCRIPTOR("size")},
    {OG_DOCUMENT_MANIFEST, IN_DESCRIPTOR("urls")},
    {OG_DOCUMENT_MANIFEST, IN_DESCRIPTOR("annotations")},
    {OG_DOCUMENT_MANIFEST, IN_DESCRIPTOR("data")},
    {OG_DOCUMENT_MANIFEST, IN_DESCRIPTOR("artifactType")},
    {OG_DOCUMENT_CONFIG, "%s"},
    {OG_DOCUMENT_CONFIG, "{'os':%s,'architecture':%s,'variant':%s,'created':%s}"},
    {OG_DOCUMENT_CONFIG, "{'author':%s,'os.version':%s,'os.features':%s,'Size':%s}"},
    {OG_DOCUMENT_CONFIG, "{'config':%s,'container_config':%s}"},
    {OG_DOCUMENT_CONFIG, "{'rootfs':%s,'history':%s}"},
    {OG_DOCUMENT_CONFIG, "{'rootfs':{'type':%s,'diff_ids':%s}}"},
    {OG_DOCUMENT_CONFIG, "{'rootfs':{'diff_ids':[%s]},'history':[%s]}"},
    {OG_DOCUMENT_CONFIG, "{'history':[{'created_by':%s,'empty_layer':%s,'created':%s}]}"},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("Entrypoint")},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("Cmd")},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("Env")},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("OnBuild")},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("Shell")},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("WorkingDir")},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("User")},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("StopSignal")},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("StopTimeout")},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("Tty")},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("ExposedPorts")},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("Volumes")},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("Labels")},
    {OG_DOCUMENT_CONFIG, IN_CONFIG("Healthcheck")},
    {OG_DOCUMENT_CONFIG, "{'config':{'Healthcheck':{'Test':%s,'Interval':%s,'Retries':%s}}}"},
    {OG_DOCUMENT_CONFIG, "{'config':{'Cmd':[%s],'Env':[%s],'Entrypoint':[%s]}}"},
    {OG_DOCUMENT_DOCKER_MANIFEST, "%s"},
    {OG_DOCUMENT_DOCKER_MANIFEST, "[%s]"},
    {OG_DOCUMENT_DOCKER_MANIFEST, "[{'Config':%s,'Layers':[]}]"},
    {OG_DOCUMENT_DOCKER_MANIFEST, "[{'Config':'c','Layers':%s,'RepoTags':%s}]"},
    {OG_DOCUMENT_DOCKER_MANIFEST, "[{'Config':'c','Layers':[%s],'RepoTags':[%s]}]"},
    {OG_DOCUMENT_DOCKER_MANIFEST, "[{'Config':'c','Layers':[],'Parent':%s,'LayerSources':%s}]"},
    {OG_DOCUMENT_REPOSITORIES, "%s"},
    {OG_DOCUMENT_REPOSITORIES, "{'a':%s}"},
    {OG_DOCUMENT_REPOSITORIES, "{'a':{'b':%s}}"},
};

/* Every "%s" of the form replaced. */
static void fill_form(og_buf *out, const char *form, const char *value)
{
    og_buf_clear(out);
    for (const char *p = form; *p != '\0'; p++) {
        if (p[0] == '%' && p[1] == 's') {
            og_buf_text(out, value);
            p++;
        } else {
            og_buf_char(out, *p);
        }
    }
}

static const char *const values[] = {"null", "true", "0",  "''",   "[]",      "{}",
                                     "1.5",  "'x'",  "-1", "[[]]", "{'':{}}", "[null]"};

Test(document, takes_any_value_in_any_field_without_harm)
{
    og_buf text = {0};
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        for (size_t k = 0; k < COUNT_OF(values); k++) {
            fill_form(&text, fields[i].form, values[k]);
            parsed p;
            parsed_init(&p);
            parse_quoted(&p, fields[i].kind, og_buf_string(&text));
            cr_expect_not(og_defects_have(&p.document.defects, OG_DEFECT_JSON_INVALID), "%s",
                          og_buf_string(&text));
            cr_expect(p.document.is_valid || p.document.defects.first != NULL, "%s",
                      og_buf_string(&text));
            for (const og_defect *d = p.document.defects.first; d != NULL; d = d->next)
                cr_expect(d->pointer != NULL || d->line > 0, "%s: %s", og_buf_string(&text),
                          d->text);
            parsed_fini(&p);
        }
    }
    og_buf_fini(&text);
}
