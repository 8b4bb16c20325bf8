#include "document_support.h"

#define EMPTY_DIGEST "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
#define CONFIG                                                                                     \
    "{'mediaType':'application/vnd.oci.image.config.v1+json','size':2,'digest':'" EMPTY_DIGEST "'" \
    "}"
#define LAYER                                                                                      \
    "{'mediaType':'application/vnd.oci.image.layer.v1.tar+gzip','size':32,'digest':'" EMPTY_DIGEST \
    "'}"
#define MANIFEST                                                                                   \
    "{'schemaVersion':2,'mediaType':'application/vnd.oci.image.manifest.v1+json','config':" CONFIG \
    ",'layers':[" LAYER "," LAYER "]}"

Test(manifest, is_read_whole)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_MANIFEST,
                 "{'schemaVersion':2,'mediaType':'application/vnd.oci.image.manifest.v1+json',"
                 "'artifactType':'a/b','config':" CONFIG ",'layers':[" LAYER "," LAYER "],"
                 "'subject':" CONFIG ",'annotations':{'a':'b'},'x.y':1}");
    cr_expect_str_eq(og_buf_string(&p.shown), "");
    const og_manifest *manifest = &p.document.view.manifest;
    cr_expect(manifest->has_schema_version && manifest->schema_version == 2);
    cr_expect_str_eq(manifest->artifact_type, "a/b");
    cr_expect(manifest->has_config && manifest->has_layers && manifest->has_subject);
    cr_expect_str_eq(manifest->config.pointer, "/config");
    cr_assert_eq(manifest->layer_count, 2u);
    cr_expect_str_eq(manifest->layers[0].pointer, "/layers/0");
    cr_expect_str_eq(manifest->layers[1].pointer, "/layers/1");
    cr_expect_eq(manifest->layers[1].size, 32u);
    cr_expect_not(manifest->is_schema_1 || manifest->has_index_fields);
    parsed_fini(&p);
}

Test(manifest, says_what_is_wrong)
{
    static const defect_case cases[] = {
        {"good", MANIFEST, ""},
        {"array", "[]", "type top"},
        {"number", "1", "type top"},
        {"empty object", "{}", "type /config; type /layers"},
        {"null members", "{'schemaVersion':2,'config':null,'layers':null}",
         "type /config; type /layers"},
        {"wrong types", "{'schemaVersion':2,'config':'x','layers':{}}",
         "type /config; type /layers"},
        {"a null layer", "{'schemaVersion':2,'config':" CONFIG ",'layers':[null," LAYER "]}",
         "type /layers/0"},
        {"no layers in it", "{'schemaVersion':2,'config':" CONFIG ",'layers':[]}", ""},
        {"schemaVersion is left to its rule",
         "{'schemaVersion':2.0,'config':" CONFIG ",'layers':[]}", ""},
        {"layers in another case", "{'schemaVersion':2,'config':" CONFIG ",'Layers':[]}",
         "ambiguous /Layers; type /layers"},
        {"layers twice, by case",
         "{'schemaVersion':2,'config':" CONFIG ",'layers':[],'layer\\u017f':[]}",
         "ambiguous /layer\xc5\xbf"},
        {"layers twice", "{'schemaVersion':2,'config':" CONFIG ",'layers':[" LAYER "],'layers':[]}",
         "duplicate /layers"},
        {"a key twice in a descriptor",
         "{'schemaVersion':2,'config':{'size':1,'mediaType':'a/b','size':2,'digest':'" EMPTY_DIGEST
         "'},'layers':[]}",
         "duplicate /config/size"},
        {"annotations", "{'schemaVersion':2,'config':" CONFIG ",'layers':[],'annotations':'x'}",
         "type /annotations"},
        {"subject", "{'schemaVersion':2,'config':" CONFIG ",'layers':[],'subject':'x'}",
         "type /subject"},
        {"schema 1 lacks nothing", "{'schemaVersion':1,'name':'a','fsLayers':[],'history':[]}", ""},
        {"nor does an artifact manifest",
         "{'mediaType':'application/vnd.oci.artifact.manifest.v1+json','blobs':[]}", ""},
    };
    check_cases(OG_DOCUMENT_MANIFEST, cases, COUNT_OF(cases));
}

