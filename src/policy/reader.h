/* A file of ours, read strictly: the first thing that is wrong is named with its place. */
#ifndef OG_POLICY_READER_H
#define OG_POLICY_READER_H

#include "base/arena.h"
#include "document/json_lexer.h"

#include <ocigate/error.h>

typedef struct og_policy_reader {
    const char *name; /* of the file */
    og_arena *arena;  /* holds the texts */
    og_json_lexer lexer;
    og_json_token token; /* the present one */
    og_json_place place; /* of the last call of og_policy_line */
    ocigate_error *err;
} og_policy_reader;

/* The text is one JSON value, of at most limit bytes; the present token is its first. */
ocigate_status og_policy_open(og_policy_reader *reader, const char *bytes, size_t length,
                              uint64_t limit);

/* "NAME:LINE:COLUMN: text". The place is that of a token. */
ocigate_status og_policy_fail(og_policy_reader *reader, const og_json_token *token,
                              const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Pass a failure of a setter on: what was wrong with the value of this token. */
ocigate_status og_policy_judge(og_policy_reader *reader, const og_json_token *token,
                               ocigate_status status, const ocigate_error *own);

/* The value of a key: the present token is its first, and must be the one behind it afterwards. */
typedef ocigate_status (*og_policy_read)(og_policy_reader *reader, void *context);

typedef struct og_policy_key {
    const char *name;
    og_policy_read read;
} og_policy_key;

/* An object with these keys alone; keys ends with a name NULL. what: "an ignore". */
ocigate_status og_policy_object(og_policy_reader *reader, const char *what,
                                const og_policy_key *keys, void *context);

/* An object with any keys. */
typedef ocigate_status (*og_policy_member)(og_policy_reader *reader, const og_json_token *key_token,
                                           const char *key, void *context);
ocigate_status og_policy_map(og_policy_reader *reader, const char *what, og_policy_member member,
                             void *context);

ocigate_status og_policy_array(og_policy_reader *reader, const char *what, og_policy_read item,
                               void *context);

/* A string, in the arena. */
ocigate_status og_policy_string(og_policy_reader *reader, const char *what, const char **out);

/* A whole number, 0 or more. */
ocigate_status og_policy_number(og_policy_reader *reader, const char *what, uint64_t *out);

/* The line of the present token; for tokens in their order. */
uint32_t og_policy_line(og_policy_reader *reader);

#endif
