#include "rules/model.h"

#include "rules/entrypoint.h"

#include <string.h>

#define LAYER_BYTES 4096u

og_digest model_digest(unsigned seed)
{
    og_digest digest = {.algorithm = OG_SHA256};
    memset(digest.bytes, 0x5a, 32);
    memcpy(digest.bytes, &seed, sizeof seed);
    return digest;
}

static const char *digest_text(model *m, const og_digest *digest)
{
    char text[OG_DIGEST_TEXT_SIZE];
    og_digest_format(digest, text);
    return og_arena_text(&m->arena, text);
}

og_blob_facts *model_blob(const og_blob_facts *blob)
{
    og_blob_facts *made;
    memcpy(&made, &blob, sizeof made);
    return made;
}

og_member *model_add_file(model *m, const char *name, uint64_t size)
{
    og_member *member = OG_NEW(&m->arena, og_member);
    og_blob_facts *blob = OG_NEW(&m->arena, og_blob_facts);
    *blob = (og_blob_facts){.size = size, .is_complete = true, .content = OG_CONTENT_JSON};
    *member = (og_member){.name = name,
                          .raw_name = name,
                          .type = OG_MEMBER_FILE,
                          .type_name = "regular file",
                          .size = size,
                          .blob = blob,
                          .is_known = true,
                          .is_referenced = true};
    member->target = member;
    if (m->archive.last == NULL)
        m->archive.members = member;
    else
        m->archive.last->next = member;
    m->archive.last = member;
    m->archive.member_count++;
    return member;
}

og_document_node *model_add_document(model *m, og_document *document, ptrdiff_t image)
{
    og_document_node *node = OG_NEW(&m->arena, og_document_node);
    *node = (og_document_node){.document = document, .image = image};
    if (m->last_document == NULL)
        m->facts.documents = node;
    else
        m->last_document->next = node;
    m->last_document = node;
    return node;
}

og_link *model_add_link(model *m, og_link_role role, const og_document *from,
                        const og_descriptor *descriptor)
{
    og_link *link = OG_NEW(&m->arena, og_link);
    const char *text = digest_text(m, &descriptor->digest);
    const char *path = og_arena_format(&m->arena, "blobs/sha256/%s", text + strlen("sha256:"));
    og_member *member = model_add_file(m, path, descriptor->size);
    model_blob(member->blob)->digest = descriptor->digest;
    *link = (og_link){.role = role,
                      .from = from,
                      .pointer = descriptor->pointer,
                      .descriptor = descriptor,
                      .path = path,
                      .member = member,
                      .blob = member->blob,
                      .image = -1,
                      .layer = -1};
    if (m->last_link == NULL)
        m->facts.links = link;
    else
        m->last_link->next = link;
    m->last_link = link;
    return link;
}

static og_descriptor describe(model *m, const char *pointer, const char *media_type, unsigned seed,
                              uint64_t size)
{
    const og_digest digest = model_digest(seed);
    return (og_descriptor){.pointer = pointer,
                           .media_type = media_type,
                           .digest = digest,
                           .digest_text = digest_text(m, &digest),
                           .has_size = true,
                           .size = size};
}

