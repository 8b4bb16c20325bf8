#include "rules/registry.h"

#include "rules/phrase.h"
#include "rules/source.h"

#include <stdio.h>

static void check_image_not_found(const og_subject *subject, og_sink *sink)
{
    const og_facts *facts = subject->facts;
    const ocigate_options *options = subject->options;
    if (!facts->selection_is_empty || facts->kind == OG_KIND_UNKNOWN)
        return;
    char digest[OG_DIGEST_TEXT_SIZE];
    og_digest_format(&options->digest, digest);
    og_phrase_list wanted = {0}, there = {0};
    if (options->reference != NULL)
        og_phrase_add(&wanted, "%s", options->reference);
    if (digest[0] != '\0')
        og_phrase_add(&wanted, "%s", digest);
    if (options->platform_text != NULL)
        og_phrase_add(&wanted, "%s", options->platform_text);
    for (size_t i = 0; i < facts->available_count; i++)
        og_phrase_add(&there, "%s", facts->available[i]);
    const char *wanted_text = og_phrase_end(&wanted);
    const char *there_text = there.count > 0 ? og_phrase_end(&there) : "no image";
    og_finding *f = og_flag(sink, "nothing here is %s; there is %s", wanted_text, there_text);
    og_finding_compare(sink, f, wanted_text, there_text);
}

/* An archive that is cut or damaged says so itself, and parts of a layout are judged by the rules
 * of layouts. */
static bool is_explained(const og_facts *facts)
{
    const og_defects *defects = &facts->archive->defects;
    return og_defects_have(defects, OG_DEFECT_CODEC_TRUNCATED) ||
           og_defects_have(defects, OG_DEFECT_CODEC_CORRUPT) ||
           og_defects_have(defects, OG_DEFECT_TAR_TRUNCATED) ||
           og_defects_have(defects, OG_DEFECT_LIMIT) || facts->has_index_member ||
           facts->has_layout_member || facts->has_blobs_directory;
}

static const char *describe_bytes(const og_archive *archive)
{
    if (archive->looks_like != NULL)
        return archive->looks_like;
    switch (archive->content) {
    case OG_CONTENT_EMPTY:
        return "no bytes at all";
    case OG_CONTENT_JSON:
        return "a single JSON document";
    default:
        return "bytes of no known kind";
    }
}

static void describe_members(const og_archive *archive, char text[OG_PHRASE_LIST_BYTES + 128])
{
    og_phrase_list names = {0};
    for (const og_member *member = archive->members; member != NULL; member = member->next) {
        if (member->type != OG_MEMBER_DIRECTORY)
            og_phrase_add(&names, "%s", member->name);
    }
    (void)snprintf(text, OG_PHRASE_LIST_BYTES + 128, "%s %s%s",
                   archive->form == OG_ARCHIVE_TAR ? "a tar archive" : "a directory",
                   names.count == 0 ? "without files" : "of ", og_phrase_end(&names));
}

static void check_input_unrecognized(const og_subject *subject, og_sink *sink)
{
    const og_facts *facts = subject->facts;
    const og_archive *archive = facts->archive;
    if (facts->kind != OG_KIND_UNKNOWN || is_explained(facts))
        return;
    char members[OG_PHRASE_LIST_BYTES + 128];
    const char *found = describe_bytes(archive);
    if (archive->form != OG_ARCHIVE_NONE && archive->looks_like == NULL) {
        describe_members(archive, members);
        found = members;
    }
    og_finding *f;
    if (facts->looks_like_legacy_docker) {
        f = og_flag(sink, "no image here: an archive of docker save older than 1.10, which has no "
                          "manifest.json");
        og_finding_fix(sink, f, "load it with an old Docker and save it again with a new one");
    } else if (facts->looks_like_rootfs) {
        f = og_flag(sink, "no image here: the files of a container, as docker export writes them");
        og_finding_fix(sink, f, "docker save IMAGE > image.tar   (not docker export)");
    } else {
        f = og_flag(sink, "no image here: %s", found);
    }
    og_finding_compare(
        sink, f, "oci-layout and index.json, manifest.json of docker save, or a dir: tree", found);
}

