#include "rules/model.h"

#include <criterion/criterion.h>

static void keep(model *m)
{
    (void)m;
}

static void add(model *m, og_defect_kind kind)
{
    og_defect *defect = model_add_defect(m, &m->first->config_document.defects, kind);
    defect->pointer = "/config/Env";
    defect->line = 3;
    defect->column = 14;
}

static void break_json(model *m)
{
    add(m, OG_DEFECT_JSON_INVALID);
}

static void repeat_key(model *m)
{
    add(m, OG_DEFECT_JSON_DUPLICATE_KEY);
}

static void change_case(model *m)
{
    add(m, OG_DEFECT_JSON_AMBIGUOUS_KEY);
}

static void change_type(model *m)
{
    add(m, OG_DEFECT_JSON_TYPE);
}

static void write_null_manifests(model *m)
{
    og_defect *defect = model_add_defect(m, &m->top_index.defects, OG_DEFECT_JSON_TYPE);
    defect->pointer = "/manifests";
    defect->found = "null"; /* as the parser says it */
}

static void write_null_manifests_with_docker(model *m)
{
    write_null_manifests(m);
    m->facts.docker_manifest = &m->docker_manifest;
}

static void write_text_for_manifests_with_docker(model *m)
{
    write_null_manifests_with_docker(m);
    m->top_index.defects.first->found = "a string";
}

static void write_two_wrong_types_with_docker(model *m)
{
    write_null_manifests_with_docker(m);
    (void)model_add_defect(m, &m->top_index.defects, OG_DEFECT_JSON_TYPE);
}

static void misspell_digest(model *m)
{
    add(m, OG_DEFECT_DIGEST_MALFORMED);
}

static void use_md5(model *m)
{
    add(m, OG_DEFECT_DIGEST_UNSUPPORTED);
}

static void contradict_descriptor(model *m)
{
    add(m, OG_DEFECT_DESCRIPTOR_INVALID);
}

static void break_attestation(model *m)
{
    og_document *document = OG_NEW(&m->arena, og_document);
    document->kind = OG_DOCUMENT_MANIFEST;
    (void)model_add_defect(m, &document->defects, OG_DEFECT_JSON_INVALID);
    model_add_document(m, document, -1)->is_exempt = true;
}

static void use_sha512(model *m)
{
    m->first->manifest->layers[0].digest.algorithm = OG_SHA512;
    m->first->layer_blobs[0].digest_sha512 = m->first->manifest->layers[0].digest;
}

static const rule_case rows[] = {
    {"json-invalid", "a config", break_json, "error:json-invalid", "/config/Env"},
    {"json-invalid", "an attestation", break_attestation, "error:json-invalid", NULL},
    {"json-invalid", "good documents", keep, "", NULL},
    {"json-duplicate-key", "a key twice", repeat_key, "error:json-duplicate-key", NULL},
    {"json-duplicate-key", "each key once", keep, "", NULL},
    {"json-ambiguous-key", "another case", change_case, "error:json-ambiguous-key", NULL},
    {"json-ambiguous-key", "the case of the specification", keep, "", NULL},
    {"json-type", "a wrong type", change_type, "error:json-type", NULL},
    {"json-type", "no list in index.json", write_null_manifests, "error:json-type", NULL},
    {"json-type", "no list in index.json beside manifest.json", write_null_manifests_with_docker,
     "warning:json-type", NULL},
    {"json-type", "a text for the list", write_text_for_manifests_with_docker, "error:json-type",
     NULL},
    {"json-type", "no list, and more", write_two_wrong_types_with_docker,
     "error:json-type error:json-type", NULL},
    {"json-type", "right types", keep, "", NULL},
    {"digest-malformed", "no digest", misspell_digest, "error:digest-malformed", NULL},
    {"digest-malformed", "sha256", keep, "", NULL},
    {"digest-unsupported", "md5", use_md5, "error:digest-unsupported", NULL},
    {"digest-unsupported", "sha512", use_sha512, "", NULL},
    {"descriptor-invalid", "a contradiction", contradict_descriptor, "error:descriptor-invalid",
     NULL},
    {"descriptor-invalid", "no contradiction", keep, "", NULL},
};

RULE_CASES(document_cases, rows);

Test(rules_document, judge_json)
{
    rule_cases_run(&document_cases);
}

Test(rules_document, name_line_and_column)
{
    model m;
    model_init(&m);
    break_json(&m);
    cr_assert_str_eq(model_judge(&m), "error:json-invalid");
    const og_finding *f = m.sink.first;
    cr_assert_eq(f->line, 3);
    cr_assert_eq(f->column, 14);
    cr_assert_eq(f->image, 0);
    cr_assert_str_eq(f->document, "config");
    cr_assert_str_eq(f->message, "something is wrong");
    model_fini(&m);
}
