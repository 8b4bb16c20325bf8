#include "document_support.h"

#include <jansson.h>

#define DIFF_ID "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
#define ROOTFS "'rootfs':{'type':'layers','diff_ids':['" DIFF_ID "']}"
#define BASE "'architecture':'amd64','os':'linux'," ROOTFS

/* As docker 24 writes it, shortened. */
#define REAL                                                                                       \
    "{'architecture':'amd64','author':'A','comment':'','config':{'ArgsEscaped':true,"              \
    "'AttachStderr':false,'AttachStdin':false,'AttachStdout':false,'Cmd':['app.handler'],"         \
    "'Domainname':'','Entrypoint':['/lambda-entrypoint.sh'],'Env':['PATH=/bin','A=b c'],"          \
    "'ExposedPorts':{'80/tcp':{},'CMD':{}},'Healthcheck':{'Test':['CMD','x'],'Interval':1000000,"  \
    "'Timeout':0,'StartPeriod':0,'StartInterval':0,'Retries':3},'Hostname':'','Image':'" DIFF_ID   \
    "','Labels':{'env':'x','ENV':'y'},'MacAddress':'','NetworkDisabled':false,"                    \
    "'OnBuild':['RUN x'],'OpenStdin':false,'Shell':['/bin/sh','-c'],'StdinOnce':false,"            \
    "'StopSignal':'SIGTERM','StopTimeout':10,'Tty':false,'User':'1000','Volumes':{'/data':{},"     \
    "'/x':null},'WorkingDir':'/var/task'},'container':'c','container_config':{'cmd':null},"        \
    "'created':'2024-01-02T03:04:05Z','docker_version':'24.0.9','history':[{'created':"            \
    "'2024-01-02T03:04:05Z','created_by':'ADD x','author':'','comment':''},{'created_by':'CMD',"   \
    "'empty_layer':true},{}],'id':'i','moby.buildkit.buildinfo.v1':'e30=','os':'linux',"           \
    "'os.features':[],'os.version':'','parent':'p'," ROOTFS ",'Size':7,'variant':'v8'}"

Test(config, is_read_whole)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_CONFIG, REAL);
    cr_expect_str_eq(og_buf_string(&p.shown), "");
    const og_config *config = &p.document.view.config;
    cr_expect_str_eq(config->os, "linux");
    cr_expect_str_eq(config->architecture, "amd64");
    cr_expect_str_eq(config->variant, "v8");
    cr_expect_str_eq(config->created, "2024-01-02T03:04:05Z");
    cr_expect(config->has_config && config->has_rootfs && config->has_diff_ids);
    cr_assert_eq(config->entrypoint.count, 1u);
    cr_expect_str_eq(config->entrypoint.items[0], "/lambda-entrypoint.sh");
    cr_assert_eq(config->env.count, 2u);
    cr_expect_str_eq(config->env.items[1], "A=b c");
    cr_expect_eq(config->cmd.count, 1u);
    cr_expect_eq(config->on_build.count, 1u);
    cr_expect_eq(config->shell.count, 2u);
    cr_expect_str_eq(config->working_dir, "/var/task");
    cr_expect_str_eq(config->user, "1000");
    cr_expect_str_eq(config->stop_signal, "SIGTERM");
    cr_expect_eq(config->exposed_port_count, 2u);
    cr_expect_eq(config->volume_count, 2u);
    cr_expect(config->has_healthcheck);
    cr_expect_str_eq(config->rootfs_type, "layers");
    cr_assert_eq(config->diff_id_count, 1u);
    cr_expect_eq(config->diff_ids[0].algorithm, OG_SHA256);
    cr_expect_str_eq(config->diff_id_texts[0], DIFF_ID);
    cr_assert(config->has_history && config->history_count == 3);
    cr_expect_str_eq(config->history[0].created_by, "ADD x");
    cr_expect_not(config->history[0].is_empty_layer);
    cr_expect(config->history[1].is_empty_layer);
    cr_expect_null(config->history[2].created_by);
    parsed_fini(&p);
}