static og_string_list list_of(model *m, size_t count, const char *const *words)
{
    const char **items = OG_NEW_ARRAY(&m->arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        items[i] = words[i];
    return (og_string_list){.items = items, .count = count, .is_present = true};
}

static const og_elf_facts amd64_elf = {.is_64_bit = true,
                                       .is_little_endian = true,
                                       .machine = OG_ELF_X86_64,
                                       .type = 3,
                                       .interpreter_is_known = true,
                                       .dynamic_is_known = true,
                                       .versions_are_known = true};

const og_file_facts model_elf = {
    .format = OG_FORMAT_ELF, .marks_are_complete = true, .elf = &amd64_elf};

/* Good whatever the architecture. */
static const og_file_facts script = {
    .format = OG_FORMAT_SCRIPT, .marks_are_complete = true, .interpreter = "/bin/sh"};

og_program *model_new_program(model *m, const char *path, og_program_state state)
{
    og_program *program = OG_NEW(&m->arena, og_program);
    *program = (og_program){.path = path, .state = state};
    if (og_program_is_missing(program))
        return program;
    og_entry *entry = OG_NEW(&m->arena, og_entry);
    og_node *node = OG_NEW(&m->arena, og_node);
    *entry = (og_entry){.name = path + 1, .type = '0', .mode = 0755, .size = 1};
    *node = (og_node){.path = path + 1, .entry = entry, .file = entry, .type = '0'};
    program->target = path;
    program->node = node;
    program->file = &script;
    program->interpreter_text = script.interpreter;
    return program;
}

og_program *model_program(model *m)
{
    return m->first->program;
}

/* As image/command leaves it: Entrypoint, then Cmd. */
static void set_command(model *m, model_image *it)
{
    const og_string_list *entrypoint = &it->config->entrypoint, *cmd = &it->config->cmd;
    const char **argv = OG_NEW_ARRAY(&m->arena, const char *, entrypoint->count + cmd->count);
    for (size_t i = 0; i < entrypoint->count; i++)
        argv[i] = entrypoint->items[i];
    for (size_t i = 0; i < cmd->count; i++)
        argv[entrypoint->count + i] = cmd->items[i];
    og_command *command = &it->image.command;
    command->argv = argv;
    command->argc = entrypoint->count + cmd->count;
    command->entrypoint_count = entrypoint->count;
    command->pointer = entrypoint->count > 0 ? "/config/Entrypoint/0"
                       : cmd->count > 0      ? "/config/Cmd/0"
                                             : NULL;
    command->files_are_known = true;
    command->working_dir = "/";
    command->program = it->program = NULL;
    if (command->argc > 0 && argv[0][0] == '/')
        command->program = it->program = model_new_program(m, argv[0], OG_PROGRAM_FOUND);
}

void model_set_entrypoint(model *m, const char *first, const char *second)
{
    const char *const words[] = {first, second};
    const size_t count = first == NULL ? 0 : second == NULL ? 1 : 2;
    m->first->config->entrypoint = list_of(m, count, words);
    set_command(m, m->first);
}

void model_set_cmd(model *m, size_t count, const char *const *words)
{
    m->first->config->cmd = list_of(m, count, words);
    set_command(m, m->first);
}

void model_set_env(model *m, size_t count, const char *const *entries)
{
    m->first->config->env = list_of(m, count, entries);
}

static void fill_config(model *m, model_image *it)
{
    static const char *const entrypoint[] = {"/usr/bin/python3.11", "-m", "awslambdaric"};
    static const char *const cmd[] = {"app.handler"};
    static const char *const env[] = {"PATH=/usr/bin:/bin", "LAMBDA_TASK_ROOT=/var/task",
                                      "LAMBDA_RUNTIME_DIR=/var/runtime", "TZ=:/etc/localtime"};
    it->config_document = (og_document){.kind = OG_DOCUMENT_CONFIG,
                                        .is_valid = true,
                                        .member = "config",
                                        .size_bytes = 900,
                                        .digest = model_digest(2)};
    og_config *config = &it->config_document.view.config;
    *config = (og_config){.os = "linux",
                          .architecture = "amd64",
                          .created = "2024-05-01T12:00:00.123456789Z",
                          .has_config = true,
                          .working_dir = "/var/task",
                          .settings_bytes = 200,
                          .has_rootfs = true,
                          .rootfs_type = "layers"};
    config->entrypoint = list_of(m, 3, entrypoint);
    config->cmd = list_of(m, 1, cmd);
    config->env = list_of(m, 4, env);
    it->config = config;
    it->image.config = config;
    it->image.config_document = &it->config_document;
    set_command(m, it);
}

static void fill_layer(model *m, model_image *it, size_t i, unsigned seed)
{
    it->layer_descriptors[i] =
        describe(m, og_arena_format(&m->arena, "/layers/%zu", i), MODEL_OCI_LAYER, seed, 1000);
    og_link *link =
        model_add_link(m, OG_LINK_LAYER, &it->manifest_document, &it->layer_descriptors[i]);
    link->image = (ptrdiff_t)it->image.index;
    link->layer = (ptrdiff_t)i;
    og_blob_facts *blob = &it->layer_blobs[i];
    *blob = *link->blob;
    blob->compression = OG_COMPRESSION_GZIP;
    blob->content = OG_CONTENT_TAR;
    blob->is_decoded = blob->is_walked = true;
    blob->plain_size = LAYER_BYTES;
    blob->diff_id = model_digest(seed + 100000);
    link->blob = blob;

    it->layer_links[i] = link;
    it->config->diff_ids[i] = blob->diff_id;
    it->config->diff_id_texts[i] = digest_text(m, &blob->diff_id);
    it->layers[i] = (og_layer){.index = i,
                               .link = link,
                               .blob = blob,
                               .descriptor = &it->layer_descriptors[i],
                               .claimed = &it->config->diff_ids[i],
                               .claimed_text = it->config->diff_id_texts[i],
                               .created_by = "COPY . /var/task"};
}

static void fill_layers(model *m, model_image *it, size_t count, unsigned seed)
{
    it->layers = OG_NEW_ARRAY(&m->arena, og_layer, count);
    it->layer_descriptors = OG_NEW_ARRAY(&m->arena, og_descriptor, count);
    it->layer_blobs = OG_NEW_ARRAY(&m->arena, og_blob_facts, count);
    it->layer_links = OG_NEW_ARRAY(&m->arena, og_link *, count);
    it->config->diff_ids = OG_NEW_ARRAY(&m->arena, og_digest, count);
    it->config->diff_id_texts = OG_NEW_ARRAY(&m->arena, const char *, count);
    it->config->diff_id_count = count;
    it->config->has_diff_ids = true;
    for (size_t i = 0; i < count; i++)
        fill_layer(m, it, i, seed + (unsigned)i);
    it->image.layers = it->layers;
    it->image.layer_count = count;
    it->image.unpacked_bytes = count * LAYER_BYTES;
    it->image.unpacked_is_known = true;
    it->manifest->layers = it->layer_descriptors;
    it->manifest->layer_count = count;
    it->manifest->has_layers = true;
}

static model_image *add_image(model *m, unsigned seed)
{
    model_image *it = OG_NEW(&m->arena, model_image);
    it->manifest_document = (og_document){.kind = OG_DOCUMENT_MANIFEST,
                                          .is_valid = true,
                                          .member = "manifest",
                                          .size_bytes = 700,
                                          .digest = model_digest(seed)};
    it->manifest = &it->manifest_document.view.manifest;
    *it->manifest = (og_manifest){.has_schema_version = true,
                                  .schema_version = 2,
                                  .media_type = MODEL_OCI_MANIFEST,
                                  .has_config = true};
    it->manifest->config = describe(m, "/config", MODEL_OCI_CONFIG, seed + 1, 900);
    it->descriptor = describe(m, "/manifests/0", MODEL_OCI_MANIFEST, seed, 700);
    og_image *image = &it->image;
    image->index = m->facts.image_count;
    image->name = "app:1";
    image->is_oci = true;
    fill_config(m, it);
    image->manifest = it->manifest;
    image->manifest_document = &it->manifest_document;
    image->manifest_descriptor = &it->descriptor;
    it->manifest_link = model_add_link(m, OG_LINK_MANIFEST, &m->top_index, &it->descriptor);
    it->config_link =
        model_add_link(m, OG_LINK_CONFIG, &it->manifest_document, &it->manifest->config);
    it->manifest_link->image = it->config_link->image = (ptrdiff_t)image->index;
    image->manifest_link = it->manifest_link;
    image->config_link = it->config_link;
    fill_layers(m, it, 2, seed + 10);
    (void)model_add_document(m, &it->manifest_document, (ptrdiff_t)image->index);
    (void)model_add_document(m, &it->config_document, (ptrdiff_t)image->index);
    m->facts.images[m->facts.image_count++] = image;
    return it;
}

void model_init(model *m)
{
    *m = (model){0};
    og_arena_init(&m->arena);
    og_limits_init(&m->options.limits);
    m->options.depth = OCIGATE_DEPTH_ROOTFS;
    m->options.fail_on = OCIGATE_SEVERITY_ERROR;
    m->archive = (og_archive){.form = OG_ARCHIVE_TAR, .is_complete = true};
    m->facts = (og_facts){.input_name = "app.tar",
                          .kind = OG_KIND_OCI_ARCHIVE,
                          .archive = &m->archive,
                          .options = &m->options,
                          .layout = &m->layout,
                          .top_index = &m->top_index,
                          .has_blobs_directory = true,
                          .has_index_member = true,
                          .has_layout_member = true};
    m->facts.images = OG_NEW_ARRAY(&m->arena, og_image *, 8);
    (void)model_add_file(m, "oci-layout", 30);
    (void)model_add_file(m, "index.json", 300);
    m->layout = (og_document){.kind = OG_DOCUMENT_OCI_LAYOUT, .is_valid = true};
    m->layout.view.layout.version = "1.0.0";
    m->top_index = (og_document){.kind = OG_DOCUMENT_INDEX, .is_valid = true};
    (void)model_add_document(m, &m->layout, -1);
    (void)model_add_document(m, &m->top_index, -1);
    m->first = add_image(m, 1);
    m->first->descriptor.ref_name = "1";
    m->top_index.view.index = (og_index){.has_schema_version = true,
                                         .schema_version = 2,
                                         .manifests = &m->first->descriptor,
                                         .manifest_count = 1,
                                         .has_manifests = true};
}

void model_fini(model *m)
{
    og_arena_fini(&m->arena);
}

model_image *model_add_image(model *m)
{
    m->second = add_image(m, 1001);
    return m->second;
}

void model_set_layers(model *m, size_t count)
{
    m->last_link = m->first->config_link;
    m->last_link->next = NULL;
    fill_layers(m, m->first, count, 11);
}
