#include "rules/model.h"

#include <criterion/criterion.h>

static void keep(model *m)
{
    (void)m;
}

static void set_type(model *m, const char *media_type)
{
    m->first->layer_descriptors[0].media_type = media_type;
}

static void encrypt(model *m)
{
    set_type(m, MODEL_OCI_LAYER "+encrypted");
}

static void invent_a_type(model *m)
{
    set_type(m, "application/vnd.example.layer");
}

static void invent_a_type_in_docker_save(model *m)
{
    invent_a_type(m);
    m->facts.kind = OG_KIND_DOCKER_ARCHIVE;
}

static void store_plain(model *m)
{
    set_type(m, "application/vnd.oci.image.layer.v1.tar");
    m->first->layer_blobs[0].compression = OG_COMPRESSION_NONE;
}

static void make_docker_types(model *m)
{
    m->first->manifest->media_type = m->first->descriptor.media_type =
        "application/vnd.docker.distribution.manifest.v2+json";
    m->first->manifest->config.media_type = "application/vnd.docker.container.image.v1+json";
    for (size_t i = 0; i < 2; i++) {
        m->first->layer_descriptors[i].media_type = MODEL_DOCKER_LAYER;
        m->first->layer_blobs[i].compression = OG_COMPRESSION_NONE;
    }
}

