/* Directories: links, files that are none, files that change under the reader. */
#define _GNU_SOURCE
#include "hostile/hostile.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

static void path_in(const hostile_fixture *f, const char *name, char *out)
{
    (void)snprintf(out, HOSTILE_PATH_SIZE, "%s/%s", f->layout, name);
}

/* The file of the second layer. */
static void layer_path(const hostile_fixture *f, char *out)
{
    char name[160];
    (void)snprintf(name, sizeof name, "blobs/sha256/%s", f->image->layers[1]->blob.digest + 7);
    path_in(f, name, out);
}

static void need(bool good, const char *what)
{
    test_require(good, "%s: %s", what, strerror(errno));
}

/* The blob itself is a valid copy: the link alone is the defect. */
static void blob_link_out(hostile_fixture *f)
{
    char path[HOSTILE_PATH_SIZE];
    char outside[HOSTILE_PATH_SIZE];
    layer_path(f, path);
    test_tmpdir_join(&f->tmp, "outside", outside, sizeof outside);
    need(rename(path, outside) == 0 && symlink(outside, path) == 0, "symlink");
}

static void blobs_link_out(hostile_fixture *f)
{
    char path[HOSTILE_PATH_SIZE];
    char outside[HOSTILE_PATH_SIZE];
    path_in(f, "blobs", path);
    test_tmpdir_join(&f->tmp, "outside", outside, sizeof outside);
    need(rename(path, outside) == 0 && symlink(outside, path) == 0, "symlink");
}

static void index_loop(hostile_fixture *f)
{
    char path[HOSTILE_PATH_SIZE];
    path_in(f, "index.json", path);
    need(unlink(path) == 0 && symlink("index.json", path) == 0, "symlink");
}

static void blob_link(hostile_fixture *f)
{
    char path[HOSTILE_PATH_SIZE];
    layer_path(f, path);
    need(unlink(path) == 0 && symlink(f->row->text, path) == 0, "symlink");
}

static void blob_fifo(hostile_fixture *f)
{
    char path[HOSTILE_PATH_SIZE];
    layer_path(f, path);
    need(unlink(path) == 0 && mkfifo(path, 0600) == 0, "mkfifo");
}

static void index_fifo(hostile_fixture *f)
{
    char path[HOSTILE_PATH_SIZE];
    path_in(f, "index.json", path);
    need(unlink(path) == 0 && mkfifo(path, 0600) == 0, "mkfifo");
}

/* The path of a socket is short: it is made below the present directory. */
static void blob_socket(hostile_fixture *f)
{
    char path[HOSTILE_PATH_SIZE];
    layer_path(f, path);
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "s"};
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    const int home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    need(fd >= 0 && home >= 0 && unlink(path) == 0 && chdir(f->tmp.path) == 0 &&
             bind(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
             rename("s", path) == 0 && fchdir(home) == 0,
         "socket");
    (void)close(fd);
    (void)close(home);
}

static void blob_directory(hostile_fixture *f)
{
    char path[HOSTILE_PATH_SIZE];
    layer_path(f, path);
    need(unlink(path) == 0 && mkdir(path, 0755) == 0, "mkdir");
}

/* Only root may make one; a link to it stands for it otherwise, and is refused as well. */
static void blob_device(hostile_fixture *f)
{
    char path[HOSTILE_PATH_SIZE];
    layer_path(f, path);
    need(unlink(path) == 0, "unlink");
    if (mknod(path, S_IFCHR | 0600, makedev(1, 5)) != 0)
        need(symlink("/dev/zero", path) == 0, "symlink");
}

static void layout_file(hostile_fixture *f)
{
    char path[HOSTILE_PATH_SIZE];
    path_in(f, "oci-layout", path);
    need(unlink(path) == 0, "unlink");
    if (f->row->text != NULL)
        test_write_file(path, f->row->text, strlen(f->row->text));
}

static void layout_large(hostile_fixture *f)
{
    char path[HOSTILE_PATH_SIZE];
    path_in(f, "oci-layout", path);
    og_buf text;
    og_buf_init(&text);
    og_buf_text(&text, "{\"imageLayoutVersion\":\"1.0.0\"}");
    for (size_t i = 0; i < 5u << 20; i++)
        og_buf_char(&text, ' ');
    test_write_file(path, text.data, text.length);
    og_buf_fini(&text);
}

/* The config is promised as small; stored is a large file without bytes on disk. It is
   hashed once, in flat memory, as nothing can be known of a blob before the documents are read. */
static void huge_config(hostile_fixture *f)
{
    char name[160];
    char path[HOSTILE_PATH_SIZE];
    (void)snprintf(name, sizeof name, "blobs/sha256/%s", f->image->config_blob.digest + 7);
    path_in(f, name, path);
    need(truncate(path, (off_t)64 << 20) == 0, "truncate");
}

/* What no layer may unpack to is not read to its end: the size says enough. */
static void huge_layer(hostile_fixture *f)
{
    char name[160];
    char path[HOSTILE_PATH_SIZE];
    (void)snprintf(name, sizeof name, "blobs/sha256/%s", f->image->layers[1]->blob.digest + 7);
    path_in(f, name, path);
    need(truncate(path, (off_t)100 << 30) == 0, "truncate");
}

/* ---- files that change while they are read ---- */

typedef struct changer {
    char path[HOSTILE_PATH_SIZE];
    char other[HOSTILE_PATH_SIZE];
    bool renames;
    volatile int stop;
} changer;

