#include "commands.h"
#include "completion.h"
#include "guard.h"
#include "output.h"

static const struct {
    const char *name;
    void (*add)(const og_command *const *all);
} shells[] = {
    {"bash", og_completion_bash},
    {"zsh", og_completion_zsh},
    {"fish", og_completion_fish},
};

static const char *shell_at(size_t index)
{
    return index < sizeof shells / sizeof shells[0] ? shells[index].name : NULL;
}

static const og_option options[] = {
    OG_OPTION_HELP_ROW,
    OG_OPTION_TABLE_END,
};

static int run(int count, char **words, bool is_named)
{
    (void)is_named;
    og_words rest;
    size_t index = 0;
    const int status = og_options_parse(&og_command_completion, count, words, NULL, &rest);
    if (status != 0)
        return status;
    if (rest.wants_help) {
        og_options_help(&og_command_completion, NULL);
        return OG_EXIT_PASS;
    }
    if (rest.count != 1) {
        og_complain(NULL, "completion takes one shell: bash, zsh or fish");
        return og_options_refuse(&og_command_completion);
    }
    if (!og_choices_find(shell_at, rest.items[0], &index))
        return og_choices_refuse("completion", rest.items[0], shell_at);
    shells[index].add(og_commands);
    return OG_EXIT_PASS;
}

const og_command og_command_completion = {
    .name = "completion",
    .usage = "bash|zsh|fish",
    .about = "Write a script that lets a shell complete the words of a line",
    .examples = "  source <(ocigate completion bash)\n"
                "  ocigate completion bash > ~/.local/share/bash-completion/completions/ocigate\n"
                "  ocigate completion zsh > \"${fpath[1]}/_ocigate\"\n"
                "  ocigate completion fish > ~/.config/fish/completions/ocigate.fish\n",
    .options = options,
    .operands = shell_at,
    .run = run,
};