static void check_archive_truncated(const og_subject *subject, og_sink *sink)
{
    const og_defects *defects = &subject->facts->archive->defects;
    (void)og_flag_defects(sink, defects, OG_DEFECT_CODEC_TRUNCATED);
    (void)og_flag_defects(sink, defects, OG_DEFECT_TAR_TRUNCATED);
}

static void check_archive_corrupt(const og_subject *subject, og_sink *sink)
{
    static const og_defect_kind kinds[] = {OG_DEFECT_CODEC_CORRUPT, OG_DEFECT_CODEC_TRAILING,
                                           OG_DEFECT_CODEC_UNSUPPORTED, OG_DEFECT_TAR_CORRUPT,
                                           OG_DEFECT_TAR_TRAILING};
    const og_archive *archive = subject->facts->archive;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        (void)og_flag_defects(sink, &archive->defects, kinds[i]);
    if (archive->form != OG_ARCHIVE_NONE) /* else input-unrecognized says what it is */
        (void)og_flag_defects(sink, &archive->defects, OG_DEFECT_NOT_TAR);
}

static void check_archive_end_missing(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, &subject->facts->archive->defects, OG_DEFECT_TAR_END_MISSING);
}

static void check_tar_ambiguous(const og_subject *subject, og_sink *sink)
{
    const og_defects *defects = &subject->facts->archive->defects;
    (void)og_flag_defects(sink, defects, OG_DEFECT_TAR_AMBIGUOUS);
    (void)og_flag_defects(sink, defects, OG_DEFECT_TAR_SPARSE);
    (void)og_flag_defects(sink, defects, OG_DEFECT_READERS_DISAGREE);
}

static void check_tar_ambiguous_layer(const og_subject *subject, og_sink *sink)
{
    if (subject->layer->blob != NULL && !subject->image->is_artifact)
        (void)og_flag_defects(sink, &subject->layer->blob->defects, OG_DEFECT_TAR_AMBIGUOUS);
}

static void check_archive_path_unsafe(const og_subject *subject, og_sink *sink)
{
    const og_defects *defects = &subject->facts->archive->defects;
    (void)og_flag_defects(sink, defects, OG_DEFECT_ENTRY_PATH_UNSAFE);
    for (const og_defect *defect = defects->first; defect != NULL; defect = defect->next) {
        if (defect->kind != OG_DEFECT_ENTRY_PATH_ABSOLUTE)
            continue;
        og_finding *f = og_flag_defect(sink, defect);
        og_finding_severity(sink, f, OCIGATE_SEVERITY_WARNING);
        og_finding_fix(sink, f,
                       "write member names without a leading slash (Buildpacks: a newer "
                       "pack, or docker save of the loaded image)");
    }
}

static void check_archive_entry_duplicate(const og_subject *subject, og_sink *sink)
{
    const og_defects *defects = &subject->facts->archive->defects;
    (void)og_flag_defects(sink, defects, OG_DEFECT_ENTRY_CONFLICT);
    (void)og_flag_defects_as(sink, defects, OG_DEFECT_ENTRY_DUPLICATE, OCIGATE_SEVERITY_WARNING);
}

static void check_archive_entry_type(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, &subject->facts->archive->defects, OG_DEFECT_ENTRY_TYPE);
}

static void check_archive_entry_unexpected(const og_subject *subject, og_sink *sink)
{
    const og_facts *facts = subject->facts;
    if (facts->kind == OG_KIND_UNKNOWN || facts->is_selection)
        return;
    og_phrase_list names = {0};
    const char *first = NULL;
    for (const og_member *member = facts->archive->members; member != NULL; member = member->next) {
        if (member->is_known || member->is_referenced || member->is_duplicate ||
            member->type == OG_MEMBER_DIRECTORY)
            continue;
        og_phrase_add(&names, "%s", member->name);
        if (first == NULL)
            first = member->name;
    }
    if (names.count == 0)
        return;
    char count[OG_PHRASE_COUNT_SIZE];
    const uint64_t total = names.count;
    og_finding *f = og_flag(sink, "%s that no image format knows: %s",
                            og_phrase_count(total, "file", count), og_phrase_end(&names));
    og_finding_path(sink, f, first);
    f->count = total;
}