Test(config, takes_null_for_absent)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_CONFIG,
                 "{" BASE ",'created':null,'author':null,'variant':null,'history':null,"
                 "'config':{'Cmd':null,'Entrypoint':null,'Env':null,'Labels':null,'Volumes':null,"
                 "'ExposedPorts':null,'Healthcheck':null,'OnBuild':null,'User':null,'Tty':null,"
                 "'WorkingDir':null,'StopTimeout':null,'Shell':null}}");
    cr_expect_str_eq(og_buf_string(&p.shown), "");
    const og_config *config = &p.document.view.config;
    cr_expect(config->has_config);
    cr_expect_not(config->cmd.is_present || config->env.is_present || config->has_history);
    cr_expect_null(config->working_dir);
    cr_expect_null(config->created);
    parse_quoted(&p, OG_DOCUMENT_CONFIG, "{" BASE ",'config':null}");
    cr_expect_str_eq(og_buf_string(&p.shown), "");
    cr_expect_not(p.document.view.config.has_config);
    parse_quoted(&p, OG_DOCUMENT_CONFIG, "{" BASE ",'config':{'Cmd':[],'WorkingDir':''}}");
    cr_expect(p.document.view.config.cmd.is_present);
    cr_expect_str_eq(p.document.view.config.working_dir, "");
    parsed_fini(&p);
}

Test(config, says_what_is_wrong)
{
    static const defect_case cases[] = {
        {"minimal", "{" BASE "}", ""},
        {"null", "null", "type top"},
        {"array", "[]", "type top"},
        {"string", "'x'", "type top"},
        {"what has a rule of its own", "{}", ""},
        {"os and architecture", "{'os':1,'architecture':[]," ROOTFS "}",
         "type /os; type /architecture"},
        {"rootfs no object", "{'os':'l','architecture':'a','rootfs':'x'}", "type /rootfs"},
        {"rootfs type and diff_ids", "{'rootfs':{'type':1,'diff_ids':{}}}",
         "type /rootfs/type; type /rootfs/diff_ids"},
        {"diff_ids absent or null", "{'rootfs':{'type':'layers','diff_ids':null}}", ""},
        {"diff_id", "{'rootfs':{'diff_ids':['x',1,'md5:00','" DIFF_ID "']}}",
         "malformed /rootfs/diff_ids/0; type /rootfs/diff_ids/1; unsupported /rootfs/diff_ids/2"},
        {"config no object", "{" BASE ",'config':[]}", "type /config"},
        {"a string for an array", "{" BASE ",'config':{'Cmd':'x','Entrypoint':'y','Env':'A=b'}}",
         "type /config/Entrypoint; type /config/Cmd; type /config/Env"},
        {"items", "{" BASE ",'config':{'Cmd':[1],'Env':[null,'A=b',{}]}}",
         "type /config/Cmd/0; type /config/Env/0; type /config/Env/2"},
        {"booleans and numbers", "{" BASE ",'config':{'Tty':'no','StopTimeout':1.5}}",
         "type /config/StopTimeout; type /config/Tty"},
        {"maps", "{" BASE ",'config':{'Labels':{'a':1},'Volumes':['/x'],'ExposedPorts':{'80':1}}}",
         "type /config/ExposedPorts/80; type /config/Labels/a; type /config/Volumes"},
        {"healthcheck", "{" BASE ",'config':{'Healthcheck':{'Test':'x','Interval':'1s'}}}",
         "type /config/Healthcheck/Interval; type /config/Healthcheck/Test"},
        {"history no array", "{" BASE ",'history':{}}", "type /history"},
        {"history items", "{" BASE ",'history':[1,{'created_by':1,'empty_layer':'true'}]}",
         "type /history/0; type /history/1/created_by; type /history/1/empty_layer"},
        {"keys at the top", "{" BASE ",'OS':'windows','RootFS':{}}",
         "ambiguous /OS; ambiguous /RootFS"},
        {"keys in config", "{" BASE ",'config':{'env':[],'cmd':[],'workingdir':''}}",
         "ambiguous /config/env; ambiguous /config/cmd; ambiguous /config/workingdir"},
        {"keys in rootfs", "{'rootfs':{'type':'layers','diff_ids':[],'Diff_IDs':[]}}",
         "ambiguous /rootfs/Diff_IDs"},
        {"keys in history", "{" BASE ",'history':[{'Empty_Layer':true}]}",
         "ambiguous /history/0/Empty_Layer"},
        {"keys in healthcheck", "{" BASE ",'config':{'Healthcheck':{'test':[]}}}",
         "ambiguous /config/Healthcheck/test"},
        {"keys that are data",
         "{" BASE ",'config':{'Labels':{'OS':'','Cmd':''},'Volumes':{'ENV':{}}},"
         "'container_config':{'env':[]}}",
         ""},
        {"duplicate in Labels", "{" BASE ",'config':{'Labels':{'a':'1','a':'2'}}}",
         "duplicate /config/Labels/a"},
    };
    check_cases(OG_DOCUMENT_CONFIG, cases, COUNT_OF(cases));
}

