/* The parts of a blob reader, in the order in which bytes go through them. For blob/blob*.c. */
#ifndef OG_BLOB_BLOB_INTERNAL_H
#define OG_BLOB_BLOB_INTERNAL_H

#include "base/buf.h"
#include "blob/blob.h"
#include "blob/codec.h"
#include "blob/file_reader.h"
#include "blob/hash_pair.h"
#include "blob/stage.h"
#include "blob/tar.h"

/* Where the stored bytes go, apart from their own hash. */
typedef enum og_blob_route {
    OG_ROUTE_SNIFF,  /* not known yet: the first bytes are collected */
    OG_ROUTE_NONE,   /* nowhere */
    OG_ROUTE_JSON,   /* they are kept */
    OG_ROUTE_DECODE, /* to a codec, and from there as plain bytes */
    OG_ROUTE_PLAIN,  /* they are the plain bytes */
} og_blob_route;

/* What another thread does for this blob. */
typedef enum og_blob_help {
    OG_HELP_NONE,
    OG_HELP_DECODE, /* the codec is its */
    OG_HELP_HASH,   /* the hashes of the stored bytes are */
} og_blob_help;

/* The plain bytes: counted, hashed, sniffed, walked. */
typedef struct og_blob_plain {
    og_hash_pair hashes;
    bool has_hashes; /* of its own, when the stored bytes are others */
    uint8_t head[OG_SNIFF_BYTES];
    size_t head_length;
    bool is_sniffed;
    bool is_stopped; /* by the limit of a layer */
    og_tar *tar;
    bool is_walking;
    bool hides_entries; /* an entry was not kept */
    og_entry_writer entries;
    og_buf path, link; /* of the entry at hand, cleaned */
    og_file_reader *files;
    bool has_file; /* the body of the newest entry passes, and is looked at */
} og_blob_plain;

struct og_blob {
    og_blob_options options;
    og_arena *arena;
    og_blob_facts *facts;
    uint64_t size_promised;
    bool wants_sha512;

    og_blob_route route;
    bool is_hashed; /* the stored bytes are */
    og_hash_pair hashes;
    uint8_t head[OG_SNIFF_BYTES];
    size_t head_length;

    og_codec *gzip, *zstd; /* made on first need */
    og_codec *codec;       /* the one of this blob */
    og_codec_state codec_state;
    uint8_t *block; /* stored bytes for the codec */
    size_t block_length;
    uint8_t *output; /* plain bytes of the codec */

    og_stage *stage; /* made on first need; what it does now: */
    og_blob_help help;
    uint8_t *slot; /* of the stage, being filled; NULL: none */
    size_t slot_length;

    og_blob_plain plain;
    og_buf json;
};

/* blob_json.c */
bool og_blob_is_json(const uint8_t *bytes, size_t length);
ocigate_status og_blob_json_feed(og_blob *blob, const uint8_t *bytes, size_t length,
                                 ocigate_error *err);
ocigate_status og_blob_json_end(og_blob *blob, ocigate_error *err);

/* blob_decode.c */
ocigate_status og_blob_decode_begin(og_blob *blob, ocigate_error *err);
ocigate_status og_blob_decode_feed(og_blob *blob, const uint8_t *bytes, size_t length,
                                   ocigate_error *err);
ocigate_status og_blob_decode_end(og_blob *blob, ocigate_error *err);

/* blob_help.c */
/* Let another thread help when enough is still to come and one is idle. To be asked whenever the
   work can change hands. */
ocigate_status og_blob_ask_help(og_blob *blob, og_blob_help help, ocigate_error *err);
/* The stored bytes into their hashes, by whoever does it. */
ocigate_status og_blob_hash_feed(og_blob *blob, const uint8_t *bytes, size_t length,
                                 ocigate_error *err);
ocigate_status og_blob_hash_end(og_blob *blob, ocigate_error *err);
/* Wait until it has come to its end. */
ocigate_status og_blob_end_help(og_blob *blob, ocigate_error *err);
/* The same when it ended although it has more to do: never good. */
ocigate_status og_blob_fail_help(og_blob *blob, ocigate_error *err);
/* Stop what is still being done, when a blob is given up. */
void og_blob_drop_help(og_blob *blob);

/* blob_plain.c */
ocigate_status og_blob_plain_begin(og_blob *blob, bool has_hashes, ocigate_error *err);
ocigate_status og_blob_plain_feed(og_blob *blob, const uint8_t *bytes, size_t length,
                                  ocigate_error *err);
/* has_all: the plain bytes came to their end; is_proven: and nothing else is wrong with the stored
   ones. The hashes of the stored bytes are finished before. */
ocigate_status og_blob_plain_end(og_blob *blob, bool has_all, bool is_proven, ocigate_error *err);

/* blob_walk.c */
ocigate_status og_blob_walk_begin(og_blob *blob, ocigate_error *err);
ocigate_status og_blob_walk_feed(og_blob *blob, const uint8_t *bytes, size_t length,
                                 ocigate_error *err);

/* Where text begins behind a byte order mark and white space. */
size_t og_text_start(const uint8_t *bytes, size_t length);

#endif
