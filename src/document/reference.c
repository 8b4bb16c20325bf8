#include "document/reference.h"

#include "base/digest.h"

#include <string.h>

/* distribution/reference, reference.go: the path of a repository, and a tag */
#define REPOSITORY_BYTES_MAX 255u
#define TAG_BYTES_MAX 128u

#define DEFAULT_REGISTRY "docker.io/"
#define OLD_DEFAULT_REGISTRY "index.docker.io/"
#define OFFICIAL "library/"

static bool is_lower_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_alnum(char c)
{
    return is_lower_alnum(c) || (c >= 'A' && c <= 'Z');
}

static bool is_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
    }
    return length > 0;
}

/* [\w][\w.-]{0,127} */
static bool is_tag(const char *text, size_t length)
{
    if (length == 0 || length > TAG_BYTES_MAX || !(is_alnum(text[0]) || text[0] == '_'))
        return false;
    for (size_t i = 1; i < length; i++) {
        if (!is_alnum(text[i]) && memchr("_.-", text[i], 3) == NULL)
            return false;
    }
    return true;
}

/* Length of the separator at the start: ".", "_", "__" or dashes; 0 for none. */
static size_t separator(const char *text, size_t length)
{
    size_t dashes = 0;
    while (dashes < length && text[dashes] == '-')
        dashes++;
    if (dashes > 0)
        return dashes;
    if (length >= 2 && text[0] == '_' && text[1] == '_')
        return 2;
    return length >= 1 && (text[0] == '_' || text[0] == '.') ? 1 : 0;
}

/* Components of alphanumeric pieces, joined by separators, joined by slashes. */
static bool is_path(const char *text, size_t length)
{
    if (length > REPOSITORY_BYTES_MAX)
        return false;
    bool after_piece = false;
    for (size_t i = 0; i < length;) {
        if (is_lower_alnum(text[i])) {
            after_piece = true;
            i++;
            continue;
        }
        const size_t skip = text[i] == '/' ? 1 : separator(text + i, length - i);
        if (!after_piece || skip == 0)
            return false;
        after_piece = false;
        i += skip;
    }
    return after_piece;
}

/* Labels of letters, digits and inner dashes, joined by dots. */
static bool is_host_name(const char *text, size_t length)
{
    bool after_alnum = false;
    for (size_t i = 0; i < length; i++) {
        if (is_alnum(text[i]))
            after_alnum = true;
        else if (text[i] == '.' && after_alnum)
            after_alnum = false;
        else if (text[i] != '-' || i == 0 || text[i - 1] == '.' || i + 1 == length ||
                 text[i + 1] == '.')
            return false;
    }
    return after_alnum;
}

static bool is_ipv6_literal(const char *text, size_t length)
{
    if (length < 3 || text[0] != '[' || text[length - 1] != ']')
        return false;
    for (size_t i = 1; i + 1 < length; i++) {
        const char c = text[i];
        if (c != ':' && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f') &&
            !(c >= 'A' && c <= 'F'))
            return false;
    }
    return true;
}

static bool is_domain(const char *text, size_t length)
{
    size_t host = length;
    while (host > 0 && text[host - 1] != ':' && text[host - 1] != ']')
        host--;
    if (host > 0 && text[host - 1] == ':') {
        if (!is_digits(text + host, length - host))
            return false;
        host--;
    } else {
        host = length;
    }
    return is_host_name(text, host) || is_ipv6_literal(text, host);
}

/* Docker takes the first component for a registry when it cannot be part of a repository there. */
static bool looks_like_domain(const char *text, size_t length)
{
    if (length == 9 && memcmp(text, "localhost", 9) == 0)
        return true;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.' || text[i] == ':' || (text[i] >= 'A' && text[i] <= 'Z'))
            return true;
    }
    return false;
}

static bool is_name(const char *text, size_t length)
{
    const char *slash = length == 0 ? NULL : memchr(text, '/', length);
    const size_t first = slash == NULL ? 0 : (size_t)(slash - text);
    if (slash == NULL || !looks_like_domain(text, first))
        return is_path(text, length);
    return is_domain(text, first) && is_path(slash + 1, length - first - 1);
}

/* The colon before the tag in text[0..length), or NULL. */
static const char *find_tag_colon(const char *text, size_t length)
{
    for (size_t i = length; i > 0 && text[i - 1] != '/'; i--) {
        if (text[i - 1] == ':')
            return text + i - 1;
    }
    return NULL;
}

static bool is_digest(const char *text)
{
    og_digest digest;
    return og_digest_parse(text, strlen(text), &digest) != OG_DIGEST_MALFORMED;
}

/* name [":" tag]; *has_tag may be NULL. */
static bool is_tagged(const char *text, size_t length, bool *has_tag)
{
    const char *colon = find_tag_colon(text, length);
    if (has_tag != NULL)
        *has_tag = colon != NULL;
    if (colon == NULL)
        return is_name(text, length);
    const size_t name_length = (size_t)(colon - text);
    return is_tag(colon + 1, length - name_length - 1) && is_name(text, name_length);
}

bool og_reference_is_repo_tag(const char *text)
{
    bool has_tag;
    return is_tagged(text, strlen(text), &has_tag) && has_tag;
}

bool og_reference_is_ref_name(const char *text)
{
    if (is_tag(text, strlen(text)))
        return true;
    const char *at = strchr(text, '@');
    if (at == NULL)
        return is_tagged(text, strlen(text), NULL);
    return is_tagged(text, (size_t)(at - text), NULL) && is_digest(at + 1);
}

static const char *skip_prefix(const char *text, const char *prefix)
{
    const size_t length = strlen(prefix);
    return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

const char *og_reference_familiar(og_arena *arena, const char *text)
{
    const char *rest = skip_prefix(text, DEFAULT_REGISTRY);
    if (rest == NULL)
        rest = skip_prefix(text, OLD_DEFAULT_REGISTRY);
    if (rest == NULL)
        rest = text;
    const char *official = skip_prefix(rest, OFFICIAL);
    if (official != NULL && *official != '\0' && strchr(official, '/') == NULL)
        rest = official;
    const char *slash = strchr(rest, '/');
    /* what would then be read as a registry keeps its own */
    if (rest != text && slash != NULL && looks_like_domain(rest, (size_t)(slash - rest)))
        rest = text;
    return og_arena_text(arena, *rest == '\0' ? text : rest);
}

const char *og_reference_tag(const char *text)
{
    if (strchr(text, '@') != NULL)
        return NULL;
    const char *colon = find_tag_colon(text, strlen(text));
    return colon == NULL || colon[1] == '\0' ? NULL : colon + 1;
}
