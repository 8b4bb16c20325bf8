#include "rules/registry.h"

#include "image/rootfs.h"
#include "rules/phrase.h"
#include "rules/source.h"

#include <inttypes.h>

static const og_service *service_of(const og_subject *subject)
{
    const og_image *image = subject->image;
    return image->is_artifact || !image->service.is_known ? NULL : &image->service;
}

/* What differs from file to file goes to the place of the finding alone: so they fold into one. */
static og_finding *at_node(og_sink *sink, og_finding *f, const og_node *node)
{
    og_finding_layer(sink, f, node->layer);
    og_finding_path(sink, f, node->path[0] == '\0' ? "/" : node->path);
    return f;
}

static void found_mode(og_sink *sink, og_finding *f, const og_node *node)
{
    if (node->file != NULL)
        og_finding_found(sink, f, "%s has mode %04" PRIo32, node->path, node->file->mode);
}

static void count_rest(og_finding *last, const og_file_set *set)
{
    if (last != NULL && set->count > set->kept)
        last->count += set->count - set->kept;
}

static void check_handler_unreadable(const og_service *service, og_sink *sink)
{
    const og_node *node = service->handler_file;
    og_finding *f =
        og_flag(sink, "the file of the handler, %s, cannot be read by the Lambda user", node->path);
    og_finding_severity(sink, f, OCIGATE_SEVERITY_ERROR);
    found_mode(sink, at_node(sink, f, node), node);
    og_finding_fix(sink, f, "RUN chmod a+r /%s", node->path);
}

static void check_file_unreadable(const og_subject *subject, og_sink *sink)
{
    const og_service *service = service_of(subject);
    if (service == NULL)
        return;
    if (service->handler_is_unreadable)
        check_handler_unreadable(service, sink);
    const og_file_set *set = &service->unreadable;
    char files[OG_PHRASE_COUNT_SIZE];
    (void)og_phrase_count(set->count, "file", files);
    og_finding *f = NULL;
    for (size_t i = 0; i < set->kept; i++) {
        f = og_flag(sink, "%s below %s cannot be read by the Lambda user", files,
                    og_phrase_or(set->where, "the function"));
        found_mode(sink, at_node(sink, f, set->first[i]), set->first[0]);
        if (set->targets != NULL)
            og_finding_fix(sink, f, "COPY --chmod=a+rX . %s   (or RUN chmod -R a+rX %s)",
                           set->targets, set->targets);
    }
    count_rest(f, set);
}

static void check_directory_closed(const og_subject *subject, og_sink *sink)
{
    const og_service *service = service_of(subject);
    if (service == NULL)
        return;
    const og_file_set *set = &service->closed;
    const char *noun = set->count == 1 ? "directory" : "directories";
    og_finding *f = NULL;
    for (size_t i = 0; i < set->kept; i++) {
        f = og_flag(sink, "%" PRIu64 " %s of the function cannot be entered by the Lambda user",
                    set->count, noun);
        found_mode(sink, at_node(sink, f, set->first[i]), set->first[0]);
        og_finding_fix(sink, f, "RUN chmod a+rx /%s%s", set->first[0]->path,
                       set->count > 1 ? " ..." : "");
    }
    count_rest(f, set);
}

static void check_path_hidden(const og_subject *subject, og_sink *sink)
{
    const og_service *service = service_of(subject);
    if (service == NULL)
        return;
    const og_file_set *set = &service->hidden;
    char files[OG_PHRASE_COUNT_SIZE];
    (void)og_phrase_count(set->count, "file", files);
    og_finding *f = NULL;
    for (size_t i = 0; i < set->kept; i++) {
        f = og_flag(sink, "%s below %s, which Lambda mounts over, will not be there", files,
                    og_phrase_or(set->where, "/tmp"));
        (void)at_node(sink, f, set->first[i]);
    }
    count_rest(f, set);
}

static const struct og_rule rules[] = {
    {
        OG_RULE_NAME("file-unreadable"),
        .title = "Files of the function cannot be read by the Lambda user",
        .why = "Lambda runs every image as a user of its own, whatever USER says, and that user "
               "has the permissions of others. Locally, root reads everything.",
        .symptom = "[Errno 13] Permission denied: '/var/task/app.py'; sometimes: We currently do "
                   "not have sufficient capacity in the region",
        .fix = "COPY --chmod=a+rX . /var/task   (or RUN chmod -R a+rX /var/task)",
        .source = OG_AWS_TROUBLE,
        .evidence = 'D',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_file_unreadable}},
    },
    {
        OG_RULE_NAME("directory-closed"),
        .title = "Directories of the function cannot be entered by the Lambda user",
        .why = "Lambda runs every image as a user of its own, with the permissions of others. "
               "Nothing below a directory without their execute bit can be used, such as packages "
               "below a home directory of mode 0700.",
        .symptom = "No module named awslambdaric; EACCES: permission denied, open '/var/task/...'",
        .fix = "RUN chmod a+rx DIRECTORY   (or install outside of home directories)",
        .source = "https://github.com/chainguard-images/images/issues/319",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_directory_closed}},
    },
    {
        OG_RULE_NAME("path-hidden"),
        .title = "Files lie where Lambda mounts over the image",
        .why = "/tmp is a fresh, writable directory and /var/rapid the service's own: what the "
               "image has there is gone at run time.",
        .symptom = "No such file or directory, though the file is there locally",
        .fix = "COPY them to /var/task or /opt, and copy what must be written to /tmp at start",
        .source = "https://github.com/bruceadams/run-command-on-aws-lambda",
        .evidence = 'O',
        .stage = "init",
        .depth = OCIGATE_DEPTH_ROOTFS,
        .severity = OG_SEVERITIES(WARNING, OFF),
        .checks = {{OG_SUBJECT_IMAGE, check_path_hidden}},
    },
};

OG_RULE_GROUP(og_rules_permission, "permission", rules);
