#include "document/views.h"

#include <string.h>

/* Every setting is in the table of types or read into the view below. */
static const char *const known[] = {
    "ArgsEscaped", "AttachStderr", "AttachStdin", "AttachStdout", "Cmd",
    "Domainname",  "Entrypoint",   "Env",         "ExposedPorts", "Healthcheck",
    "Hostname",    "Image",        "Labels",      "MacAddress",   "NetworkDisabled",
    "OnBuild",     "OpenStdin",    "Shell",       "StdinOnce",    "StopSignal",
    "StopTimeout", "Tty",          "User",        "Volumes",      "WorkingDir",
    NULL};

static const og_json_field fields[] = {{"ArgsEscaped", OG_JSON_IS_BOOLEAN},
                                       {"AttachStderr", OG_JSON_IS_BOOLEAN},
                                       {"AttachStdin", OG_JSON_IS_BOOLEAN},
                                       {"AttachStdout", OG_JSON_IS_BOOLEAN},
                                       {"Domainname", OG_JSON_IS_STRING},
                                       {"ExposedPorts", OG_JSON_IS_OBJECT_MAP},
                                       {"Hostname", OG_JSON_IS_STRING},
                                       {"Image", OG_JSON_IS_STRING},
                                       {"Labels", OG_JSON_IS_STRING_MAP},
                                       {"MacAddress", OG_JSON_IS_STRING},
                                       {"NetworkDisabled", OG_JSON_IS_BOOLEAN},
                                       {"OpenStdin", OG_JSON_IS_BOOLEAN},
                                       {"StdinOnce", OG_JSON_IS_BOOLEAN},
                                       {"StopTimeout", OG_JSON_IS_INTEGER},
                                       {"Tty", OG_JSON_IS_BOOLEAN},
                                       {"Volumes", OG_JSON_IS_OBJECT_MAP}};

/* Length of a string as JSON with nothing escaped that need not be. */
static uint64_t string_bytes(const char *text)
{
    uint64_t bytes = 2;
    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\' || c == '\b' || c == '\f' || c == '\n' || c == '\r' || c == '\t')
            bytes += 2;
        else
            bytes += c < 0x20 ? 6 : 1;
    }
    return bytes;
}

/* A member and the comma or brace before it. */
static uint64_t list_bytes(const char *key, const og_string_list *list)
{
    if (!list->is_present)
        return 0;
    uint64_t bytes = 1 + string_bytes(key) + 1 + 2;
    for (size_t i = 0; i < list->count; i++)
        bytes += string_bytes(list->items[i]) + (i > 0 ? 1 : 0);
    return bytes;
}

/* {"Entrypoint":[...],"Cmd":[...],"WorkingDir":"...","Env":[...]}, absent members left out. No sum
   overflows: no character of the document counts more than six times. */
static uint64_t settings_bytes(const og_config *config)
{
    uint64_t bytes = list_bytes("Entrypoint", &config->entrypoint) +
                     list_bytes("Cmd", &config->cmd) + list_bytes("Env", &config->env);
    if (config->working_dir != NULL)
        bytes += 1 + string_bytes("WorkingDir") + 1 + string_bytes(config->working_dir);
    return bytes == 0 ? 2 : bytes + 1;
}

static void read_healthcheck(const og_json_node *config, og_config *out)
{
    static const char *const known_keys[] = {"Test",          "Interval", "Timeout", "StartPeriod",
                                             "StartInterval", "Retries",  NULL};
    static const og_json_field numbers[] = {{"Interval", OG_JSON_IS_INTEGER},
                                            {"Timeout", OG_JSON_IS_INTEGER},
                                            {"StartPeriod", OG_JSON_IS_INTEGER},
                                            {"StartInterval", OG_JSON_IS_INTEGER},
                                            {"Retries", OG_JSON_IS_INTEGER}};
    const og_json_node node = og_json_object(config, "Healthcheck", OG_JSON_OPTIONAL);
    og_json_check_keys(&node, known_keys);
    og_json_check(&node, numbers, sizeof numbers / sizeof numbers[0]);
    const og_string_list test = og_json_strings(&node, "Test", OG_JSON_OPTIONAL);
    out->has_healthcheck = test.count > 0 && strcmp(test.items[0], "NONE") != 0;
}

static size_t member_count(const og_json_node *config, const char *key)
{
    return json_object_size(json_object_get(config->value, key));
}

void og_config_settings_read(const og_json_node *config, og_config *out)
{
    og_json_check_keys(config, known);
    og_json_check(config, fields, sizeof fields / sizeof fields[0]);
    out->has_config = config->value != NULL;
    out->entrypoint = og_json_strings(config, "Entrypoint", OG_JSON_OPTIONAL);
    out->cmd = og_json_strings(config, "Cmd", OG_JSON_OPTIONAL);
    out->env = og_json_strings(config, "Env", OG_JSON_OPTIONAL);
    out->on_build = og_json_strings(config, "OnBuild", OG_JSON_OPTIONAL);
    out->shell = og_json_strings(config, "Shell", OG_JSON_OPTIONAL);
    out->working_dir = og_json_string(config, "WorkingDir", OG_JSON_OPTIONAL);
    out->user = og_json_string(config, "User", OG_JSON_OPTIONAL);
    out->stop_signal = og_json_string(config, "StopSignal", OG_JSON_OPTIONAL);
    out->exposed_port_count = member_count(config, "ExposedPorts");
    out->volume_count = member_count(config, "Volumes");
    read_healthcheck(config, out);
    out->settings_bytes = settings_bytes(out);
}
