#define _POSIX_C_SOURCE 200809L
#include "base/error.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    ocigate_status status;
    const char *name;
} statuses[] = {
    {OCIGATE_OK, "ok"},
    {OCIGATE_ERROR_ARGUMENT, "argument not usable"},
    {OCIGATE_ERROR_MEMORY, "out of memory"},
    {OCIGATE_ERROR_OPEN, "cannot open"},
    {OCIGATE_ERROR_READ, "cannot read"},
    {OCIGATE_ERROR_WRITE, "cannot write"},
    {OCIGATE_ERROR_CHANGED, "changed while it was read"},
    {OCIGATE_ERROR_CANCELLED, "cancelled"},
    {OCIGATE_ERROR_INTERNAL, "internal error"},
};

const char *ocigate_status_name(ocigate_status status)
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (statuses[i].status == status)
            return statuses[i].name;
    }
    return "unknown status";
}

/* Cut at a character, so that the text stays valid UTF-8. */
static void copy_printable(ocigate_error *err, const char *text)
{
    og_buf buf;
    og_buf_init(&buf);
    og_printable(&buf, text, strlen(text));
    if (buf.failed) {
        (void)snprintf(err->text, sizeof err->text, "%s", ocigate_status_name(err->status));
    } else {
        size_t length = buf.length;
        if (length >= sizeof err->text)
            length = sizeof err->text - 1;
        while (length > 0 && length < buf.length &&
               ((unsigned char)buf.data[length] & 0xc0) == 0x80)
            length--;
        memcpy(err->text, og_buf_string(&buf), length);
        err->text[length] = '\0';
    }
    og_buf_fini(&buf);
}

ocigate_status og_fail(ocigate_error *err, ocigate_status status, int system_error,
                       const char *format, ...)
{
    if (err == NULL || err->status != OCIGATE_OK)
        return status;
    err->status = status;
    err->system_error = system_error;
    char raw[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(raw, sizeof raw, format, arguments);
    va_end(arguments);
    if (length < 0)
        length = 0;
    if (system_error != 0 && (size_t)length < sizeof raw - 2) {
        (void)snprintf(raw + length, sizeof raw - (size_t)length, ": ");
        char reason[128];
        if (strerror_r(system_error, reason, sizeof reason) == 0)
            (void)snprintf(raw + length + 2, sizeof raw - (size_t)length - 2, "%s", reason);
    }
    copy_printable(err, raw);
    return status;
}

ocigate_status og_fail_memory(ocigate_error *err)
{
    return og_fail(err, OCIGATE_ERROR_MEMORY, 0, "out of memory");
}
