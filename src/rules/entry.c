#include "rules/registry.h"

#include "rules/phrase.h"
#include "rules/source.h"

#include <inttypes.h>
#include <limits.h>

static const og_defects *defects_of(const og_subject *subject)
{
    static const og_defects none;
    const og_blob_facts *blob = subject->layer->blob;
    return blob == NULL || subject->image->is_artifact ? &none : &blob->defects;
}

static void check_entry_path_unsafe(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, defects_of(subject), OG_DEFECT_ENTRY_PATH_UNSAFE);
}

static void check_entry_path_absolute(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, defects_of(subject), OG_DEFECT_ENTRY_PATH_ABSOLUTE);
}

static void check_entry_sparse(const og_subject *subject, og_sink *sink)
{
    (void)og_flag_defects(sink, defects_of(subject), OG_DEFECT_TAR_SPARSE);
}

/* Of entries above the layers below: found when the layers are merged. */
static void flag_merged(const og_subject *subject, og_sink *sink, og_defect_kind kind)
{
    (void)og_flag_defects(sink, &subject->layer->entry_defects, kind);
}

static void check_entry_parent_missing(const og_subject *subject, og_sink *sink)
{
    flag_merged(subject, sink, OG_DEFECT_ENTRY_PARENT_MISSING);
}

static void check_entry_parent_link(const og_subject *subject, og_sink *sink)
{
    flag_merged(subject, sink, OG_DEFECT_ENTRY_PARENT_LINK);
}

static void check_entry_parent_file(const og_subject *subject, og_sink *sink)
{
    flag_merged(subject, sink, OG_DEFECT_ENTRY_PARENT_FILE);
}

static void check_entry_duplicate(const og_subject *subject, og_sink *sink)
{
    flag_merged(subject, sink, OG_DEFECT_ENTRY_DUPLICATE);
}

static void check_entry_hardlink_missing(const og_subject *subject, og_sink *sink)
{
    flag_merged(subject, sink, OG_DEFECT_ENTRY_HARDLINK_MISSING);
}

static void check_entry_whiteout_invalid(const og_subject *subject, og_sink *sink)
{
    flag_merged(subject, sink, OG_DEFECT_ENTRY_WHITEOUT_INVALID);
}

/* Of an image's layer; those of an artifact are none. */
static void start_entries(const og_subject *subject, og_entry_reader *reader)
{
    static const og_entry_log none;
    const og_blob_facts *blob = subject->layer->blob;
    og_entry_reader_start(reader,
                          blob == NULL || subject->image->is_artifact ? &none : &blob->entries);
}

static void check_entry_device(const og_subject *subject, og_sink *sink)
{
    og_entry_reader reader;
    og_entry entry;
    start_entries(subject, &reader);
    while (og_entry_reader_next(&reader, &entry)) {
        og_finding *f;
        if (entry.type == '6') {
            f = og_flag(sink, "the entry is a fifo");
            og_finding_severity(sink, f, OCIGATE_SEVERITY_INFO);
        } else if (entry.type == '3' || entry.type == '4') {
            f = og_flag(sink, "the entry is a %s device",
                        entry.type == '3' ? "character" : "block");
        } else {
            continue;
        }
        og_finding_entry(sink, f, &entry);
    }
}

#define MODE_SET_ID 06000u

/* On a directory setgid says who owns new files, and means nothing for a program. */
static bool wants_rights(const og_entry *entry)
{
    return entry->type == '0' && ((entry->mode & MODE_SET_ID) != 0 || entry->has_capabilities);
}

static void add_file(og_phrase_list *files, const og_entry *entry)
{
    const int length = entry->directory_length > INT_MAX ? INT_MAX : (int)entry->directory_length;
    const char *slash = length == 0 ? "" : "/";
    if ((entry->mode & MODE_SET_ID) != 0)
        og_phrase_add(files, "%.*s%s%s (mode %04" PRIo32 ")", length, entry->directory, slash,
                      entry->name, entry->mode);
    else
        og_phrase_add(files, "%.*s%s%s (capabilities)", length, entry->directory, slash,
                      entry->name);
}

