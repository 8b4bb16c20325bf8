/* Runs one command, or two with a pipe between them, and writes what they took.

       launch RESULT COMMAND [ARGUMENT...]
       launch RESULT --from PRODUCER [ARGUMENT...] --to COMMAND [ARGUMENT...]

   RESULT becomes one line for each process, the command's first: status, wall seconds since the
   first was started, user and system seconds, peak KiB. wait4 counts as a peak what the process
   that forked had; so that one has to be small, and it is not the driver. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct process {
    char **words;
    pid_t pid;
    int status;
    double end;
    struct rusage usage;
} process;

static _Noreturn void give_up(const char *what)
{
    (void)fprintf(stderr, "launch: %s: %s\n", what, strerror(errno));
    exit(99);
}

static double now(void)
{
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0)
        give_up("clock");
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* from, to: the descriptor that becomes standard input or output; -1: as it is. */
static void start(process *it, int from, int to)
{
    it->pid = fork();
    if (it->pid < 0)
        give_up("fork");
    if (it->pid > 0)
        return;
    if ((from >= 0 && dup2(from, STDIN_FILENO) < 0) || (to >= 0 && dup2(to, STDOUT_FILENO) < 0))
        give_up("dup2");
    execvp(it->words[0], it->words);
    (void)fprintf(stderr, "launch: %s: %s\n", it->words[0], strerror(errno));
    _exit(127);
}

static void wait_for(process *all, size_t count)
{
    for (size_t left = count; left > 0;) {
        struct rusage usage;
        int status = 0;
        const pid_t pid = wait4(-1, &status, 0, &usage);
        if (pid < 0)
            give_up("wait4");
        for (size_t i = 0; i < count; i++) {
            if (all[i].pid != pid)
                continue;
            all[i].end = now();
            all[i].status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            all[i].usage = usage;
            left--;
        }
    }
}

/* Splits the words at --from and --to; the command comes first. Returns how many there are. */
static size_t split(char **words, process *all)
{
    if (strcmp(words[0], "--from") != 0) {
        all[0].words = words;
        return 1;
    }
    char **to = words + 1;
    while (*to != NULL && strcmp(*to, "--to") != 0)
        to++;
    if (*to == NULL || to == words + 1 || to[1] == NULL) {
        errno = EINVAL;
        give_up("--from without --to");
    }
    *to = NULL;
    all[0].words = to + 1;
    all[1].words = words + 1;
    return 2;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        (void)fputs("usage: launch RESULT [--from PRODUCER... --to] COMMAND...\n", stderr);
        return 98;
    }
    process all[2] = {0};
    const size_t count = split(argv + 2, all);
    int ends[2] = {-1, -1};
    if (count == 2 && pipe2(ends, O_CLOEXEC) != 0)
        give_up("pipe");
    const double begin = now();
    if (count == 2)
        start(&all[1], -1, ends[1]);
    start(&all[0], ends[0], -1);
    if (count == 2 && (close(ends[0]) != 0 || close(ends[1]) != 0))
        give_up("close");
    wait_for(all, count);

    FILE *out = fopen(argv[1], "we");
    if (out == NULL)
        give_up(argv[1]);
    for (size_t i = 0; i < count; i++)
        (void)fprintf(out, "%d %.6f %.6f %.6f %ld\n", all[i].status, all[i].end - begin,
                      seconds(all[i].usage.ru_utime), seconds(all[i].usage.ru_stime),
                      all[i].usage.ru_maxrss);
    if (fclose(out) != 0)
        give_up(argv[1]);
    return 0;
}
