#include "rules/registry.h"

#include "document/reference.h"
#include "rules/phrase.h"
#include "rules/source.h"

#include <string.h>

/* What an archive that was cut lacks was perhaps in the rest: archive-truncated or archive-limit
   says it. */
static bool is_cut(const og_facts *facts)
{
    const og_defects *defects = &facts->archive->defects;
    return og_defects_have(defects, OG_DEFECT_CODEC_TRUNCATED) ||
           og_defects_have(defects, OG_DEFECT_TAR_TRUNCATED) ||
           og_defects_have(defects, OG_DEFECT_LIMIT);
}

static void check_layout_missing(const og_subject *subject, og_sink *sink)
{
    const og_facts *facts = subject->facts;
    if (facts->docker_manifest != NULL || facts->kind == OG_KIND_DOCKER_DIR || is_cut(facts))
        return;
    const bool layout = facts->has_layout_member, index = facts->has_index_member;
    if (!layout && index) {
        (void)og_flag(sink, "index.json is here, but no oci-layout");
    } else if (!layout && facts->has_blobs_directory) {
        (void)og_flag(sink, "blobs/ is here, but neither oci-layout nor index.json");
    } else if (layout && !index) {
        og_finding *f = og_flag(sink, "oci-layout is here, but no index.json");
        og_finding_fix(sink, f, "export the image again: index.json says what the layout holds");
    } else if (layout && !facts->has_blobs_directory && facts->top_index != NULL &&
               facts->top_index->is_valid && facts->top_index->view.index.manifest_count > 0) {
        og_finding *f = og_flag(sink, "oci-layout and index.json are here, but no blobs/");
        og_finding_fix(sink, f, "export the image again: the content belongs below blobs/");
    }
}

static void check_layout_invalid(const og_subject *subject, og_sink *sink)
{
    const og_document *document = subject->document->document;
    if (document->kind != OG_DOCUMENT_OCI_LAYOUT)
        return;
    if (og_flag_defects(sink, &document->defects, OG_DEFECT_LAYOUT_INVALID) > 0)
        return;
    if (!document->is_valid)
        (void)og_flag(sink, "oci-layout is no JSON object");
}

static void check_layout_halves_differ(const og_subject *subject, og_sink *sink)
{
    for (const og_halves *halves = subject->facts->halves; halves != NULL; halves = halves->next) {
        og_finding *f = og_flag(sink, "%s", halves->text);
        if (halves->difference == OG_HALVES_MISSING)
            og_finding_severity(sink, f, OCIGATE_SEVERITY_WARNING);
        og_finding_compare(sink, f, halves->expected, halves->found);
        f->image = halves->image;
    }
}

static void check_docker_archive_invalid(const og_subject *subject, og_sink *sink)
{
    const og_document *document = subject->document->document;
    if (document->kind != OG_DOCUMENT_DOCKER_MANIFEST)
        return;
    if (og_flag_defects(sink, &document->defects, OG_DEFECT_DOCKER_ARCHIVE_INVALID) > 0)
        return;
    if (!document->is_valid && document->defects.first == NULL)
        (void)og_flag(sink, "manifest.json is no list of images");
    else if (document->is_valid && document->view.docker_manifest.item_count == 0)
        (void)og_flag(sink, "manifest.json names no image: its list is empty");
}

static bool is_claimed(const og_layer *layer)
{
    return layer->claimed != NULL && layer->claimed->algorithm != OG_ALGORITHM_NONE;
}

/* One file under two promises: at most one of them is true. */
static void check_same_file(const og_subject *subject, og_sink *sink)
{
    const og_image *image = subject->image;
    const og_blob_facts *config = image->config_link == NULL ? NULL : image->config_link->blob;
    for (size_t i = 0; i < image->layer_count; i++) {
        const og_layer *layer = &image->layers[i];
        if (layer->blob == NULL)
            continue;
        if (layer->blob == config) {
            og_finding *f = og_flag(sink, "manifest.json names one file as config and as layer");
            og_finding_layer(sink, f, i);
        }
        for (size_t j = 0; j < i; j++) {
            const og_layer *other = &image->layers[j];
            if (other->blob != layer->blob || !is_claimed(other) || !is_claimed(layer) ||
                og_digest_equal(other->claimed, layer->claimed))
                continue;
            og_finding *f = og_flag(sink,
                                    "manifest.json names one file for layers %zu and %zu, but "
                                    "their diff_ids differ",
                                    j + 1, i + 1);
            og_finding_compare_digests(sink, f, other->claimed, layer->claimed);
            og_finding_layer(sink, f, i);
            break;
        }
    }
}

