/* Named damages: on bytes, on JSON text, on the members of an archive. Each ends the program when
   there is nothing to damage, so that no test passes by accident. */
#ifndef TEST_SUPPORT_MUTATE_H
#define TEST_SUPPORT_MUTATE_H

#include "support/image_builder.h"

/* ---- bytes ---- */
void test_flip_bit(og_buf *bytes, size_t position, unsigned bit);
void test_truncate(og_buf *bytes, size_t length);
void test_append(og_buf *bytes, const void *more, size_t length);
void test_append_zeros(og_buf *bytes, size_t length);

/* ---- JSON text; each returns a new text of the archive ---- */
/* The first `from` becomes `to`. */
const char *test_replace(test_archive *archive, const char *text, const char *from, const char *to);
/* The member of this key (an object, array, string or number) comes twice, the second time with
   this value, or with its own when value is NULL. */
const char *test_duplicate_key(test_archive *archive, const char *text, const char *key,
                               const char *value);
/* "layers" becomes "Layers". */
const char *test_change_case(test_archive *archive, const char *text, const char *key);
/* The member goes, with its comma. */
const char *test_remove_key(test_archive *archive, const char *text, const char *key);
/* The value of the first member of this key. */
const char *test_set_key(test_archive *archive, const char *text, const char *key,
                         const char *value);

/* ---- members ---- */
void test_member_flip(test_archive *archive, const char *name, size_t position, unsigned bit);
void test_member_rename(test_archive *archive, const char *name, const char *new_name);
/* A copy right behind the last member. */
test_member *test_member_duplicate(test_archive *archive, const char *name);
void test_member_set(test_archive *archive, const char *name, const void *bytes, size_t length);
void test_member_swap_bodies(test_archive *archive, const char *a, const char *b);
/* To place `index` of the list; the others keep their order. */
void test_member_move(test_archive *archive, const char *name, size_t index);
void test_members_reverse(test_archive *archive);

#endif
