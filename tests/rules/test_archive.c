#include "rules/model.h"

#include <criterion/criterion.h>

static void keep(model *m)
{
    (void)m;
}

static void select_nothing(model *m)
{
    static const char *available[] = {"app:1", "web:2"};
    m->options.reference = "app:9";
    m->facts.selection_is_empty = true;
    m->facts.available = available;
    m->facts.available_count = 2;
    m->facts.image_count = 0;
}

static void select_the_image(model *m)
{
    m->options.reference = "app:1";
}

static void make_unknown(model *m)
{
    m->archive = (og_archive){.form = OG_ARCHIVE_NONE, .is_complete = true};
    m->facts = (og_facts){.kind = OG_KIND_UNKNOWN, .archive = &m->archive, .options = &m->options};
}

static void read_nothing(model *m)
{
    make_unknown(m);
    m->archive.content = OG_CONTENT_EMPTY;
}

static void read_a_program(model *m)
{
    make_unknown(m);
    m->archive.content = OG_CONTENT_OTHER;
    m->archive.looks_like = "an ELF program";
}

static void read_a_tar_of_files(model *m)
{
    make_unknown(m);
    m->archive.form = OG_ARCHIVE_TAR;
    (void)model_add_file(m, "README.md", 10);
}

static void read_a_root_file_system(model *m)
{
    read_a_tar_of_files(m);
    m->facts.looks_like_rootfs = true;
}

static void read_a_cut_tar(model *m)
{
    read_a_tar_of_files(m);
    (void)model_add_defect(m, &m->archive.defects, OG_DEFECT_TAR_TRUNCATED);
}

static void add(model *m, og_defect_kind kind)
{
    og_defect *defect = model_add_defect(m, &m->archive.defects, kind);
    defect->path = "blobs/x";
    defect->field = "chksum";
    defect->offset = 1536;
    defect->has_offset = true;
}

static void cut_the_tar(model *m)
{
    add(m, OG_DEFECT_TAR_TRUNCATED);
}

static void cut_the_compression(model *m)
{
    add(m, OG_DEFECT_CODEC_TRUNCATED);
}

static void damage_the_tar(model *m)
{
    add(m, OG_DEFECT_TAR_CORRUPT);
}

static void damage_the_compression(model *m)
{
    add(m, OG_DEFECT_CODEC_CORRUPT);
}

static void append_bytes(model *m)
{
    add(m, OG_DEFECT_CODEC_TRAILING);
    add(m, OG_DEFECT_TAR_TRAILING);
}

static void leave_out_the_end(model *m)
{
    add(m, OG_DEFECT_TAR_END_MISSING);
}

static void confuse_a_header(model *m)
{
    add(m, OG_DEFECT_TAR_AMBIGUOUS);
}

static void let_readers_disagree(model *m)
{
    add(m, OG_DEFECT_READERS_DISAGREE);
}

static void confuse_a_layer(model *m)
{
    (void)model_add_defect(m, &m->first->layer_blobs[1].defects, OG_DEFECT_TAR_AMBIGUOUS);
}

static void climb(model *m)
{
    add(m, OG_DEFECT_ENTRY_PATH_UNSAFE);
}

static void begin_with_a_slash(model *m)
{
    add(m, OG_DEFECT_ENTRY_PATH_ABSOLUTE);
}

static void repeat_with_other_content(model *m)
{
    add(m, OG_DEFECT_ENTRY_CONFLICT);
}

static void repeat_with_the_same_content(model *m)
{
    add(m, OG_DEFECT_ENTRY_DUPLICATE);
}

static void add_a_device(model *m)
{
    add(m, OG_DEFECT_ENTRY_TYPE);
}

static void add_strangers(model *m)
{
    static const char *const names[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};
    for (size_t i = 0; i < 10; i++) {
        og_member *member = model_add_file(m, names[i], 1);
        member->is_known = member->is_referenced = false;
    }
}

static void leave_strangers_to_a_selection(model *m)
{
    add_strangers(m);
    m->facts.is_selection = true;
}

static void repeat_a_member(model *m)
{
    og_member *member = model_add_file(m, "index.json", 300);
    member->is_known = member->is_referenced = false;
    member->is_duplicate = true;
}

static void add_a_strange_directory(model *m)
{
    og_member *member = model_add_file(m, "etc", 0);
    member->is_known = member->is_referenced = false;
    member->type = OG_MEMBER_DIRECTORY;
}

static void add_too_many_members(model *m)
{
    add(m, OG_DEFECT_LIMIT);
}

static void follow_too_many_descriptors(model *m)
{
    (void)model_add_defect(m, &m->facts.defects, OG_DEFECT_LIMIT);
}

static void nest_json_too_deep(model *m)
{
    (void)model_add_defect(m, &m->first->config_document.defects, OG_DEFECT_LIMIT);
}