static void check_docker_archive_image(const og_subject *subject, og_sink *sink)
{
    if (subject->image->docker_item != NULL)
        check_same_file(subject, sink);
}

static void check_docker_archive_link(const og_subject *subject, og_sink *sink)
{
    const og_link *link = subject->link;
    if (!link->leaves_archive)
        return;
    const char *path = og_phrase_or(link->path, "");
    og_finding *f = og_flag(sink, "manifest.json names a %s outside the archive: %s",
                            link->role == OG_LINK_CONFIG ? "config" : "layer", path);
    og_finding_compare(sink, f, "a path inside the archive", path);
}

static void check_reference_ambiguous(const og_subject *subject, og_sink *sink)
{
    for (const og_reference_clash *clash = subject->facts->clashes; clash != NULL;
         clash = clash->next) {
        og_finding *f = og_flag(sink, "%s names two different images", clash->reference);
        og_finding_compare(sink, f, clash->first, clash->second);
    }
}

static void check_repo_tags(const og_docker_item *item, og_sink *sink)
{
    for (size_t i = 0; i < item->repo_tags.count; i++) {
        const char *tag = item->repo_tags.items[i];
        if (og_reference_is_repo_tag(tag))
            continue;
        og_finding *f = og_flag(sink, "the RepoTag \"%s\" is not a legal reference", tag);
        og_finding_at(sink, f, "manifest.json", "%s/RepoTags/%zu", item->pointer, i);
    }
}

static void check_reference_invalid(const og_subject *subject, og_sink *sink)
{
    const og_document *document = subject->document->document;
    if (!document->is_valid)
        return;
    if (document->kind == OG_DOCUMENT_DOCKER_MANIFEST) {
        for (size_t i = 0; i < document->view.docker_manifest.item_count; i++)
            check_repo_tags(&document->view.docker_manifest.items[i], sink);
    }
    for (size_t i = 0;
         document->kind == OG_DOCUMENT_INDEX && i < document->view.index.manifest_count; i++) {
        const og_descriptor *descriptor = &document->view.index.manifests[i];
        if (descriptor->ref_name == NULL || og_reference_is_ref_name(descriptor->ref_name))
            continue;
        og_finding *f =
            og_flag(sink, "the ref name \"%s\" is not a legal reference", descriptor->ref_name);
        og_finding_at(sink, f, "index", "%s/annotations/org.opencontainers.image.ref.name",
                      descriptor->pointer);
    }
}

/* One image may name one missing blob many times. */
static bool is_repeated(const og_facts *facts, const og_link *link)
{
    for (const og_link *other = facts->links; other != NULL && other != link; other = other->next) {
        if (other->image == link->image && other->blob == NULL && other->path != NULL &&
            strcmp(other->path, link->path) == 0)
            return true;
    }
    return false;
}

static void check_blob_missing(const og_subject *subject, og_sink *sink)
{
    const og_link *link = subject->link;
    if (link->blob != NULL || link->is_refused || link->may_be_absent || link->path == NULL)
        return;
    if (link->member != NULL && link->member->target != NULL)
        return; /* there, and not read at this depth */
    /* In a flood, to compare each with all others would take too long. */
    if (sink->flagged < OG_FINDINGS_KEPT_PER_RULE && is_repeated(subject->facts, link))
        return;
    og_finding *f = og_flag(sink, "%s %s is missing", og_phrase_role(link->role), link->path);
    if (link->is_index_member)
        og_finding_severity(sink, f, OCIGATE_SEVERITY_WARNING);
    const char *promised = link->descriptor == NULL ? NULL : link->descriptor->digest_text;
    og_finding_compare(sink, f, og_phrase_or(promised, link->path), "nothing at that place");
    og_finding_path(sink, f, link->path);
}

static bool is_hex(const char *text, size_t length)
{
    return strlen(text) == length && strspn(text, "0123456789abcdef") == length;
}

