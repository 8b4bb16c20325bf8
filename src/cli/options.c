#include "options.h"

#include "guard.h"
#include "nearest.h"
#include "output.h"

#include <stdio.h>
#include <string.h>

typedef struct parser {
    const og_command *command;
    void *settings;
    char **words;
    int count, next;
    og_words *out;
} parser;

const og_option *og_option_next(const og_command *command, const og_option *before)
{
    const og_option *option = before == NULL ? command->options : before + 1;
    while (option->name != NULL && option->only != 0 && (option->only & command->mask) == 0)
        option++;
    return option->name == NULL ? NULL : option;
}

/* By its name, or without one by its letter. */
static const og_option *find(const og_command *command, const char *name, char letter)
{
    const og_option *option = NULL;
    while ((option = og_option_next(command, option)) != NULL) {
        if (name != NULL ? strcmp(option->name, name) == 0 : option->letter == letter)
            break;
    }
    return option;
}

int og_options_refuse(const og_command *command)
{
    og_complain_parts((const char *const[]){"see ocigate ", command->name, " --help", NULL});
    return OG_EXIT_USAGE;
}

static int refuse(const parser *p, const char *const *parts)
{
    og_complain_parts(parts);
    return og_options_refuse(p->command);
}

static int apply(parser *p, const og_option *option, const char *value)
{
    switch (option->kind) {
    case OG_OPTION_HELP:
        p->out->wants_help = true;
        return 0;
    case OG_OPTION_VERSION:
        p->out->wants_version = true;
        return 0;
    case OG_OPTION_SETTING:
        break;
    }
    size_t index = 0;
    if (option->choices == NULL || option->keys != NULL ||
        og_choices_find(option->choices, value, &index))
        return option->set(p->settings, value);
    char name[32];
    (void)snprintf(name, sizeof name, "--%s", option->name);
    return og_choices_refuse(name, value, option->choices);
}

/* The next word as the value of an option. */
static int apply_next(parser *p, const og_option *option)
{
    if (p->next >= p->count)
        return refuse(p, (const char *const[]){"--", option->name,
                                               " needs a value: ", option->argument, NULL});
    return apply(p, option, p->words[p->next++]);
}

static int refuse_unknown(const parser *p, const char *name)
{
    og_nearest nearest;
    og_nearest_init(&nearest, name);
    const og_option *option = NULL;
    while ((option = og_option_next(p->command, option)) != NULL)
        og_nearest_try(&nearest, option->name);
    if (nearest.best == NULL)
        return refuse(p, (const char *const[]){"unknown option --", name, NULL});
    return refuse(p, (const char *const[]){"unknown option --", name, ", the nearest is --",
                                           nearest.best, NULL});
}

static int parse_long(parser *p, char *word)
{
    char *value = strchr(word, '=');
    if (value != NULL)
        *value++ = '\0';
    const og_option *option = find(p->command, word, 0);
    if (option == NULL)
        return refuse_unknown(p, word);
    if (option->argument == NULL && value != NULL)
        return refuse(p, (const char *const[]){"--", word, " takes no value", NULL});
    if (option->argument != NULL && value == NULL)
        return apply_next(p, option);
    return apply(p, option, value);
}

static int parse_letters(parser *p, const char *letters)
{
    for (; *letters != '\0'; letters++) {
        const og_option *option = find(p->command, NULL, *letters);
        if (option == NULL) {
            const char letter[] = {*letters, '\0'};
            return refuse(p, (const char *const[]){"unknown option -", letter, NULL});
        }
        if (option->argument != NULL)
            return letters[1] == '\0' ? apply_next(p, option) : apply(p, option, letters + 1);
        const int status = apply(p, option, NULL);
        if (status != 0 || p->out->wants_help)
            return status;
    }
    return 0;
}

int og_options_parse(const og_command *command, int count, char **words, void *settings,
                     og_words *out)
{
    parser p = {command, settings, words, count, 0, out};
    *out = (og_words){.items = words};
    bool is_ended = false;
    while (p.next < count && !out->wants_help && !out->wants_version) {
        char *word = words[p.next++];
        int status = 0;
        if (is_ended || word[0] != '-' || word[1] == '\0')
            words[out->count++] = word;
        else if (strcmp(word, "--") == 0)
            is_ended = true;
        else if (word[1] == '-')
            status = parse_long(&p, word + 2);
        else
            status = parse_letters(&p, word + 1);
        if (status != 0)
            return status;
    }
    return 0;
}
