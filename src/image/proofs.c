#include "image/link.h"

#include <stddef.h>

static void require(og_proof *proof, bool is_given, const char *what)
{
    proof->required++;
    if (is_given)
        proof->given++;
    else if (proof->first_missing == NULL)
        proof->first_missing = what;
}

static bool digest_matches(const og_digest *promised, const og_blob_facts *blob)
{
    return og_digest_equal(promised, &blob->digest) ||
           og_digest_equal(promised, &blob->digest_sha512);
}

/* The bytes are there, whole, and what names them is true of them. */
static bool is_link_proven(const og_link *link, bool is_hashed)
{
    if (link == NULL || link->blob == NULL || !link->blob->is_complete)
        return false;
    if (link->descriptor == NULL)
        return true;
    if (!link->descriptor->has_size || link->descriptor->size != link->blob->size)
        return false;
    return !is_hashed || digest_matches(&link->descriptor->digest, link->blob);
}

static void require_layer(const og_facts *facts, const og_layer *layer, og_proof *proof)
{
    const bool is_hashed = facts->options->depth >= OCIGATE_DEPTH_BLOBS;
    require(proof, is_link_proven(layer->link, is_hashed), "the bytes of a layer");
    if (!is_hashed)
        return;
    const og_blob_facts *blob = layer->blob;
    require(proof, blob != NULL && blob->is_decoded, "a layer unpacked to its end");
    require(proof,
            blob != NULL && blob->is_decoded && layer->claimed != NULL &&
                (og_digest_equal(layer->claimed, &blob->diff_id) ||
                 og_digest_equal(layer->claimed, &blob->diff_id_sha512)),
            "the diff_id of a layer");
    if (facts->options->depth >= OCIGATE_DEPTH_ROOTFS)
        require(proof, blob != NULL && blob->is_walked, "the entries of a layer");
}

void og_image_proofs(const og_facts *facts, const og_image *image, og_proof *out)
{
    *out = (og_proof){0};
    require(out, !image->is_artifact, "an image, not an artifact");
    if (image->is_oci) {
        require(out, image->manifest != NULL, "the manifest");
        if (image->manifest_descriptor != NULL)
            require(out, is_link_proven(image->manifest_link, true), "the bytes of the manifest");
    }
    require(out, image->config != NULL, "the config");
    require(out, is_link_proven(image->config_link, true), "the bytes of the config");
    require(out, image->config != NULL && image->config->diff_id_count == image->layer_count,
            "as many diff_ids as layers");
    if (image->manifest != NULL)
        require(out, image->manifest->has_layers, "the list of layers");
    for (size_t i = 0; i < image->layer_count; i++)
        require_layer(facts, &image->layers[i], out);
    if (facts->options->depth >= OCIGATE_DEPTH_ROOTFS)
        require(out, image->rootfs != NULL, "the merged files");
}

void og_archive_proofs(const og_facts *facts, og_proof *out)
{
    *out = (og_proof){0};
    require(out, facts->archive->is_complete, "the end of the archive");
    require(out, facts->kind != OG_KIND_UNKNOWN, "a known kind of input");
    for (const og_document_node *node = facts->documents; node != NULL; node = node->next) {
        if (!node->is_exempt)
            require(out, node->document->is_valid, "a valid document");
    }
    for (const og_index_node *node = facts->indexes; node != NULL; node = node->next)
        require(out, node->document != NULL, "an index");
    for (const og_link *link = facts->links; link != NULL; link = link->next) {
        if (link->image < 0 && !link->is_index_member && !link->may_be_absent &&
            link->role == OG_LINK_INDEX)
            require(out, is_link_proven(link, true), "the bytes of an index");
    }
}
