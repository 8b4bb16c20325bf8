/* Other forms of the model, and how its cases run. */
#include "rules/model.h"

#include "base/buf.h"

#include <criterion/criterion.h>
#include <string.h>

void model_make_docker(model *m)
{
    static const char *layers[] = {"a/layer.tar", "b/layer.tar"};
    static const char *tags[] = {"app:1"};
    model_image *it = m->first;
    og_image *image = &it->image;
    it->docker_item = (og_docker_item){.pointer = "/0",
                                       .config = "c.json",
                                       .repo_tags = {tags, 1, true},
                                       .layers = {layers, 2, true}};
    m->docker_manifest = (og_document){.kind = OG_DOCUMENT_DOCKER_MANIFEST, .is_valid = true};
    m->docker_manifest.view.docker_manifest =
        (og_docker_manifest){.items = &it->docker_item, .item_count = 1};
    m->facts.kind = OG_KIND_DOCKER_ARCHIVE;
    m->facts.layout = m->facts.top_index = NULL;
    m->facts.has_layout_member = m->facts.has_index_member = m->facts.has_blobs_directory = false;
    m->facts.docker_manifest = &m->docker_manifest;
    image->is_docker = true;
    image->is_oci = false;
    image->docker_item = &it->docker_item;
    image->manifest = NULL;
    image->manifest_document = NULL;
    image->manifest_descriptor = NULL;
    image->manifest_link = NULL;
    m->facts.links = it->config_link;
    it->config_link->from = &m->docker_manifest;
    it->config_link->descriptor = NULL;
    it->config_link->path = "c.json";
    for (size_t i = 0; i < image->layer_count; i++) {
        it->layers[i].descriptor = NULL;
        it->layer_links[i]->descriptor = NULL;
        it->layer_links[i]->from = &m->docker_manifest;
        it->layer_links[i]->path = layers[i % 2];
    }
    m->facts.documents = NULL;
    m->last_document = NULL;
    (void)model_add_document(m, &m->docker_manifest, -1);
    (void)model_add_document(m, &it->config_document, 0);
}

void model_make_dir(model *m)
{
    m->facts.kind = OG_KIND_DOCKER_DIR;
    m->facts.layout = m->facts.top_index = NULL;
    m->facts.has_layout_member = m->facts.has_index_member = m->facts.has_blobs_directory = false;
    m->facts.documents = m->facts.documents->next->next;
    m->first->image.manifest_descriptor = NULL;
    m->first->image.manifest_link = NULL;
    m->facts.links = m->facts.links->next;
}

og_index_node *model_add_index(model *m)
{
    static const char *references[] = {"app:1"};
    og_index_node *index = OG_NEW(&m->arena, og_index_node);
    og_document *document = OG_NEW(&m->arena, og_document);
    *document = (og_document){.kind = OG_DOCUMENT_INDEX, .is_valid = true};
    document->digest = model_digest(7);
    document->view.index = (og_index){.has_schema_version = true,
                                      .schema_version = 2,
                                      .media_type = "application/vnd.oci.image.index.v1+json"};
    (void)model_add_document(m, document, -1);
    index->document = document;
    index->references = references;
    index->reference_count = 1;
    index->depth = 1;
    index->members = OG_NEW_ARRAY(&m->arena, og_index_member, 8);
    for (size_t i = 0; i < m->facts.image_count; i++) {
        og_image *image = m->facts.images[i];
        model_image *it = i == 0 ? m->first : m->second;
        it->descriptor.has_platform = true;
        it->descriptor.platform.os = image->config->os;
        it->descriptor.platform.architecture = image->config->architecture;
        image->parent = index;
        image->member_descriptor = &it->descriptor;
        og_index_member *member = model_add_member_of(index, OG_MEMBER_IS_IMAGE);
        member->descriptor = &it->descriptor;
        member->image = (ptrdiff_t)i;
    }
    index->next = m->facts.indexes;
    m->facts.indexes = index;
    return index;
}

og_index_member *model_add_member_of(og_index_node *index, og_index_member_kind kind)
{
    static const og_descriptor none = {.pointer = "/manifests/9"};
    og_index_member *member = &index->members[index->member_count++];
    *member = (og_index_member){.descriptor = &none, .kind = kind, .image = -1};
    return member;
}

og_defect *model_add_defect(model *m, og_defects *defects, og_defect_kind kind)
{
    return og_defect_add(defects, &m->arena, kind, "something is wrong");
}

const char *model_judge(model *m)
{
    og_sink_init(&m->sink, &m->arena, m->options.limits.value[OCIGATE_LIMIT_FINDINGS]);
    og_engine_run(&m->facts, &m->sink);
    m->policy.options = &m->options;
    og_engine_run_policy(&m->policy, &m->sink);
    og_buf text;
    og_buf_init(&text);
    for (const og_finding *f = m->sink.first; f != NULL; f = f->next) {
        if (f->severity != OCIGATE_SEVERITY_OFF)
            og_buf_format(&text, "%s%s:%s", text.length > 0 ? " " : "",
                          ocigate_severity_name(f->severity), f->rule->name);
    }
    const char *findings = og_arena_text(&m->arena, og_buf_string(&text));
    og_buf_fini(&text);
    return findings;
}

bool rule_case_fires(const rule_case *row, const char *rule)
{
    const size_t length = strlen(rule);
    for (const char *at = row->findings; (at = strchr(at, ':')) != NULL; at++) {
        if (strncmp(at + 1, rule, length) == 0 && (at[1 + length] == ' ' || at[1 + length] == '\0'))
            return true;
    }
    return false;
}

static bool has(const char *text, const char *part)
{
    return text != NULL && strstr(text, part) != NULL;
}

static bool is_said(const model *m, const rule_case *row)
{
    for (const og_finding *f = m->sink.first; f != NULL; f = f->next) {
        if (strcmp(f->rule->name, row->rule) == 0 &&
            (has(f->message, row->says) || has(f->fix, row->says) || has(f->expected, row->says) ||
             has(f->found, row->says) || has(f->pointer, row->says) || has(f->path, row->says)))
            return true;
    }
    return false;
}

static void check_finding(const rule_case *row, const og_finding *f)
{
    cr_expect_not_null(f->fix, "%s, %s", row->rule, row->name);
    cr_expect(f->message != NULL && f->message[0] != '\0', "%s, %s", row->rule, row->name);
    cr_expect_not_null(f->document, "%s, %s", row->rule, row->name);
    cr_expect_geq(f->count, 1, "%s, %s", row->rule, row->name);
    cr_expect_neq(f->message[strlen(f->message) - 1], '.', "%s, %s: %s", row->rule, row->name,
                  f->message);
}

void rule_cases_run(const rule_cases *cases)
{
    for (size_t i = 0; i < cases->count; i++) {
        const rule_case *row = &cases->rows[i];
        model storage;
        model *m = &storage;
        model_init(m);
        row->change(m);
        const char *found = model_judge(m);
        cr_expect_str_eq(found, row->findings, "%s, %s: \"%s\" instead of \"%s\"", row->rule,
                         row->name, found, row->findings);
        for (const og_finding *f = m->sink.first; f != NULL; f = f->next)
            check_finding(row, f);
        cr_expect(row->says == NULL || is_said(m, row), "%s, %s: does not say \"%s\", but \"%s\"",
                  row->rule, row->name, row->says,
                  m->sink.first == NULL ? "" : m->sink.first->message);
        model_fini(m);
    }
}
