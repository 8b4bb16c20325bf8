#include "completion.h"

#include "output.h"

#include <string.h>

void og_completion_add(const char *const *parts)
{
    for (; *parts != NULL; parts++)
        og_output_text(*parts);
}

void og_completion_words(og_choices at, const char *lead, const char *tail)
{
    const char *word;
    for (size_t i = 0; at != NULL && (word = at(i)) != NULL; i++)
        OG_ADD(i > 0 ? " " : "", lead, word, tail);
}

void og_completion_escaped(const char *text, const char *letters)
{
    for (; *text != '\0'; text++) {
        if (strchr(letters, *text) != NULL)
            og_output_text("\\");
        (void)og_output_write(NULL, text, 1);
    }
}

/* What the shell is told of a value: keys in front of a =, words, files. */
static void add_value(og_choices keys, og_choices words, og_value value)
{
    if (keys != NULL) {
        og_output_text(" keys='");
        og_completion_words(keys, "", "");
        og_output_text("'");
    }
    if (words != NULL) {
        og_output_text(" words='");
        og_completion_words(words, "", "");
        og_output_text("'");
    }
    if (words == NULL && value != OG_VALUE_TEXT)
        og_output_text(" has_files=1");
    og_output_text(" ;;\n");
}

static void add_bash_options(const og_command *const *all)
{
    og_output_text("_ocigate_options() {\n    case $1 in\n");
    for (size_t i = 0; all[i] != NULL; i++) {
        OG_ADD("    ", all[i]->name, ") words='");
        const og_option *option = NULL;
        const char *space = "";
        while ((option = og_option_next(all[i], option)) != NULL) {
            OG_ADD(space, "--", option->name);
            space = " ";
        }
        og_output_text("' ;;\n");
    }
    og_output_text("    esac\n}\n");
}

static void add_bash_values(const og_command *const *all)
{
    og_output_text("_ocigate_value() {\n    case $1:$2 in\n");
    for (size_t i = 0; all[i] != NULL; i++) {
        const og_option *option = NULL;
        while ((option = og_option_next(all[i], option)) != NULL) {
            if (option->argument == NULL)
                continue;
            const char letter[] = {option->letter, '\0'};
            OG_ADD("    ", all[i]->name, ":--", option->name);
            if (option->letter != 0)
                OG_ADD(" | ", all[i]->name, ":-", letter);
            og_output_text(")");
            add_value(option->keys, option->choices, option->value);
        }
    }
    og_output_text("    *) return 1 ;;\n    esac\n}\n");
}

static void add_bash_operands(const og_command *const *all)
{
    og_output_text("_ocigate_operand() {\n    case $1 in\n");
    for (size_t i = 0; all[i] != NULL; i++) {
        OG_ADD("    ", all[i]->name, ")");
        add_value(NULL, all[i]->operands, all[i]->operand);
    }
    og_output_text("    esac\n}\n");
}

/* bash takes = and : for the ends of words, unless the user says otherwise: the words of the line
   are put together again, and the reply is what stands behind the last of them. */
static const char *const bash_lines[] = {
    "_ocigate() {",
    "    local command=check cur='' option='' value='' segment='' is_ended='' word before i n=-1",
    "    local keys='' words='' has_files='' tail='' candidate",
    "    local -a line=()",
    "    for ((i = 1; i <= COMP_CWORD; i++)); do",
    "        word=${COMP_WORDS[i]} before=${COMP_WORDS[i - 1]}",
    "        if ((n >= 0)) && [[ $word == [=:]* || $before == *[=:] ]]; then",
    "            line[n]+=$word",
    "        else",
    "            line[++n]=$word",
    "        fi",
    "    done",
    "    cur=${line[n]}",
    "    ((n == 0)) || [[ \" $_ocigate_commands \" != *\" ${line[0]} \"* ]] || command=${line[0]}",
    "    for ((i = 0; i < n; i++)); do",
    "        [[ ${line[i]} != -- ]] || is_ended=1",
    "    done",
    "    if [[ $cur == --*=* ]]; then",
    "        option=${cur%%=*} value=${cur#*=}",
    "    elif ((n > 0)); then",
    "        option=${line[n - 1]} value=$cur",
    "    fi",
    "    segment=$value",
    "    if [[ -z $is_ended && $option == -* ]] && _ocigate_value \"$command\" \"$option\"; then",
    "        if [[ -n $keys && $value != *=* ]]; then",
    "            words=$keys tail='=' has_files=''",
    "            compopt -o nospace 2>/dev/null",
    "        elif [[ -n $keys ]]; then",
    "            segment=${value#*=}",
    "        fi",
    "    elif [[ -z $is_ended && $cur == -* ]]; then",
    "        segment=$cur",
    "        _ocigate_options \"$command\"",
    "    else",
    "        segment=$cur",
    "        _ocigate_operand \"$command\"",
    "        ((n > 0)) || words+=\" $_ocigate_commands\"",
    "    fi",
    "    COMPREPLY=()",
    "    while IFS= read -r candidate; do",
    "        COMPREPLY+=(\"$candidate$tail\")",
    "    done < <(compgen -W \"$words\" -- \"$segment\")",
    "    if [[ -n $has_files ]]; then",
    "        compopt -o filenames 2>/dev/null",
    "        while IFS= read -r candidate; do",
    "            COMPREPLY+=(\"$candidate\")",
    "        done < <(compgen -f -- \"$segment\")",
    "    fi",
    "    local prefix=${cur%\"$segment\"} broken=''",
    "    [[ $COMP_WORDBREAKS == *=* && $prefix == *=* ]] || broken=$prefix",
    "    for i in \"${!COMPREPLY[@]}\"; do",
    "        COMPREPLY[i]=$broken${COMPREPLY[i]}",
    "        if [[ $COMP_WORDBREAKS == *:* && $segment == *:* ]]; then",
    "            COMPREPLY[i]=${COMPREPLY[i]#\"${segment%:*}:\"}",
    "        fi",
    "    done",
    "}",
    "complete -F _ocigate ocigate",
};

void og_completion_bash(const og_command *const *all)
{
    og_output_text("# Completion of ocigate for bash: ocigate completion bash\n"
                   "_ocigate_commands='");
    for (size_t i = 0; all[i] != NULL; i++)
        OG_ADD(i > 0 ? " " : "", all[i]->name);
    og_output_text("'\n");
    add_bash_options(all);
    add_bash_values(all);
    add_bash_operands(all);
    for (size_t i = 0; i < sizeof bash_lines / sizeof bash_lines[0]; i++)
        OG_ADD(bash_lines[i], "\n");
}