static void put_too_many_entries(model *m)
{
    (void)model_add_defect(m, &m->first->layer_blobs[0].defects, OG_DEFECT_LIMIT);
}

static void drop_manifest(model *m, size_t size)
{
    m->first->manifest_document.is_valid = false;
    m->first->manifest_document.size_bytes = size;
    m->first->image.manifest = NULL;
}

static void leave_a_manifest_unread(model *m)
{
    m->options.limits.value[OCIGATE_LIMIT_DOCUMENT_BYTES] = 1000;
    drop_manifest(m, 1001);
}

static const rule_case rows[] = {
    {"image-not-found", "no image has this reference", select_nothing, "error:image-not-found",
     "app:1, web:2"},
    {"image-not-found", "the image has this reference", select_the_image, "", NULL},
    {"input-unrecognized", "no bytes", read_nothing, "error:input-unrecognized", "no bytes at all"},
    {"input-unrecognized", "a program", read_a_program, "error:input-unrecognized",
     "an ELF program"},
    {"input-unrecognized", "a tar of files", read_a_tar_of_files, "error:input-unrecognized",
     "a tar archive of README.md"},
    {"input-unrecognized", "docker export", read_a_root_file_system, "error:input-unrecognized",
     "docker save IMAGE"},
    {"input-unrecognized", "a tar that is cut says so itself", read_a_cut_tar,
     "error:archive-truncated", NULL},
    {"input-unrecognized", "a layout", keep, "", NULL},
    {"archive-truncated", "the tar", cut_the_tar, "error:archive-truncated",
     "header field chksum, at byte 1536"},
    {"archive-truncated", "its compression", cut_the_compression, "error:archive-truncated",
     "at stored byte 1536"},
    {"archive-truncated", "only its end is missing", leave_out_the_end,
     "warning:archive-end-missing", NULL},
    {"archive-corrupt", "the tar", damage_the_tar, "error:archive-corrupt", NULL},
    {"archive-corrupt", "its compression", damage_the_compression, "error:archive-corrupt", NULL},
    {"archive-corrupt", "bytes behind both ends", append_bytes,
     "error:archive-corrupt error:archive-corrupt", NULL},
    {"archive-corrupt", "whole", keep, "", NULL},
    {"archive-end-missing", "no end", leave_out_the_end, "warning:archive-end-missing", NULL},
    {"archive-end-missing", "an end", keep, "", NULL},
    {"tar-ambiguous", "in the archive", confuse_a_header, "error:tar-ambiguous",
     "header field chksum, at byte 1536"},
    {"tar-ambiguous", "two readers disagree", let_readers_disagree, "error:tar-ambiguous", NULL},
    {"tar-ambiguous", "in a layer", confuse_a_layer, "error:tar-ambiguous", NULL},
    {"tar-ambiguous", "plain headers", keep, "", NULL},
    {"archive-path-unsafe", "..", climb, "error:archive-path-unsafe", "blobs/x"},
    {"archive-path-unsafe", "a leading slash", begin_with_a_slash, "warning:archive-path-unsafe",
     NULL},
    {"archive-path-unsafe", "usual names", keep, "", NULL},
    {"archive-entry-duplicate", "other content", repeat_with_other_content,
     "error:archive-entry-duplicate", NULL},
    {"archive-entry-duplicate", "the same content", repeat_with_the_same_content,
     "warning:archive-entry-duplicate", NULL},
    {"archive-entry-duplicate", "each name once", keep, "", NULL},
    {"archive-entry-type", "a device", add_a_device, "error:archive-entry-type", NULL},
    {"archive-entry-type", "files", keep, "", NULL},
    {"archive-entry-unexpected", "ten files", add_strangers, "info:archive-entry-unexpected",
     "10 files that no image format knows: 1, 2, 3, 4, 5, 6, 7, 8 and 2 more"},
    {"archive-entry-unexpected", "what a selection leaves out", leave_strangers_to_a_selection, "",
     NULL},
    {"archive-entry-unexpected", "a name that came before", repeat_a_member, "", NULL},
    {"archive-entry-unexpected", "a directory", add_a_strange_directory, "", NULL},
    {"archive-limit", "members", add_too_many_members, "error:archive-limit", NULL},
    {"archive-limit", "descriptors", follow_too_many_descriptors, "error:archive-limit", NULL},
    {"archive-limit", "depth of a document", nest_json_too_deep, "error:archive-limit", NULL},
    {"archive-limit", "entries of a layer", put_too_many_entries, "error:archive-limit", NULL},
    {"archive-limit", "a manifest above a limit of ours", leave_a_manifest_unread,
     "error:archive-limit", "document-bytes"},
    {"archive-limit", "within all limits", keep, "", NULL},
};

RULE_CASES(archive_cases, rows);

Test(rules_archive, judge_the_outer_file)
{
    rule_cases_run(&archive_cases);
}
