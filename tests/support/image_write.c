#define _POSIX_C_SOURCE 200809L
#include "support/image_builder.h"
#include "support/tmpdir.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void add_one(const test_archive *archive, const test_member *member, og_buf *out)
{
    og_buf name;
    og_buf_init(&name);
    og_buf_text(&name, archive->prefix == NULL ? "" : archive->prefix);
    og_buf_text(&name, member->name);
    test_tar_entry entry = member->header;
    entry.name = og_buf_string(&name);
    entry.type = member->type;
    entry.mode = member->mode;
    entry.link = member->link;
    entry.body = member->body.data;
    entry.length = member->body.length;
    if (entry.dialect == TEST_USTAR)
        entry.dialect = archive->dialect;
    test_tar_add(out, &entry);
    og_buf_fini(&name);
}

void test_archive_write(const test_archive *archive, test_codec outer, og_buf *out)
{
    og_buf tar;
    og_buf_init(&tar);
    for (size_t i = 0; i < archive->member_count; i++)
        add_one(archive, archive->members[i], &tar);
    test_tar_end_add(&tar, archive->end);
    test_pack(out, tar.data, tar.length, &(test_packing){.codec = outer});
    og_buf_fini(&tar);
}

void test_archive_extract(const test_archive *archive, const char *directory)
{
    test_make_directories(directory);
    for (size_t i = 0; i < archive->member_count; i++) {
        const test_member *member = archive->members[i];
        char path[1024];
        const int length = snprintf(path, sizeof path, "%s/%s", directory, member->name);
        test_require(length > 0 && (size_t)length < sizeof path, "path is too long");
        if (member->type == '5') {
            if (path[length - 1] == '/')
                path[length - 1] = '\0';
            test_make_directories(path);
        } else if (member->type == '2') {
            test_make_parents(path);
            test_require(symlink(member->link, path) == 0, "symlink %s", path);
        } else {
            test_write_file(path, og_buf_string(&member->body), member->body.length);
        }
    }
}