static void make_docker_types_for_oci(model *m)
{
    make_docker_types(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void make_docker_types_in_docker_save(model *m)
{
    make_docker_types(m);
    m->facts.kind = OG_KIND_DOCKER_ARCHIVE;
}

static void compress_with_zstd(model *m)
{
    set_type(m, "application/vnd.oci.image.layer.v1.tar+zstd");
    m->first->layer_blobs[0].compression = OG_COMPRESSION_ZSTD;
}

static void compress_with_zstd_for_oci(model *m)
{
    compress_with_zstd(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void make_foreign(model *m)
{
    set_type(m, "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip");
    m->first->layer_links[0]->may_be_absent = true;
    m->first->layer_links[0]->blob = NULL;
    m->first->layer_links[0]->member = NULL;
    m->first->layers[0].blob = NULL;
}

static void make_foreign_for_oci(model *m)
{
    make_foreign(m);
    m->options.profile = OG_PROFILE_OCI;
}

static void give_urls(model *m)
{
    m->first->layer_descriptors[1].has_urls = true;
}

static void declare_gzip_for_plain(model *m)
{
    m->first->layer_blobs[0].compression = OG_COMPRESSION_NONE;
}

static void declare_gzip_for_plain_in_dir(model *m)
{
    model_make_dir(m);
    declare_gzip_for_plain(m);
}

static void declare_plain_for_gzip(model *m)
{
    set_type(m, "application/vnd.oci.image.layer.v1.tar");
}

static void declare_gzip_for_plain_in_docker_save(model *m)
{
    declare_gzip_for_plain(m);
    m->facts.kind = OG_KIND_DOCKER_ARCHIVE;
}

static void leave_unread(model *m)
{
    declare_gzip_for_plain(m);
    m->first->layer_blobs[0].digest = (og_digest){0};
}

static void add(model *m, og_defect_kind kind)
{
    og_defect *defect = model_add_defect(m, &m->first->layer_blobs[1].defects, kind);
    defect->path = "usr/bin/x";
    defect->offset = 2048;
    defect->has_offset = true;
}

static void damage_gzip(model *m)
{
    add(m, OG_DEFECT_CODEC_CORRUPT);
}

static void damage_tar(model *m)
{
    add(m, OG_DEFECT_TAR_CORRUPT);
}

static void use_a_feature_that_nobody_reads(model *m)
{
    add(m, OG_DEFECT_CODEC_UNSUPPORTED);
}

static void cut_gzip(model *m)
{
    add(m, OG_DEFECT_CODEC_TRUNCATED);
}

static void cut_tar(model *m)
{
    add(m, OG_DEFECT_TAR_TRUNCATED);
}

static void cut_with_the_archive(model *m)
{
    cut_gzip(m);
    m->first->layer_blobs[1].is_complete = false;
}

static void end_without_blocks(model *m)
{
    add(m, OG_DEFECT_TAR_END_MISSING);
}

static void append_to_gzip(model *m)
{
    add(m, OG_DEFECT_CODEC_TRAILING);
}

static void append_to_tar(model *m)
{
    add(m, OG_DEFECT_TAR_TRAILING);
}

static void write_no_tar(model *m)
{
    add(m, OG_DEFECT_NOT_TAR);
}

static void write_json(model *m)
{
    m->first->layer_blobs[1].content = OG_CONTENT_JSON;
    m->first->layer_blobs[1].is_decoded = false;
}

static void write_a_picture(model *m)
{
    m->first->layer_blobs[1].content = OG_CONTENT_OTHER;
    m->first->layer_blobs[1].looks_like = "a PNG image";
}

static void write_xz_in_docker_save(model *m)
{
    m->facts.kind = OG_KIND_DOCKER_ARCHIVE;
    m->first->layer_blobs[1].compression = OG_COMPRESSION_XZ;
    m->first->layer_blobs[1].content = OG_CONTENT_UNKNOWN;
}

static void write_an_empty_layer(model *m)
{
    m->first->layer_blobs[1].content = OG_CONTENT_EMPTY;
}

static void unpack_without_end(model *m)
{
    add(m, OG_DEFECT_BOMB);
}

static const rule_case rows[] = {
    {"layer-media-type-unsupported", "encrypted", encrypt, "error:layer-media-type-unsupported",
     "the layer is encrypted"},
    {"layer-media-type-unsupported", "unknown", invent_a_type, "error:layer-media-type-unsupported",
     "/layers/0/mediaType"},
    {"layer-media-type-unsupported", "docker save", invent_a_type_in_docker_save, "", NULL},
    {"layer-media-type-unsupported", "plain tar of OCI", store_plain, "", NULL},
    {"layer-docker-uncompressed", "both layers", make_docker_types,
     "error:layer-docker-uncompressed error:layer-docker-uncompressed", NULL},
    {"layer-docker-uncompressed", "under oci", make_docker_types_for_oci, "", NULL},
    {"layer-docker-uncompressed", "docker save", make_docker_types_in_docker_save, "", NULL},
    {"layer-docker-uncompressed", "plain tar of OCI", store_plain, "", NULL},
    {"layer-zstd", "zstd", compress_with_zstd, "warning:layer-zstd", "force-compression=true"},
    {"layer-zstd", "under oci", compress_with_zstd_for_oci, "", NULL},
    {"layer-foreign", "not distributable", make_foreign, "error:layer-foreign", NULL},
    {"layer-foreign", "under oci", make_foreign_for_oci, "warning:layer-foreign", NULL},
    {"layer-foreign", "urls", give_urls, "error:layer-foreign", "/layers/1/urls"},
    {"layer-foreign", "a usual layer", keep, "", NULL},
    {"layer-compression-mismatch", "plain under gzip", declare_gzip_for_plain,
     "error:layer-compression-mismatch", "none"},
    {"layer-compression-mismatch", "gzip under plain", declare_plain_for_gzip,
     "error:layer-compression-mismatch", NULL},
    {"layer-compression-mismatch", "in a dir: tree", declare_gzip_for_plain_in_dir,
     "warning:layer-compression-mismatch", NULL},
    {"layer-compression-mismatch", "docker save", declare_gzip_for_plain_in_docker_save, "", NULL},
    {"layer-compression-mismatch", "not read", leave_unread, "", NULL},
    {"layer-corrupt", "gzip", damage_gzip, "error:layer-corrupt", "at stored byte 2048"},
    {"layer-corrupt", "tar", damage_tar, "error:layer-corrupt", "at byte 2048"},
    {"layer-corrupt", "unsupported", use_a_feature_that_nobody_reads, "error:layer-corrupt", NULL},
    {"layer-corrupt", "gzip ends early", cut_gzip, "error:layer-corrupt", NULL},
    {"layer-corrupt", "tar ends early", cut_tar, "error:layer-corrupt", NULL},
    {"layer-corrupt", "cut with the archive", cut_with_the_archive, "", NULL},
    {"layer-corrupt", "no end-of-archive blocks", end_without_blocks, "", NULL},
    {"layer-trailing-data", "behind gzip", append_to_gzip, "error:layer-trailing-data", NULL},
    {"layer-trailing-data", "behind tar", append_to_tar, "error:layer-trailing-data", NULL},
    {"layer-trailing-data", "no end-of-archive blocks", end_without_blocks, "", NULL},
    {"layer-not-tar", "no tar", write_no_tar, "error:layer-not-tar", NULL},
    {"layer-not-tar", "JSON", write_json, "error:layer-not-tar", "a JSON document"},
    {"layer-not-tar", "a picture", write_a_picture, "error:layer-not-tar", "a PNG image"},
    {"layer-not-tar", "xz in docker save", write_xz_in_docker_save, "error:layer-not-tar", "xz"},
    {"layer-not-tar", "no bytes at all", write_an_empty_layer, "warning:layer-not-tar", "0 bytes"},
    {"layer-not-tar", "a tar archive", keep, "", NULL},
    {"layer-bomb", "no end", unpack_without_end, "error:layer-bomb", "--max-layer-size"},
    {"layer-bomb", "a usual layer", keep, "", NULL},
};

RULE_CASES(layer_cases, rows);

Test(rules_layer, judge_layers)
{
    rule_cases_run(&layer_cases);
}
