#include "rules/phrase.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void og_phrase_bytes(uint64_t bytes, char text[OG_PHRASE_BYTES_SIZE])
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    if (bytes < 1024) {
        (void)snprintf(text, OG_PHRASE_BYTES_SIZE, "%llu byte%s", (unsigned long long)bytes,
                       bytes == 1 ? "" : "s");
        return;
    }
    double amount = (double)bytes / 1024;
    size_t unit = 0;
    while (amount >= 1024 && unit + 1 < sizeof units / sizeof units[0]) {
        amount /= 1024;
        unit++;
    }
    (void)snprintf(text, OG_PHRASE_BYTES_SIZE, "%llu bytes (%.2f %s)", (unsigned long long)bytes,
                   amount, units[unit]);
}

const char *og_phrase_count(uint64_t count, const char *noun, char text[OG_PHRASE_COUNT_SIZE])
{
    (void)snprintf(text, OG_PHRASE_COUNT_SIZE, "%llu %s%s", (unsigned long long)count, noun,
                   count == 1 ? "" : "s");
    return text;
}

void og_phrase_add(og_phrase_list *list, const char *format, ...)
{
    list->count++;
    if (list->shown >= OG_PHRASE_LIST_ITEMS || list->shown + 1 < list->count)
        return; /* once something did not fit, the rest is counted: no gaps in the middle */
    const size_t room = OG_PHRASE_LIST_BYTES - list->length;
    char item[OG_PHRASE_LIST_BYTES];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(item, sizeof item, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length + 2 >= room)
        return;
    const int added =
        snprintf(list->text + list->length, room, "%s%s", list->length > 0 ? ", " : "", item);
    if (added > 0)
        list->length += (size_t)added;
    list->shown++;
}

const char *og_phrase_end(og_phrase_list *list)
{
    const uint64_t hidden = list->count - list->shown;
    if (hidden > 0) {
        (void)snprintf(list->text + list->length, sizeof list->text - list->length,
                       list->shown > 0 ? " and %llu more" : "%llu with long names",
                       (unsigned long long)hidden);
    }
    return list->text;
}

/* One JSON string; false when it does not fit with its quotes and `reserve` bytes behind it. */
static bool add_string(char *text, size_t *used, size_t reserve, const char *value)
{
    const size_t limit = OG_PHRASE_COMMAND_SIZE - reserve;
    size_t at = *used;
    if (at + 2 > limit)
        return false;
    text[at++] = '"';
    for (const char *c = value; *c != '\0'; c++) {
        char escaped[8];
        const unsigned char byte = (unsigned char)*c;
        if (byte == '"' || byte == '\\')
            (void)snprintf(escaped, sizeof escaped, "\\%c", byte);
        else if (byte < 0x20 || byte == 0x7f)
            (void)snprintf(escaped, sizeof escaped, "\\u%04x", byte);
        else
            (void)snprintf(escaped, sizeof escaped, "%c", byte);
        const size_t length = strlen(escaped);
        if (at + length + 1 > limit)
            return false;
        memcpy(text + at, escaped, length);
        at += length;
    }
    text[at++] = '"';
    *used = at;
    return true;
}

void og_phrase_command(const char *instruction, const char *first, const char *const *argv,
                       size_t argc, char text[OG_PHRASE_COMMAND_SIZE])
{
    static const char cut[] = "...]";
    const int start = snprintf(text, OG_PHRASE_COMMAND_SIZE, "%s [", instruction);
    size_t used = start > 0 ? (size_t)start : 0;
    for (size_t i = 0; i < argc; i++) {
        const size_t before = used;
        if (i > 0) {
            memcpy(text + used, ", ", 2);
            used += 2;
        }
        const char *word = i == 0 && first != NULL ? first : argv[i];
        if (!add_string(text, &used, sizeof cut + 2, word)) {
            memcpy(text + before, cut, sizeof cut);
            return;
        }
    }
    memcpy(text + used, "]", 2);
}

const char *og_phrase_or(const char *text, const char *otherwise)
{
    return text == NULL ? otherwise : text;
}

const char *og_phrase_role(og_link_role role)
{
    switch (role) {
    case OG_LINK_INDEX:
        return "the index";
    case OG_LINK_MANIFEST:
        return "the manifest";
    case OG_LINK_CONFIG:
        return "the config";
    case OG_LINK_LAYER:
        return "the layer";
    case OG_LINK_OTHER:
        break;
    }
    return "the blob";
}