static void check_entry_setuid(const og_subject *subject, og_sink *sink)
{
    og_phrase_list files = {0};
    og_entry_reader reader;
    og_entry entry, first;
    start_entries(subject, &reader);
    while (og_entry_reader_next(&reader, &entry)) {
        if (!wants_rights(&entry))
            continue;
        if (files.count == 0)
            first = entry;
        add_file(&files, &entry);
    }
    if (files.count == 0)
        return;
    char count[OG_PHRASE_COUNT_SIZE];
    const uint64_t number = files.count;
    og_finding *f = og_flag(sink, "%s setuid, setgid or with capabilities: %s",
                            og_phrase_count(number, number == 1 ? "file is" : "file", count),
                            og_phrase_end(&files));
    f->count = number;
    og_finding_entry(sink, f, &first);
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("entry-path-unsafe"),
        .title = "A path in a layer leaves the root, or is no path",
        .why = "A reader that believes it writes outside the image. Others refuse the layer, or "
               "put the file somewhere else.",
        .symptom = "",
        .fix = "do not use this layer; build it again with a usual tool",
        .source = OG_SPEC_LAYER,
        .evidence = 'I',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .risk = OG_RISK_HIGH,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LAYER, check_entry_path_unsafe}},
    },
    {
        OG_RULE_NAME("entry-path-absolute"),
        .title = "A path in a layer begins with a slash",
        .why = "Docker and containerd drop the slash; how Lambda reads it is not documented.",
        .symptom = "",
        .fix = "tar -C ROOT -cf layer.tar .   (paths relative to the root of the image)",
        .source = OG_SPEC_LAYER,
        .evidence = 'I',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(WARNING, WARNING),
        .checks = {{OG_SUBJECT_LAYER, check_entry_path_absolute}},
    },
    {
        OG_RULE_NAME("entry-parent-missing"),
        .title = "The directory of a file is in no layer",
        .why = "Lambda does not make directories that are missing: each must come earlier in the "
               "same layer, or in a lower one. Docker makes them, so that the image works "
               "everywhere else.",
        .symptom = "InvalidImage: MissingParentDirectory: Parent directory does not exist for "
                   "file: opt/extensions/lambda-adapter",
        .fix = "RUN mkdir -p DIRECTORY   (before the COPY; in a tar: directories first)",
        .source = "https://github.com/aws/aws-lambda-web-adapter/issues/236",
        .evidence = 'O',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, INFO),
        .checks = {{OG_SUBJECT_LAYER, check_entry_parent_missing}},
    },
    {
        OG_RULE_NAME("entry-parent-link"),
        .title = "A file in a layer lies below a symbolic link",
        .why = "Some readers follow the link, some replace it by a directory, some refuse the "
               "layer. How Lambda reads it is not documented.",
        .symptom = "",
        .fix = "COPY FILE /usr/lib/FILE   (to the real directory, not through the link)",
        .source = OG_SPEC_LAYER,
        .evidence = 'I',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .risk = OG_RISK_MEDIUM,
        .severity = OG_SEVERITIES(WARNING, WARNING),
        .checks = {{OG_SUBJECT_LAYER, check_entry_parent_link}},
    },
    {
        OG_RULE_NAME("entry-parent-file"),
        .title = "A file in a layer lies below something that is no directory",
        .why = "The layer cannot be unpacked: a regular file stands where a directory must be.",
        .symptom = "not a directory",
        .fix = "RUN rm FILE && mkdir FILE   (before what goes below it)",
        .source = OG_SPEC_LAYER,
        .evidence = 'I',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LAYER, check_entry_parent_file}},
    },
    {
        OG_RULE_NAME("entry-duplicate"),
        .title = "A path comes twice in one layer",
        .why = "The specification forbids it. Most readers take the last, a few the first.",
        .symptom = "",
        .fix = "build the layer again with a usual tool, each path once",
        .source = OG_SPEC_LAYER,
        .evidence = 'D',
        .stage = "",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(WARNING, WARNING),
        .checks = {{OG_SUBJECT_LAYER, check_entry_duplicate}},
    },
    {
        OG_RULE_NAME("entry-hardlink-missing"),
        .title = "A hard link in a layer has no target",
        .why = "A hard link is a second name of a file that is there already. Without the file "
               "the layer cannot be unpacked.",
        .symptom = "link: no such file or directory",
        .fix = "put the target into the layer, before the link, or a copy in place of the link",
        .source = OG_SPEC_LAYER,
        .evidence = 'I',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LAYER, check_entry_hardlink_missing}},
    },
    {
        OG_RULE_NAME("entry-whiteout-invalid"),
        .title = "A whiteout in a layer names nothing, or is no empty file",
        .why = "A whiteout (.wh.NAME) hides NAME of the lower layers and is an empty regular file. "
               "Readers treat any other differently.",
        .symptom = "",
        .fix = "build the layer again with a usual tool",
        .source = OG_SPEC_LAYER,
        .evidence = 'D',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LAYER, check_entry_whiteout_invalid}},
    },
    {
        OG_RULE_NAME("entry-device"),
        .title = "A layer holds a device node or a fifo",
        .why = "Lambda mounts the image without devices (nodev): a device node cannot be opened.",
        .symptom = "",
        .fix = "tar --exclude='./dev/*' ...   (leave /dev to the service)",
        .source = "https://github.com/bruceadams/run-command-on-aws-lambda",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .risk = OG_RISK_MEDIUM,
        .severity = OG_SEVERITIES(WARNING, WARNING),
        .checks = {{OG_SUBJECT_LAYER, check_entry_device}},
    },
    {
        OG_RULE_NAME("entry-setuid"),
        .title = "Files are setuid, setgid or have capabilities",
        .why = "Lambda mounts the image without such rights (nosuid): sudo, ping and their kin run "
               "with those of the function alone.",
        .symptom = "",
        .fix = "nothing to do, unless the service calls one of them",
        .source = "https://github.com/bruceadams/run-command-on-aws-lambda",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .risk = OG_RISK_MEDIUM,
        .severity = OG_SEVERITIES(INFO, INFO),
        .checks = {{OG_SUBJECT_LAYER, check_entry_setuid}},
    },
    {
        OG_RULE_NAME("entry-sparse"),
        .title = "A file in a layer is stored sparse",
        .why = "Readers disagree about sparse files, and a tiny one can cost gigabytes or years "
               "to read. The specification advises against them.",
        .symptom = "",
        .fix = "tar -cf layer.tar ...   (without --sparse)",
        .source = OG_SPEC_LAYER,
        .evidence = 'D',
        .stage = "optimize",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(ERROR, ERROR),
        .checks = {{OG_SUBJECT_LAYER, check_entry_sparse}},
    },
};

OG_RULE_GROUP(og_rules_entry, "entry", rules);
