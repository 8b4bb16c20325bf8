#include "document_support.h"

Test(docker_manifest, is_read_whole)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_DOCKER_MANIFEST,
                 "[{'Config':'c.json','RepoTags':['app:1','app:2'],'Layers':['a/layer.tar','b'],"
                 "'Parent':'p','LayerSources':{'sha256:x':{'mediaType':'a/b'}}},"
                 "{'Config':'d.json','RepoTags':null,'Layers':[]},{'Config':'e','Layers':null}]");
    cr_expect_str_eq(og_buf_string(&p.shown), "");
    const og_docker_manifest *manifest = &p.document.view.docker_manifest;
    cr_assert_eq(manifest->item_count, 3u);
    cr_expect_str_eq(manifest->items[0].pointer, "/0");
    cr_expect_str_eq(manifest->items[0].config, "c.json");
    cr_assert_eq(manifest->items[0].repo_tags.count, 2u);
    cr_expect_str_eq(manifest->items[0].repo_tags.items[1], "app:2");
    cr_assert_eq(manifest->items[0].layers.count, 2u);
    cr_expect_str_eq(manifest->items[0].layers.items[0], "a/layer.tar");
    cr_expect_not(manifest->items[1].repo_tags.is_present);
    cr_expect(manifest->items[1].layers.is_present);
    cr_expect_not(manifest->items[2].layers.is_present);
    parsed_fini(&p);
}

Test(docker_manifest, says_what_is_wrong)
{
    static const defect_case cases[] = {
        {"null", "null", "docker top"},
        {"object", "{}", "docker top"},
        {"empty", "[]", "docker top"},
        {"no JSON", "[", "invalid 1:2"},
        {"bytes behind", "[{'Config':'c','Layers':[]}] x", "invalid 1:30"},
        {"item no object", "[null,'x']", "docker /0; docker /1"},
        {"members missing", "[{}]", "docker /0/Config; docker /0/Layers"},
        {"config null", "[{'Config':null,'Layers':[]}]", "docker /0/Config"},
        {"config empty", "[{'Config':'','Layers':[]}]", "docker /0/Config"},
        {"types", "[{'Config':1,'Layers':'x','RepoTags':'app:1','Parent':2,'LayerSources':[]}]",
         "docker /0/Config; docker /0/RepoTags; docker /0/Layers; docker /0/Parent; "
         "docker /0/LayerSources"},
        {"items of the lists", "[{'Config':'c','Layers':['a',1,''],'RepoTags':[null]}]",
         "docker /0/RepoTags/0; docker /0/Layers/1; docker /0/Layers/2"},
        {"layer sources", "[{'Config':'c','Layers':[],'LayerSources':{'x':'y'}}]",
         "docker /0/LayerSources/x"},
        {"keys in lower case", "[{'config':'c','layers':[]}]",
         "ambiguous /0/config; ambiguous /0/layers; docker /0/Config; docker /0/Layers"},
        {"key twice by case", "[{'Config':'c','CONFIG':'d','Layers':[]}]", "ambiguous /0/CONFIG"},
        {"key twice", "[{'Config':'c','Config':'d','Layers':[]}]", "duplicate /0/Config"},
    };
    check_cases(OG_DOCUMENT_DOCKER_MANIFEST, cases, COUNT_OF(cases));
}

Test(docker_manifest, keeps_the_place_of_layers)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_DOCKER_MANIFEST,
                 "[7,{'Config':'c','Layers':['a',1,'b'],'RepoTags':[1,'app:1']}]");
    const og_docker_manifest *manifest = &p.document.view.docker_manifest;
    cr_assert_eq(manifest->item_count, 2u);
    cr_expect_null(manifest->items[0].config);
    cr_expect_str_eq(manifest->items[0].pointer, "/0");
    const og_docker_item *item = &manifest->items[1];
    cr_assert_eq(item->layers.count, 3u);
    cr_expect_str_eq(item->layers.items[1], "");
    cr_expect_str_eq(item->layers.items[2], "b");
    cr_assert_eq(item->repo_tags.count, 1u);
    cr_expect_str_eq(item->repo_tags.items[0], "app:1");
    parsed_fini(&p);
}

Test(docker_manifest, cuts_at_the_limits)
{
    parsed p;
    parsed_init(&p);
    p.limits.value[OCIGATE_LIMIT_LAYERS] = 1;
    p.limits.value[OCIGATE_LIMIT_DESCRIPTORS] = 1;
    parse_quoted(&p, OG_DOCUMENT_DOCKER_MANIFEST,
                 "[{'Config':'c','Layers':['a','b']},{'Config':'d','Layers':['a']}]");
    cr_expect_str_eq(og_buf_string(&p.shown), "limit top; limit /0/Layers");
    cr_expect_eq(p.document.view.docker_manifest.item_count, 1u);
    cr_expect_eq(p.document.view.docker_manifest.items[0].layers.count, 1u);
    parse_quoted(&p, OG_DOCUMENT_DOCKER_MANIFEST, "[{'Config':'c','Layers':['a']}]");
    cr_expect_str_eq(og_buf_string(&p.shown), "");
    parsed_fini(&p);
}

Test(docker_manifest, survives_every_change_of_a_byte)
{
    char *text = quoted("[{'Config':'c','RepoTags':['a:1'],'Layers':['l','m'],"
                        "'LayerSources':{'x':{}}}]");
    check_every_truncation(OG_DOCUMENT_DOCKER_MANIFEST, text);
    free(text);
}

Test(repositories, lists_references_in_order)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_REPOSITORIES,
                 "{'u/b':{'2':'x','1':'y'},'a':{'latest':'z'},'A':{},'c':{'1':'q'}}");
    cr_expect_str_eq(og_buf_string(&p.shown), "");
    const og_string_list *references = &p.document.view.repositories.references;
    cr_assert_eq(references->count, 4u);
    cr_expect_str_eq(references->items[0], "a:latest");
    cr_expect_str_eq(references->items[1], "c:1");
    cr_expect_str_eq(references->items[2], "u/b:1");
    cr_expect_str_eq(references->items[3], "u/b:2");
    parsed_fini(&p);
}

Test(repositories, says_what_is_wrong)
{
    static const defect_case cases[] = {
        {"empty", "{}", ""},
        {"array", "[]", "type top"},
        {"tags no object", "{'a':[],'b':null}", "type /a; type /b"},
        {"id no string", "{'a':{'1':2}}", "type /a/1"},
    };
    check_cases(OG_DOCUMENT_REPOSITORIES, cases, COUNT_OF(cases));
}

/* The product of a long name and many tags must not be written out. */
Test(repositories, bounds_the_memory_of_long_names)
{
    og_buf text = {0};
    og_buf_text(&text, "{\"");
    for (size_t i = 0; i < 1000000; i++)
        og_buf_char(&text, 'n');
    og_buf_text(&text, "\":{\"x\":1");
    for (size_t i = 0; i < 10000; i++)
        og_buf_format(&text, ",\"%zu\":1", i);
    og_buf_text(&text, "}}");
    parsed p;
    parsed_init(&p);
    parse_text(&p, OG_DOCUMENT_REPOSITORIES, og_buf_string(&text));
    cr_expect(p.document.is_valid);
    cr_expect_eq(p.document.defects.count[OG_DEFECT_JSON_TYPE], 10001u);
    cr_expect_lt(p.arena.used_bytes, 24u * 1024 * 1024);
    parsed_fini(&p);
    og_buf_fini(&text);
}
