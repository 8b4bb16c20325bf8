#include "render/words.h"

#include "render/number.h"
#include "render/text.h"

#include <string.h>

#define DEFAULT_PATH "Dockerfile"

const char *og_words_message(const ocigate_finding *finding)
{
    const char *message = finding->fact.message;
    if (message == NULL || message[0] == '\0')
        message = ocigate_rule_title(finding->fact.rule);
    return message == NULL || message[0] == '\0' ? ocigate_rule_name(finding->fact.rule) : message;
}

void og_words_place(og_buf *out, const og_finding *fact)
{
    og_text_place(out, fact);
    if (fact->path != NULL)
        og_buf_format(out, ", %s", fact->path[0] == '\0' ? "/" : fact->path);
}

size_t og_words_rule_index(const ocigate_rule *rule)
{
    const ocigate_rule *known;
    size_t i = 0;
    while ((known = ocigate_rule_at(i)) != NULL && known != rule &&
           strcmp(ocigate_rule_name(known), ocigate_rule_name(rule)) != 0)
        i++;
    return i;
}

static void add_places(og_buf *out, const ocigate_finding *findings, size_t count)
{
    const og_finding *first = &findings[0].fact;
    og_buf_text(out, "\nWhere: ");
    og_words_place(out, first);
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += findings[i].fact.count;
    if (total > 1) {
        og_buf_text(out, ", and ");
        og_number(out, total - 1);
        og_buf_text(out, " more");
    }
}

static void add_line(og_buf *out, const char *label, const char *text)
{
    if (text != NULL && text[0] != '\0')
        og_buf_format(out, "\n%s: %s", label, text);
}

void og_words_finding(og_buf *out, const ocigate_finding *findings, size_t count)
{
    const og_finding *fact = &findings[0].fact;
    og_buf_text(out, og_words_message(&findings[0]));
    add_places(out, findings, count);
    add_line(out, "Expected", fact->expected);
    add_line(out, "Found", fact->found);
    add_line(out, "Fix", fact->fix);
}

void og_words_unlisted(og_buf *out, const uint64_t unlisted[4])
{
    (void)og_text_severities(out, unlisted);
    og_buf_text(out, " beyond the limit of findings, not listed (--limit findings=N)");
}

ocigate_severity og_words_worst(const uint64_t counts[4])
{
    int severity = OCIGATE_SEVERITY_ERROR;
    while (severity > OCIGATE_SEVERITY_OFF && counts[severity] == 0)
        severity--;
    return (ocigate_severity)severity;
}

const char *og_location_path(const ocigate_render_options *options)
{
    const char *path = options->location_path;
    if (path == NULL)
        return DEFAULT_PATH;
    /* what is absolute names nothing in a repository, and "//" would name a host */
    while (path[0] == '/' || (path[0] == '.' && path[1] == '/'))
        path += path[0] == '/' ? 1 : 2;
    return path[0] == '\0' ? DEFAULT_PATH : path;
}

uint64_t og_location_line(const ocigate_render_options *options)
{
    return options->location_line == 0 ? 1 : options->location_line;
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("-._~/", c) != NULL;
}

void og_escape_uri(og_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (is_plain(*text))
            og_buf_char(out, *text);
        else
            og_buf_format(out, "%%%02X", (unsigned)(unsigned char)*text);
    }
}