static void check_archive_limit(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, &subject->facts->archive->defects, OG_DEFECT_LIMIT);
    (void)og_flag_defects(sink, &subject->facts->defects, OG_DEFECT_LIMIT);
}

static void check_archive_limit_document(const og_subject *subject, og_sink *sink)
{
    const og_document *document = subject->document->document;
    if (og_flag_defects(sink, &document->defects, OG_DEFECT_LIMIT) > 0)
        return;
    /* A manifest that was not read has no defect of its own: mostly manifest-too-large says why. */
    if (document->kind != OG_DOCUMENT_MANIFEST || document->is_valid ||
        document->defects.first != NULL || document->size_bytes > OG_MANIFEST_BYTES_MAX)
        return;
    og_finding *f = og_flag(sink,
                            "the manifest was not read: it has %zu bytes ("
                            "--limit document-bytes=N and documents-bytes=N)",
                            document->size_bytes);
    og_finding_path(sink, f, document->member);
}

static void check_archive_limit_layer(const og_subject *subject, og_sink *sink)
{
    if (subject->layer->blob != NULL)
        (void)og_flag_defects(sink, &subject->layer->blob->defects, OG_DEFECT_LIMIT);
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("image-not-found"),
        .title = "No image matches --ref, --digest or --platform",
        .why =
            "Nothing was judged: what you asked for is not in this input. The finding lists what "
            "is there.",
        .symptom = "",
        .fix = "name one of the images that are there, or leave --ref, --digest and --platform out "
               "to judge all of them",
        .source = OG_SPEC_ANNOTATIONS,
        .evidence = 'D',
        .stage = "",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_ARCHIVE, check_image_not_found}},
    },
    {
        OG_RULE_NAME("input-unrecognized"),
        .title = "The input holds no image that is known",
        .why = "There is neither an OCI layout (oci-layout and index.json) nor manifest.json of "
               "docker save nor a dir: tree. Often the step before failed and piped nothing.",
        .symptom =
            "open /var/lib/docker/tmp/docker-import-1/repositories: no such file or directory",
        .fix = "docker save IMAGE:TAG | ocigate",
        .source = OG_SPEC_LAYOUT,
        .evidence = 'D',
        .stage = "",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_ARCHIVE, check_input_unrecognized}},
    },
    {
        OG_RULE_NAME("archive-truncated"),
        .title = "The archive ends early",
        .why = "A part of the image is missing: the disk was full, or the command that wrote the "
               "archive was stopped. What is left may still load, without its last layers.",
        .symptom = "unexpected EOF",
        .fix = "write the archive again, with set -o pipefail, and compare its size",
        .source = OG_POSIX_PAX,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_ARCHIVE, check_archive_truncated}},
    },
    {
        OG_RULE_NAME("archive-corrupt"),
        .title = "The archive is damaged",
        .why =
            "The tar or its compression does not hold together, or bytes follow its end. Readers "
            "stop at different places, so that they see different images.",
        .symptom = "archive/tar: invalid tar header",
        .fix = "write the archive again, and copy it as binary",
        .source = OG_POSIX_PAX,
        .evidence = 'D',
        .stage = "push",
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_ARCHIVE, check_archive_corrupt}},
    },
    {
        OG_RULE_NAME("archive-end-missing"),
        .title = "The archive has no end-of-archive blocks",
        .why = "Every file is complete, but nothing proves that there were no more: the same bytes "
               "would be left if the writer had been stopped between two files.",
        .symptom = "tar: A lone zero block",
        .fix = "write the archive again with a tool that ends it with two blocks of zeros",
        .source = OG_POSIX_PAX,
        .evidence = 'D',
        .stage = "",
        .severity = OG_SEVERITIES(WARNING, WARNING),
        .checks = {{OG_SUBJECT_ARCHIVE, check_archive_end_missing}},
    },
    {
        OG_RULE_NAME("tar-ambiguous"),
        .title = "A tar header that readers read differently",
        .why = "One tool unpacks one file where another unpacks a different one, so that what was "
               "scanned is not what runs. Honest tools do not write such headers.",
        .symptom = "",
        .fix = "write the tar again with a usual tool: docker buildx, GNU tar or bsdtar",
        .source = OG_POSIX_PAX,
        .evidence = 'D',
        .stage = "",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .risk = OG_RISK_HIGH,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_ARCHIVE, check_tar_ambiguous},
                   {OG_SUBJECT_LAYER, check_tar_ambiguous_layer}},
    },
    {
        OG_RULE_NAME("archive-path-unsafe"),
        .title = "A name in the archive leaves it or hides control characters",
        .why = "A tool that unpacks the archive may write outside its directory. A leading slash "
               "alone is a warning: some builders write it.",
        .symptom = "",
        .fix = "do not use this archive; export the image again from a source that you trust",
        .source = OG_POSIX_PAX,
        .evidence = 'D',
        .stage = "",
        .risk = OG_RISK_HIGH,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_ARCHIVE, check_archive_path_unsafe}},
    },
    {
        OG_RULE_NAME("archive-entry-duplicate"),
        .title = "A name stands twice in the archive",
        .why = "Docker takes the last one, podman and skopeo the first: two tools load two "
               "different images. Twice the same bytes are a warning.",
        .symptom = "",
        .fix = "export the image again into a new file instead of appending to the old one",
        .source = OG_DOCKER_SPEC,
        .evidence = 'O',
        .stage = "",
        .risk = OG_RISK_MEDIUM,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_ARCHIVE, check_archive_entry_duplicate}},
    },
    {
        OG_RULE_NAME("archive-entry-type"),
        .title = "The archive holds a device, a pipe or a link to nowhere",
        .why = "An image archive consists of files. A link that leaves the archive would read from "
               "the machine that loads it; containerd refuses the whole archive for one dangling "
               "link.",
        .symptom = "no target for symlink layer",
        .fix = "export the image again; do not pack the archive by hand",
        .source = OG_SPEC_LAYOUT,
        .evidence = 'O',
        .stage = "",
        .risk = OG_RISK_HIGH,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_ARCHIVE, check_archive_entry_type}},
    },
    {
        OG_RULE_NAME("archive-entry-unexpected"),
        .title = "The archive holds files that belong to no image format",
        .why = "Readers ignore them and nothing proves them. They cost space, and may be something "
               "that was packed by mistake.",
        .symptom = "",
        .fix = "leave them out when you write the archive",
        .source = OG_SPEC_LAYOUT,
        .evidence = 'D',
        .stage = "",
        .severity = OG_SEVERITIES(INFO, INFO),
        .checks = {{OG_SUBJECT_ARCHIVE, check_archive_entry_unexpected}},
    },
    {
        OG_RULE_NAME("archive-limit"),
        .title = "A limit of ocigate was reached, so a part was not judged",
        .why = "Limits protect the check from input that is made to exhaust it. Real images stay "
               "far below them; what lies beyond was not read, so the image cannot pass.",
        .symptom = "",
        .fix = "look whether the image is what you expect; raise the limit that the message names "
               "(--limit NAME=VALUE) if it is",
        .source = OG_SPEC_MANIFEST,
        .evidence = 'I',
        .stage = "",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_ARCHIVE, check_archive_limit},
                   {OG_SUBJECT_DOCUMENT, check_archive_limit_document},
                   {OG_SUBJECT_LAYER, check_archive_limit_layer}},
    },
};

OG_RULE_GROUP(og_rules_archive, "archive", rules);