Test(config, keeps_the_good_items)
{
    parsed p;
    parsed_init(&p);
    parse_quoted(&p, OG_DOCUMENT_CONFIG,
                 "{'os':'','architecture':'','rootfs':{'diff_ids':['" DIFF_ID "',7]},"
                 "'config':{'Env':[null,'A=b',{}]}}");
    const og_config *config = &p.document.view.config;
    cr_expect_null(config->os);
    cr_expect_null(config->architecture);
    cr_assert_eq(config->env.count, 1u);
    cr_expect_str_eq(config->env.items[0], "A=b");
    cr_assert_eq(config->diff_id_count, 2u);
    cr_expect_str_eq(config->diff_id_texts[1], "");
    cr_expect_eq(config->diff_ids[1].algorithm, OG_ALGORITHM_NONE);
    parsed_fini(&p);
}

Test(config, knows_when_a_healthcheck_runs)
{
    static const struct {
        const char *text;
        bool has_healthcheck;
    } cases[] = {
        {"{'config':{'Healthcheck':{'Test':['CMD','x']}}}", true},
        {"{'config':{'Healthcheck':{'Test':['NONE']}}}", false},
        {"{'config':{'Healthcheck':{'Test':[]}}}", false},
        {"{'config':{'Healthcheck':{}}}", false},
        {"{'config':{}}", false},
        {"{}", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        parsed p;
        parsed_init(&p);
        parse_quoted(&p, OG_DOCUMENT_CONFIG, cases[i].text);
        cr_expect_eq(p.document.view.config.has_healthcheck, cases[i].has_healthcheck, "%s",
                     cases[i].text);
        parsed_fini(&p);
    }
}

Test(config, counts_the_settings_as_jansson_would_write_them)
{
    static const char *const configs[] = {
        "{}",
        "{'Entrypoint':[]}",
        "{'Cmd':['a','b'],'Entrypoint':['/x']}",
        "{'WorkingDir':''}",
        "{'WorkingDir':'/a/b','Env':['A=\\u0001\\b\\f\\n\\r\\t\\u007f','Q=\\\"\\\\\\/','']}",
        "{'Env':['\\u00e9\\ud83d\\ude00'],'Cmd':['\\u2028'],'WorkingDir':'/','Entrypoint':['']}",
    };
    static const char *const keys[] = {"Entrypoint", "Cmd", "WorkingDir", "Env"};
    for (size_t i = 0; i < COUNT_OF(configs); i++) {
        parsed p;
        parsed_init(&p);
        og_buf text = {0};
        og_buf_format(&text, "{'config':%s}", configs[i]);
        parse_quoted(&p, OG_DOCUMENT_CONFIG, og_buf_string(&text));
        char *config_text = quoted(configs[i]);
        json_t *config = json_loads(config_text, 0, NULL);
        json_t *settings = json_object();
        for (size_t k = 0; k < COUNT_OF(keys); k++)
            json_object_set(settings, keys[k], json_object_get(config, keys[k]));
        char *written = json_dumps(settings, JSON_COMPACT);
        cr_expect_eq(p.document.view.config.settings_bytes, strlen(written), "%s: %zu", written,
                     (size_t)p.document.view.config.settings_bytes);
        free(written);
        json_decref(settings);
        json_decref(config);
        free(config_text);
        og_buf_fini(&text);
        parsed_fini(&p);
    }
}

Test(config, cuts_diff_ids_at_the_limit_of_layers)
{
    for (uint64_t limit = 1; limit <= 2; limit++) {
        parsed p;
        parsed_init(&p);
        p.limits.value[OCIGATE_LIMIT_LAYERS] = limit;
        parse_quoted(&p, OG_DOCUMENT_CONFIG,
                     "{'rootfs':{'diff_ids':['" DIFF_ID "','" DIFF_ID "']}}");
        cr_expect_eq(p.document.view.config.diff_id_count, limit);
        cr_expect_str_eq(og_buf_string(&p.shown), limit == 1 ? "limit /rootfs/diff_ids" : "");
        parsed_fini(&p);
    }
}

static void check_config(const og_document *document)
{
    const og_config *config = &document->view.config;
    for (size_t i = 0; i < config->env.count; i++)
        cr_assert_not_null(config->env.items[i]);
    for (size_t i = 0; i < config->diff_id_count; i++)
        cr_assert(config->diff_ids[i].algorithm != OG_ALGORITHM_NONE ||
                  document->defects.first != NULL);
}

Test(config, survives_every_change_and_truncation)
{
    char *text = quoted(REAL);
    check_every_change(OG_DOCUMENT_CONFIG, text, check_config);
    check_every_truncation(OG_DOCUMENT_CONFIG, text);
    free(text);
}