static bool is_blob(const og_facts *facts, const og_member *member)
{
    return strncmp(member->name, "blobs/", 6) == 0 ||
           (facts->kind == OG_KIND_DOCKER_DIR && is_hex(member->name, 64));
}

/* Docker writes the documents of the old image format too, which nothing has read for years. */
static bool is_docker_habit(const og_facts *facts, const og_member *member)
{
    return facts->kind == OG_KIND_DOCKER_ARCHIVE && member->blob != NULL &&
           member->blob->content == OG_CONTENT_JSON;
}

static void check_blob_unreferenced(const og_subject *subject, og_sink *sink)
{
    const og_facts *facts = subject->facts;
    if (facts->image_count == 0 || facts->is_selection)
        return; /* then nothing could name them, or what names them was left out */
    uint64_t total = 0, blobs = 0;
    const char *first = NULL;
    for (const og_member *member = facts->archive->members; member != NULL; member = member->next) {
        if (member->is_referenced || member->is_duplicate || member->type != OG_MEMBER_FILE ||
            !is_blob(facts, member) || is_docker_habit(facts, member))
            continue;
        if (first == NULL)
            first = member->name;
        blobs++;
        if (__builtin_add_overflow(total, member->size, &total))
            total = UINT64_MAX;
    }
    if (blobs == 0)
        return;
    char count[OG_PHRASE_COUNT_SIZE], size[OG_PHRASE_BYTES_SIZE];
    og_phrase_bytes(total, size);
    og_finding *f =
        og_flag(sink, "%s with %s that nothing names", og_phrase_count(blobs, "blob", count), size);
    og_finding_path(sink, f, first);
    f->count = blobs;
}

static void flag_not_regular(og_sink *sink, const og_link *link)
{
    const char *what = link->member == NULL ? "no regular file" : link->member->type_name;
    og_finding *f = og_flag(sink, "%s %s is no regular file; it was not opened",
                            og_phrase_role(link->role), og_phrase_or(link->path, ""));
    og_finding_compare(sink, f, "regular file", what);
    og_finding_path(sink, f, link->path);
}

static void check_blob_not_regular(const og_subject *subject, og_sink *sink)
{
    if (subject->link->is_refused)
        flag_not_regular(sink, subject->link);
}

static bool is_refused_link(const og_facts *facts, const char *path)
{
    for (const og_link *link = facts->links; path != NULL && link != NULL; link = link->next) {
        if (link->is_refused && link->path != NULL && strcmp(link->path, path) == 0)
            return true;
    }
    return false;
}