Test(manifest, tells_schema_1_and_fields_of_other_documents)
{
    static const struct {
        const char *text;
        bool is_schema_1;
        const char *field; /* NULL: none */
    } cases[] = {
        {MANIFEST, false, NULL},
        {"{'schemaVersion':1,'fsLayers':[],'history':[],'signatures':[]}", true, NULL},
        {"{'fsLayers':[]}", true, NULL},
        {"{'schemaVersion':1}", true, NULL},
        {"{'schemaVersion':1,'config':" CONFIG ",'layers':[]}", true, NULL},
        {"{'schemaVersion':2,'config':" CONFIG ",'layers':[],'fsLayers':null}", false, "fsLayers"},
        {"{'schemaVersion':2,'config':" CONFIG ",'layers':[],'history':[]}", false, "history"},
        {"{'schemaVersion':2,'config':" CONFIG ",'manifests':[],'layers':[],'history':0}", false,
         "manifests"},
        {"{'schemaVersion':2,'config':" CONFIG ",'layers':[],'manifests':null}", false,
         "manifests"},
        {"{'schemaVersion':1,'fsLayers':[],'manifests':[]}", true, "manifests"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        parsed p;
        parsed_init(&p);
        parse_quoted(&p, OG_DOCUMENT_MANIFEST, cases[i].text);
        const og_manifest *manifest = &p.document.view.manifest;
        cr_expect_eq(manifest->is_schema_1, cases[i].is_schema_1, "%s", cases[i].text);
        cr_expect_eq(manifest->has_index_fields, cases[i].field != NULL, "%s", cases[i].text);
        if (cases[i].field == NULL)
            cr_expect_null(manifest->foreign_field, "%s", cases[i].text);
        else
            cr_expect_str_eq(manifest->foreign_field, cases[i].field, "%s", cases[i].text);
        parsed_fini(&p);
    }
}

Test(manifest, leaves_an_empty_media_type_out)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_MANIFEST,
                 "{'schemaVersion':2,'mediaType':'','config':" CONFIG ",'layers':[]}");
    cr_expect_null(p.document.view.manifest.media_type);
    cr_expect_str_eq(og_buf_string(&p.shown), "");
    cr_expect(p.document.view.manifest.media_type_is_empty);
    parsed_fini(&p);
}

Test(manifest, cuts_at_the_limit_of_layers)
{
    static const struct {
        uint64_t layers, descriptors;
        size_t count;
    } cases[] = {{2, 100, 2}, {1, 100, 1}, {100, 2, 2}, {100, 1, 1}, {0, 0, 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        parsed p;
        parsed_init(&p);
        p.limits.value[OCIGATE_LIMIT_LAYERS] = cases[i].layers;
        p.limits.value[OCIGATE_LIMIT_DESCRIPTORS] = cases[i].descriptors;
        parse_quoted(&p, OG_DOCUMENT_MANIFEST, MANIFEST);
        cr_expect_eq(p.document.view.manifest.layer_count, cases[i].count);
        cr_expect_str_eq(og_buf_string(&p.shown), cases[i].count < 2 ? "limit /layers" : "");
        parsed_fini(&p);
    }
}

Test(manifest, survives_fifty_thousand_layers)
{
    og_buf text = {0};
    og_buf_text(&text, "{'schemaVersion':2,'config':" CONFIG ",'layers':[{}");
    for (int i = 1; i < 50000; i++)
        og_buf_text(&text, ",{}");
    og_buf_text(&text, "]}");
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_MANIFEST, og_buf_string(&text));
    cr_expect_eq(p.document.view.manifest.layer_count, 4200u);
    cr_expect_str_eq(p.document.defects.first->text,
                     "50000 layers, more than 4200 (--limit layers=N)");
    cr_expect_eq(p.document.defects.count[OG_DEFECT_JSON_TYPE], 3u * 4200u);
    parsed_fini(&p);
    og_buf_fini(&text);
}

static void check_manifest(const og_document *document)
{
    const og_manifest *manifest = &document->view.manifest;
    cr_assert(manifest->has_layers || manifest->layer_count == 0);
    for (size_t i = 0; i < manifest->layer_count; i++) {
        const og_descriptor *layer = &manifest->layers[i];
        cr_assert_not_null(layer->pointer);
        /* what is kept of a descriptor is what it says, or a defect says that it is not */
        if (document->defects.first == NULL)
            cr_assert(layer->media_type != NULL && layer->has_size &&
                      layer->digest.algorithm != OG_ALGORITHM_NONE);
    }
}

Test(manifest, survives_every_change_and_truncation)
{
    char *text = quoted(MANIFEST);
    check_every_change(OG_DOCUMENT_MANIFEST, text, check_manifest);
    check_every_truncation(OG_DOCUMENT_MANIFEST, text);
    free(text);
}
