#define _GNU_SOURCE
#include "input/directory.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static char root[64];
static int root_fd;
static og_arena arena;

static void put(const char *name, const char *text)
{
    const int fd = openat(root_fd, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    cr_assert(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    (void)close(fd);
}

static void set_up(void)
{
    strcpy(root, "/tmp/ocigate-directory-XXXXXX");
    cr_assert(mkdtemp(root) != NULL);
    root_fd = open(root, O_RDONLY | O_DIRECTORY);
    og_arena_init(&arena);
    cr_assert(mkdirat(root_fd, "blobs", 0755) == 0 && mkdirat(root_fd, "blobs/sha256", 0755) == 0);
    put("blobs/sha256/b", "blob");
    put("index.json", "{}");
}

static void tear_down(void)
{
    og_arena_fini(&arena);
    (void)close(root_fd);
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf %s", root);
    cr_assert(system(command) == 0);
}

TestSuite(directory, .init = set_up, .fini = tear_down, .timeout = 10);

static og_file *list(uint64_t limit, bool *is_cut)
{
    og_file *files = NULL;
    cr_assert(og_directory_list(root_fd, root, limit, &arena, &files, is_cut, NULL) == OCIGATE_OK);
    return files;
}

static const og_file *find(const og_file *files, const char *path)
{
    while (files != NULL && strcmp(files->path, path) != 0)
        files = files->next;
    return files;
}

Test(directory, lists_all_files_in_one_order)
{
    static const char *const expected[] = {"blobs", "blobs/sha256", "blobs/sha256/b", "index.json"};
    bool is_cut = true;
    const og_file *file = list(100, &is_cut);
    for (size_t i = 0; i < 4; i++, file = file->next)
        cr_assert_str_eq(file->path, expected[i]);
    cr_assert(file == NULL && !is_cut);
}

Test(directory, says_when_there_are_more_files_than_the_limit)
{
    bool is_cut = true;
    (void)list(4, &is_cut);
    cr_assert(!is_cut);
    (void)list(3, &is_cut);
    cr_assert(is_cut);
}

static void check_no_regular_file(void)
{
    cr_assert(symlinkat("/etc/hostname", root_fd, "link") == 0);
    cr_assert(symlinkat("link", root_fd, "loop") == 0);
    cr_assert(mkfifoat(root_fd, "fifo", 0644) == 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", root);
    const int socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);
    cr_assert(bind(socket_fd, (struct sockaddr *)&address, sizeof address) == 0);
    static const struct {
        const char *name, *type;
    } rows[] = {{"link", "symbolic link"},
                {"loop", "symbolic link"},
                {"fifo", "fifo"},
                {"socket", "socket"},
                {"blobs", "directory"}};
    bool is_cut;
    const og_file *files = list(100, &is_cut);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const og_file *file = find(files, rows[i].name);
        cr_assert(file != NULL && strcmp(file->type_name, rows[i].type) == 0, "%s", rows[i].name);
        int fd = 99;
        uint64_t size;
        cr_assert(og_directory_open(root_fd, rows[i].name, &fd, &size, NULL) == OCIGATE_OK);
        cr_assert(fd == -1, "%s was opened", rows[i].name);
    }
    (void)close(socket_fd);
}

static void check_links_and_root(void)
{
    cr_assert(symlinkat("blobs", root_fd, "alias") == 0);
    cr_assert(symlinkat("/proc/self", root_fd, "self") == 0);
    static const char *const names[] = {"alias/sha256/b", "../../etc/hostname", "/etc/hostname",
                                        "/proc/self/root/etc/hostname", "self/root/etc/hostname"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        int fd = -1;
        uint64_t size;
        (void)!og_directory_open(root_fd, names[i], &fd, &size, NULL);
        cr_assert(fd == -1, "%s was opened", names[i]);
    }
}

static void check_regular_file(void)
{
    int fd = -1;
    uint64_t size = 0;
    cr_assert(og_directory_open(root_fd, "blobs/sha256/b", &fd, &size, NULL) == OCIGATE_OK);
    cr_assert(fd >= 0 && size == 4);
    (void)close(fd);
}

static void check_gone(void)
{
    int fd = -1;
    uint64_t size = 0;
    ocigate_error err = {0};
    cr_assert(og_directory_open(root_fd, "gone", &fd, &size, &err) == OCIGATE_ERROR_CHANGED);
}

static void check_long_name(void)
{
    char name[300];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    int fd = -1;
    uint64_t size = 0;
    cr_assert(og_directory_open(root_fd, name, &fd, &size, NULL) == OCIGATE_ERROR_OPEN);
}

/* From here on this process is on a kernel without openat2. */
static void take_openat2_away(void)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {.len = sizeof rules / sizeof rules[0], .filter = rules};
    cr_assert(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    cr_assert(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
    cr_assert(syscall(SYS_openat2, root_fd, ".", NULL, 0) == -1 && errno == ENOSYS);
}

/* Each by the one system call, and again component by component. */
#define TEST_BOTH_WAYS(name, check)                                                                \
    Test(directory, name)                                                                          \
    {                                                                                              \
        check();                                                                                   \
    }                                                                                              \
    Test(directory, name##_without_openat2)                                                        \
    {                                                                                              \
        take_openat2_away();                                                                       \
        check();                                                                                   \
    }

TEST_BOTH_WAYS(names_what_is_no_regular_file_and_opens_none_of_it, check_no_regular_file)
TEST_BOTH_WAYS(opens_nothing_through_a_linked_directory_or_above_the_root, check_links_and_root)
TEST_BOTH_WAYS(opens_a_regular_file_with_its_size, check_regular_file)
TEST_BOTH_WAYS(calls_a_file_that_went_away_a_change, check_gone)
TEST_BOTH_WAYS(refuses_a_name_that_is_too_long, check_long_name)