/* What no link leads to; the others are flagged with the image that names them. */
static void check_blob_not_regular_archive(const og_subject *subject, og_sink *sink)
{
    const og_defects *defects = &subject->facts->archive->defects;
    if (!og_defects_have(defects, OG_DEFECT_NOT_REGULAR))
        return;
    for (const og_defect *defect = defects->first; defect != NULL; defect = defect->next) {
        if (defect->kind != OG_DEFECT_NOT_REGULAR || is_refused_link(subject->facts, defect->path))
            continue;
        og_finding *f = og_flag(sink, "%s", defect->text);
        og_finding_compare(sink, f, og_phrase_or(defect->expected, "regular file"), defect->found);
        og_finding_path(sink, f, defect->path);
    }
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("layout-missing"),
        .title = "A part of the OCI layout is missing",
        .why = "An OCI layout is oci-layout, index.json and blobs/ together. containerd takes an "
               "archive without oci-layout for something else; without index.json no image is "
               "named.",
        .symptom = "invalid image layout: open oci-layout: no such file or directory",
        .fix = "printf '{\"imageLayoutVersion\":\"1.0.0\"}' > oci-layout",
        .source = OG_SPEC_LAYOUT,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_ARCHIVE, check_layout_missing}},
    },
    {
        OG_RULE_NAME("layout-invalid"),
        .title = "oci-layout is not valid, or its version is not 1.0.0",
        .why = "Tools refuse a layout whose version they do not know. The version is 1.0.0 for "
               "every release of the image specification so far.",
        .symptom = "unsupported image layout version",
        .fix = "printf '{\"imageLayoutVersion\":\"1.0.0\"}' > oci-layout",
        .source = OG_SPEC_LAYOUT,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_DOCUMENT, check_layout_invalid}},
    },
    {
        OG_RULE_NAME("layout-halves-differ"),
        .title = "index.json and manifest.json describe different images",
        .why = "Docker reads manifest.json, containerd reads index.json. Where the two differ, one "
               "archive is two images, and what you scanned may not be what you push. A half that "
               "only lacks an image of the other is a warning.",
        .symptom = "",
        .fix = "docker save IMAGE:TAG > image.tar   (again, with a current Docker)",
        .source = OG_DOCKER_SPEC,
        .evidence = 'S',
        .stage = "push",
        .depth = OCIGATE_DEPTH_BLOBS,
        .risk = OG_RISK_HIGH,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_ARCHIVE, check_layout_halves_differ}},
    },
    {
        OG_RULE_NAME("docker-archive-invalid"),
        .title = "manifest.json of docker save is not usable",
        .why = "It is empty, has values of the wrong type, or names files that cannot be what it "
               "says. docker load fails, or loads less than you think.",
        .symptom = "invalid manifest, layers length mismatch",
        .fix = "docker save IMAGE:TAG > image.tar   (again; do not write manifest.json by hand)",
        .source = OG_DOCKER_SPEC,
        .evidence = 'D',
        .stage = "",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_DOCUMENT, check_docker_archive_invalid},
                   {OG_SUBJECT_IMAGE, check_docker_archive_image},
                   {OG_SUBJECT_LINK, check_docker_archive_link}},
    },
    {
        OG_RULE_NAME("reference-ambiguous"),
        .title = "One reference names two different images",
        .why = "Which of the two is pushed depends on the tool and its version.",
        .symptom = "more than one image reference matches",
        .fix = "give each image a tag of its own and export again",
        .source = OG_SPEC_ANNOTATIONS,
        .evidence = 'O',
        .stage = "push",
        .risk = OG_RISK_MEDIUM,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_ARCHIVE, check_reference_ambiguous}},
    },
    {
        OG_RULE_NAME("reference-invalid"),
        .title = "A tag in the archive is not a legal reference",
        .why = "Tools refuse to load or push under this name, or silently leave the image without "
               "one.",
        .symptom = "invalid reference format",
        .fix = "docker tag IMAGE NAME:TAG   (lower-case name; letters, digits, . _ - in the tag)",
        .source = OG_SPEC_ANNOTATIONS,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(WARNING, WARNING),
        .checks = {{OG_SUBJECT_DOCUMENT, check_reference_invalid}},
    },
    {
        OG_RULE_NAME("blob-missing"),
        .title = "A part of the image is not in the archive",
        .why = "A document names content that is not there, so that the image cannot be pushed or "
               "started as a whole. Members of an index that are absent are a warning: stores keep "
               "partial indexes by design.",
        .symptom = "LayersNotFound: The specified layers could not be found",
        .fix = "pull or build the whole image for its platform, then export it again",
        .source = OG_SPEC_LAYOUT,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LINK, check_blob_missing}},
    },
    {
        OG_RULE_NAME("blob-unreferenced"),
        .title = "The archive holds blobs that nothing names",
        .why = "They take space and are not part of any image. Some tools leave them behind after "
               "an update.",
        .symptom = "",
        .fix = "export into an empty directory, or run: umoci gc --layout DIRECTORY",
        .source = OG_SPEC_LAYOUT,
        .evidence = 'D',
        .stage = "",
        .severity = OG_SEVERITIES(INFO, INFO),
        .checks = {{OG_SUBJECT_ARCHIVE, check_blob_unreferenced}},
    },
    {
        OG_RULE_NAME("blob-not-regular"),
        .title = "A blob is a link, a pipe, a device or a directory",
        .why = "A link may lead out of the layout and change after the check; a pipe blocks the "
               "reader for ever. Such a blob is never opened, so it is not proven.",
        .symptom = "",
        .fix = "cp -rL LAYOUT COPY   (then check and push the copy)",
        .source = OG_SPEC_LAYOUT,
        .evidence = 'I',
        .stage = "",
        .risk = OG_RISK_MEDIUM,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LINK, check_blob_not_regular},
                   {OG_SUBJECT_ARCHIVE, check_blob_not_regular_archive}},
    },
};

OG_RULE_GROUP(og_rules_layout, "layout", rules);
