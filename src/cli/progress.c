#define _POSIX_C_SOURCE 200809L
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Ten times a second at most, and nothing for what is done at once. */
#define INTERVAL_SECONDS 0.1
#define DELAY_SECONDS 0.4
#define LINE_BYTES 79
#define LEFT_SECONDS_MAX UINT64_C(100000000)

static double now(void)
{
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0)
        return 0;
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void og_progress_start(og_progress *progress, og_progress_when when)
{
    *progress = (og_progress){.started = now()};
    progress->is_wanted =
        when == OG_PROGRESS_AUTO ? isatty(STDERR_FILENO) == 1 : when == OG_PROGRESS_ALWAYS;
}

/* "812 kB", "1.2 GB": as the reports do, in units of 1000. */
static void format_size(char *out, size_t capacity, double value)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    size_t unit = 0;
    while (value >= 999.5 && unit + 1 < sizeof units / sizeof units[0]) {
        value /= 1000;
        unit++;
    }
    const int decimals = unit > 0 && value < 9.95 ? 1 : 0;
    (void)snprintf(out, capacity, "%.*f %s", decimals, value, units[unit]);
}

static size_t append(char *out, size_t capacity, size_t length, const char *text)
{
    for (; *text != '\0' && length + 1 < capacity; text++)
        out[length++] = *text;
    out[length] = '\0';
    return length;
}

static void format_left(char *out, size_t capacity, double seconds)
{
    const uint64_t whole = seconds < LEFT_SECONDS_MAX ? (uint64_t)seconds : LEFT_SECONDS_MAX;
    const uint64_t left = whole + ((double)whole < seconds); /* rounded up */
    if (left < 60)
        (void)snprintf(out, capacity, ", %" PRIu64 " s left", left);
    else
        (void)snprintf(out, capacity, ", %" PRIu64 " min left", (left + 59) / 60);
}

size_t og_progress_format(char *out, size_t capacity, uint64_t done, uint64_t total, double seconds)
{
    char part[48];
    size_t length = append(out, capacity, 0, "");
    if (total > 0 && done > total)
        done = total;
    if (total > 0) {
        (void)snprintf(part, sizeof part, "%.0f %%, ", (double)done / (double)total * 100);
        length = append(out, capacity, length, part);
    }
    format_size(part, sizeof part, (double)done);
    length = append(out, capacity, length, part);
    if (total > 0) {
        format_size(part, sizeof part, (double)total);
        length = append(out, capacity, length, " of ");
        length = append(out, capacity, length, part);
    }
    const double rate = seconds > 0 ? (double)done / seconds : 0;
    if (rate < 1)
        return length;
    format_size(part, sizeof part, rate);
    length = append(out, capacity, length, ", ");
    length = append(out, capacity, length, part);
    length = append(out, capacity, length, "/s");
    if (total == 0)
        return length;
    format_left(part, sizeof part, (double)(total - done) / rate);
    return append(out, capacity, length, part);
}

/* In one call, so that nothing comes between; a line that cannot be written is not missed. */
static void show(og_progress *progress, const char *line, size_t length)
{
    char out[2 * LINE_BYTES + 3];
    size_t at = 0;
    out[at++] = '\r';
    memcpy(out + at, line, length);
    at += length;
    for (size_t i = length; i < progress->width; i++)
        out[at++] = ' ';
    if (length < progress->width || length == 0)
        out[at++] = '\r';
    progress->width = length;
    const ssize_t written = write(STDERR_FILENO, out, at);
    (void)written;
}

bool og_progress_tell(void *payload, uint64_t bytes_read, uint64_t bytes_total)
{
    og_progress *progress = payload;
    if (!progress->is_wanted)
        return true;
    const double time = now();
    if (time - progress->started < DELAY_SECONDS || time - progress->shown < INTERVAL_SECONDS)
        return true;
    char line[LINE_BYTES + 1];
    const size_t length =
        og_progress_format(line, sizeof line, bytes_read, bytes_total, time - progress->started);
    progress->shown = time;
    show(progress, line, length);
    return true;
}

void og_progress_end(og_progress *progress)
{
    if (progress->width > 0)
        show(progress, "", 0);
}