/* Again and again, so that every moment of the reading is hit. */
static void *change(void *payload)
{
    changer *c = payload;
    for (unsigned i = 0; !c->stop; i++) {
        if (c->renames) {
            (void)renameat2(AT_FDCWD, c->path, AT_FDCWD, c->other, RENAME_EXCHANGE);
        } else {
            const int fd = open(c->path, O_WRONLY | O_CLOEXEC);
            const char byte = (char)i;
            if (fd >= 0) {
                (void)!pwrite(fd, &byte, 1, 64 << 10);
                (void)close(fd);
            }
        }
    }
    return NULL;
}

static void big_layer(hostile_fixture *f)
{
    test_layer *layer = test_layer_add(f->archive, f->image);
    layer->packing.codec = TEST_PLAIN;
    og_buf body;
    og_buf_init(&body);
    test_append_zeros(&body, 2u << 20);
    test_tar_add(&layer->tar,
                 &(test_tar_entry){.name = "big", .body = body.data, .length = body.length});
    test_tar_end_add(&layer->tar, TEST_END_TWO_BLOCKS);
    og_buf_fini(&body);
}

/* 20 checks while another thread changes the file. A pass is only allowed where the report's own
   diff_id is the true one: then the good file was read from its first to its last byte. */
static void changing(hostile_fixture *f)
{
    const test_layer *layer = f->image->layers[3];
    changer c = {.renames = f->row->number == 1};
    test_archive_extract(f->archive, f->layout);
    (void)snprintf(c.path, sizeof c.path, "%s/blobs/sha256/%s", f->layout, layer->blob.digest + 7);
    test_tmpdir_join(&f->tmp, "other", c.other, sizeof c.other);
    og_buf evil;
    og_buf_init(&evil);
    og_buf_add(&evil, layer->tar.data, layer->tar.length);
    evil.data[600] ^= 1;
    test_write_file(c.other, evil.data, evil.length);
    og_buf_fini(&evil);
    pthread_t thread;
    test_require(pthread_create(&thread, NULL, change, &c) == 0, "pthread_create");
    for (int i = 0; i < 20; i++) {
        test_run run;
        test_run_path(&run, NULL, f->layout);
        if (ocigate_report_verdict(run.report) == OCIGATE_VERDICT_PASS) {
            og_buf contents;
            og_buf_init(&contents);
            test_run_contents(&run, &contents);
            if (strstr(og_buf_string(&contents), layer->true_diff_id) == NULL)
                og_buf_text(&f->why, "\n  a pass of what was not read");
            og_buf_fini(&contents);
        }
        test_run_fini(&run);
    }
    c.stop = 1;
    (void)pthread_join(thread, NULL);
}

#define DISK(row_id, row_name, rules, function)                                                    \
    {                                                                                              \
        .id = row_id, .name = row_name, .expected = rules, .disk = function, .form = TEST_FORM_OCI \
    }
#define LAYOUT(row_name, rules, json)                                                              \
    {                                                                                              \
        .id = "H-049", .name = row_name, .expected = rules, .disk = layout_file, .text = json,     \
        .form = TEST_FORM_OCI                                                                      \
    }

static const hostile_row rows[] = {
    DISK("H-040", "a blob is a link out", "blob-not-regular", blob_link_out),
    DISK("H-041", "blobs is a link out", "blob-not-regular blob-missing archive-entry-unexpected=I",
         blobs_link_out),
    DISK("H-042", "index.json is a link to itself", "blob-not-regular", index_loop),
    {.id = "H-043",
     .name = "a blob is a magic link",
     .expected = "blob-not-regular",
     .disk = blob_link,
     .text = "/proc/self/fd/0",
     .form = TEST_FORM_OCI},
    DISK("H-044", "a blob is a fifo", "blob-not-regular", blob_fifo),
    DISK("H-044", "index.json is a fifo", "blob-not-regular", index_fifo),
    DISK("H-045", "a blob is a socket", "blob-not-regular", blob_socket),
    DISK("H-045", "a blob is a directory", "blob-not-regular", blob_directory),
    DISK("H-046", "a blob is a device", "blob-not-regular", blob_device),
    {.id = "H-047",
     .name = "swapped while it is read",
     .expected = "",
     .before = big_layer,
     .custom = changing,
     .number = 1,
     .form = TEST_FORM_OCI,
     .seconds = HOSTILE_SECONDS_LONG},
    {.id = "H-048",
     .name = "rewritten while it is read",
     .expected = "",
     .before = big_layer,
     .custom = changing,
     .form = TEST_FORM_OCI,
     .seconds = HOSTILE_SECONDS_LONG},
    LAYOUT("no oci-layout", "layout-missing", NULL),
    LAYOUT("2.0.0", "layout-invalid", "{\"imageLayoutVersion\":\"2.0.0\"}"),
    LAYOUT("null", "layout-invalid json-invalid", "null"),
    DISK("H-049", "5 MiB", "archive-limit layout-invalid", layout_large),
    DISK("H-052", "a config of 64 MiB", "archive-limit blob-size-mismatch blob-digest-mismatch",
         huge_config),
    DISK("H-052", "a layer of 100 GiB", "archive-limit blob-size-mismatch", huge_layer),
};

const hostile_table hostile_directories = HOSTILE_TABLE("directories", rows);
