#include "document_support.h"

#define DESCRIPTOR                                                                                 \
    "{'mediaType':'application/vnd.oci.image.manifest.v1+json','size':2,'digest':'sha256:"         \
    "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'}"

Test(index, is_read_whole)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_INDEX,
                 "{'schemaVersion':2,'mediaType':'application/vnd.oci.image.index.v1+json',"
                 "'artifactType':'a/b','manifests':[" DESCRIPTOR "," DESCRIPTOR "],"
                 "'subject':" DESCRIPTOR ",'annotations':{'MANIFESTS':''},'unknown':[{}]}");
    cr_expect_str_eq(og_buf_string(&p.shown), "");
    const og_index *index = &p.document.view.index;
    cr_expect(index->has_schema_version && index->schema_version == 2);
    cr_expect_str_eq(index->media_type, "application/vnd.oci.image.index.v1+json");
    cr_expect_str_eq(index->artifact_type, "a/b");
    cr_expect(index->has_manifests && index->manifest_count == 2);
    cr_expect_str_eq(index->manifests[1].pointer, "/manifests/1");
    cr_expect_not(index->has_manifest_fields);
    cr_expect_null(index->foreign_field);
    parsed_fini(&p);
}

Test(index, says_what_is_wrong)
{
    static const defect_case cases[] = {
        {"array", "[]", "type top"},
        {"null", "null", "type top"},
        {"string", "'x'", "type top"},
        {"nothing", "", "invalid 1:1"},
        {"empty object", "{}", "type /manifests"},
        {"no manifests in it", "{'schemaVersion':2,'manifests':[]}", ""},
        {"manifests null", "{'schemaVersion':2,'manifests':null}", "type /manifests"},
        {"manifests object", "{'schemaVersion':2,'manifests':{}}", "type /manifests"},
        {"schemaVersion is left to its rule", "{'schemaVersion':'2','manifests':[]}", ""},
        {"media type of another form", "{'mediaType':'x','manifests':[]}", "descriptor /mediaType"},
        {"empty media type", "{'mediaType':'','manifests':[]}", "descriptor /mediaType"},
        {"media type of another JSON type", "{'mediaType':1,'manifests':[]}", "type /mediaType"},
        {"annotations", "{'manifests':[],'annotations':{'a':1}}", "type /annotations/a"},
        {"subject", "{'manifests':[],'subject':[]}", "type /subject"},
        {"subject without members", "{'manifests':[],'subject':{}}",
         "type /subject/mediaType; type /subject/digest; type /subject/size"},
        {"duplicate", "{'manifests':[],'manifests':[]}", "duplicate /manifests"},
        {"key in another case", "{'manifests':[],'Manifests':[]}", "ambiguous /Manifests"},
        {"field of a manifest in another case", "{'manifests':[],'LAYERS':[]}",
         "ambiguous /LAYERS"},
    };
    check_cases(OG_DOCUMENT_INDEX, cases, COUNT_OF(cases));
}

Test(index, names_the_releases_that_write_null)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_INDEX, "{'schemaVersion':2,'manifests':null}");
    cr_expect(p.document.is_valid);
    cr_expect_not(p.document.view.index.has_manifests);
    cr_expect_not_null(strstr(p.document.defects.first->text, "Docker 25.0.0 to 25.0.2"));
    cr_expect_str_eq(p.document.defects.first->expected, "an array");
    cr_expect_str_eq(p.document.defects.first->found, "null");
    parsed_fini(&p);
}

Test(index, sees_fields_of_a_manifest)
{
    static const struct {
        const char *text;
        const char *field; /* NULL: none */
    } cases[] = {
        {"{'manifests':[],'config':null}", "config"},
        {"{'layers':[],'manifests':[],'config':{}}", "layers"},
        {"{'manifests':[],'fsLayers':0}", "fsLayers"},
        {"{'manifests':[],'history':''}", "history"},
        {"{'manifests':[],'x':{'layers':[]}}", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        parsed p;
        parsed_init(&p);
        parse_quoted(&p, OG_DOCUMENT_INDEX, cases[i].text);
        const og_index *index = &p.document.view.index;
        cr_expect_eq(index->has_manifest_fields, cases[i].field != NULL, "%s", cases[i].text);
        if (cases[i].field == NULL)
            cr_expect_null(index->foreign_field);
        else
            cr_expect_str_eq(index->foreign_field, cases[i].field, "%s", cases[i].text);
        parsed_fini(&p);
    }
}

Test(index, cuts_at_the_limit_of_descriptors)
{
    for (uint64_t limit = 1; limit <= 3; limit++) {
        parsed p;
        parsed_init(&p);
        p.limits.value[OCIGATE_LIMIT_DESCRIPTORS] = limit;
        parse_quoted(&p, OG_DOCUMENT_INDEX, "{'manifests':[" DESCRIPTOR "," DESCRIPTOR "]}");
        cr_expect_str_eq(og_buf_string(&p.shown), limit == 1 ? "limit /manifests" : "");
        cr_expect_eq(p.document.view.index.manifest_count, limit == 1 ? 1u : 2u);
        parsed_fini(&p);
    }
}
