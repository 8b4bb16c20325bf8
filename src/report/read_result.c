/* A result of a report in JSON, and whether it contradicts itself. */
#include "report/read.h"
#include "report/result.h"

#include <ocigate/version.h>

#include <string.h>

static void read_input(const og_read_node *object, ocigate_result *result)
{
    static const char *const kinds[] = {"unknown",    "docker-archive", "oci-archive",
                                        "oci-layout", "docker-dir",     NULL};
    static const char *const compressions[] = {"none", "gzip", "zstd", "xz", "bzip2", NULL};
    const og_read_node input = og_read_object(object, "input");
    result->name = og_read_text(&input, "name");
    result->kind = kinds[og_read_word(&input, "kind", kinds)];
    result->compression = compressions[og_read_word(&input, "compression", compressions)];
    result->bytes = og_read_number(&input, "bytes", 0, INT64_MAX);
}

static void read_profile(const og_read_node *run)
{
    static const char *const names[] = {"lambda", "lambda-managed", "oci", NULL};
    og_reading *reading = run->reading;
    og_profile profile = OG_PROFILE_LAMBDA;
    const char *name = names[og_read_word(run, "profile", names)];
    if (!og_read_is_good(reading) || !og_profile_find(name, &profile))
        return;
    if (reading->has_profile && profile != reading->profile)
        og_read_refuse(run, "profile", "%s, and the results before were judged by %s", name,
                       og_profile_name(reading->profile));
    reading->profile = profile;
    reading->has_profile = true;
}

static void read_ran(const og_read_node *ran, const char *key, uint8_t place, uint8_t *out)
{
    const size_t all = ocigate_rule_count();
    size_t count = 0, index = 0;
    const char **names = og_read_texts(ran, key, false, &count);
    for (size_t i = 0; i < count && og_read_is_good(ran->reading); i++) {
        /* they are written in the order of the registry, so that the next one is near */
        size_t tried = 0;
        for (; tried < all && strcmp(ocigate_rule_name(ocigate_rule_at(index)), names[i]) != 0;
             tried++)
            index = (index + 1) % all;
        if (tried == all)
            og_read_refuse(ran, key, "%.60s is no rule of ocigate %s; the report is of ocigate %s",
                           names[i], ocigate_version(), ran->reading->tool_version);
        else
            out[index] |= place;
    }
}

/* Rules that were silent pass by name in some formats: which they are is a fact of the run. */
static void read_all_ran(const og_read_node *run, ocigate_result *result)
{
    const og_read_node ran = og_read_object_or_null(run, "ran");
    if (ran.value == NULL)
        return;
    uint8_t *out = OG_NEW_ARRAY(run->reading->arena, uint8_t, ocigate_rule_count());
    if (out == NULL)
        return;
    read_ran(&ran, "archive", OG_RAN_ON_ARCHIVE, out);
    read_ran(&ran, "image", OG_RAN_ON_IMAGE, out);
    result->ran = out;
}

/* The results of a run stand behind each other, and none is missing. Reports of an ocigate that
   did not know positions have none. */
static void check_position(const og_read_node *run, const og_position *position)
{
    og_reading *reading = run->reading;
    const og_position before = reading->position;
    const bool is_open = og_position_is_open(&before);
    const uint64_t expected = is_open ? before.result + 1 : 1;
    reading->position = *position;
    if (reading->is_gap_known || (position->results == 0 && !is_open))
        return;
    if (position->results == 0 || position->result != expected ||
        (is_open && (position->results != before.results || position->inputs != before.inputs)))
        og_read_refuse(run, "position", "result %llu of %llu of a run is missing before this one",
                       (unsigned long long)expected,
                       (unsigned long long)(is_open ? before.results : position->results));
}

static void read_position(const og_read_node *run, ocigate_result *result)
{
    og_position *out = &result->position;
    const bool is_there = og_read_has(run, "position");
    const og_read_node node =
        is_there ? og_read_object_or_null(run, "position") : (og_read_node){.reading = NULL};
    if (is_there && node.value != NULL) {
        out->inputs = og_read_number(&node, "inputs", 1, INT64_MAX);
        out->input = og_read_number(&node, "input", 1, out->inputs);
        out->results = og_read_number(&node, "results", 1, out->inputs);
        out->result = og_read_number(&node, "result", 1, out->results);
    }
    if (og_read_is_good(run->reading))
        check_position(run, out);
}

static void read_run(const og_read_node *object, ocigate_result *result)
{
    static const char *const names[] = {"error", "warning", "info", "never", NULL};
    static const ocigate_severity values[] = {OCIGATE_SEVERITY_ERROR, OCIGATE_SEVERITY_WARNING,
                                              OCIGATE_SEVERITY_INFO, OCIGATE_SEVERITY_OFF};
    const og_read_node run = og_read_object(object, "run");
    result->tool_version = og_read_text(&run, "tool_version");
    const uint64_t version = og_read_number(&run, "report_version", 0, INT64_MAX);
    if (og_read_is_good(object->reading) && version != OG_REPORT_VERSION)
        og_read_refuse(&run, "report_version", "%llu, of ocigate %s, is not known to ocigate %s",
                       (unsigned long long)version, result->tool_version, ocigate_version());
    object->reading->tool_version = result->tool_version;
    read_profile(&run);
    result->fail_on = values[og_read_word(&run, "fail_on", names)];
    read_position(&run, result);
    result->rules_run = og_read_number(&run, "rules", 0, INT64_MAX);
    read_all_ran(&run, result);
    const og_read_node stats = og_read_object(object, "stats");
    /* up to 2^53 a number of microseconds survives as seconds */
    result->seconds =
        (double)og_read_number(&stats, "elapsed_microseconds", 0, UINT64_C(1) << 50) / 1e6;
    result->threads = (unsigned)og_read_number(&stats, "threads", 1, INT32_MAX);
}

static void check_summary(const og_read_node *object, const ocigate_result *result)
{
    uint64_t counts[4];
    og_read_severities(object, "summary", counts);
    const og_read_node summary = og_read_object(object, "summary");
    const uint64_t suppressed = og_read_number(&summary, "suppressed", 0, INT64_MAX);
    for (int i = OCIGATE_SEVERITY_INFO; i <= OCIGATE_SEVERITY_ERROR; i++) {
        if (counts[i] != result->counts[i])
            og_read_refuse(&summary, ocigate_severity_name((ocigate_severity)i),
                           "%llu, and there are %llu such findings", (unsigned long long)counts[i],
                           (unsigned long long)result->counts[i]);
    }
    if (suppressed != result->suppressed_count)
        og_read_refuse(&summary, "suppressed", "is not the number of suppressed findings");
}

/* What is flagged about an image and its archive, and what decides, must say the same. */
static void check_verdict(const og_read_node *node, ocigate_verdict verdict,
                          const uint64_t counts[4], const uint64_t unlisted[4],
                          ocigate_severity fail_on)
{
    const bool is_failing = og_has_failing(counts, fail_on) || og_has_failing(unlisted, fail_on);
    if (verdict == OCIGATE_VERDICT_PASS && is_failing)
        og_read_refuse(node, "verdict", "is pass, and there are findings that fail");
    if (verdict == OCIGATE_VERDICT_FAIL && !is_failing)
        og_read_refuse(node, "verdict", "is fail, and there is no finding that fails");
}

/* Findings about an image count for it. */
static void check_image(const og_read_node *node, const ocigate_result *result,
                        const ocigate_image *image, const uint64_t own[4])
{
    for (int i = OCIGATE_SEVERITY_INFO; i <= OCIGATE_SEVERITY_ERROR; i++) {
        if (image->counts[i] < own[i] || image->counts[i] > result->counts[i])
            og_read_refuse(node, "findings", "does not fit the findings");
        if (image->unlisted[i] > result->unlisted[i])
            og_read_refuse(node, "unlisted", "is more than the input has");
    }
    check_verdict(node, image->verdict, image->counts, image->unlisted, result->fail_on);
    if (image->verdict > result->verdict)
        og_read_refuse(node, "verdict", "is worse than the one of the input");
}

static void check_images(const og_read_node *object, const ocigate_result *result)
{
    uint64_t(*own)[4] =
        (uint64_t(*)[4])og_arena_array(object->reading->arena, result->image_count, sizeof own[0]);
    if (own == NULL)
        return;
    for (size_t i = 0; i < result->finding_count; i++) {
        const og_finding *fact = &result->findings[i].fact;
        if (fact->image >= 0)
            own[fact->image][fact->severity]++;
    }
    const og_read_node array = og_read_array(object, "images");
    for (size_t i = 0; i < result->image_count && og_read_is_good(object->reading); i++) {
        const og_read_node item = og_read_item(&array, i);
        const og_read_node node = og_read_object(&item, "judgement");
        check_image(&node, result, &result->images[i], own[i]);
    }
}

void og_read_check(const og_read_node *object, const ocigate_result *result)
{
    if (!og_read_is_good(object->reading))
        return;
    check_summary(object, result);
    check_verdict(object, result->verdict, result->counts, result->unlisted, result->fail_on);
    if (result->verdict == OCIGATE_VERDICT_PASS && result->image_count == 0)
        og_read_refuse(object, "verdict", "is pass, and there is no image");
    if (og_read_is_good(object->reading))
        check_images(object, result);
}

static void read_images(const og_read_node *object, ocigate_result *result)
{
    const og_read_node array = og_read_array(object, "images");
    const size_t count = og_read_count(&array);
    result->images = OG_NEW_ARRAY(object->reading->arena, ocigate_image, count);
    for (size_t i = 0; i < count && og_read_is_good(object->reading); i++) {
        const og_read_node item = og_read_item(&array, i);
        og_read_image(&item, &result->images[i]);
    }
    result->image_count = count;
}

static void append(og_reading *reading, ocigate_result *result)
{
    if (reading->last == NULL)
        reading->first = result;
    else
        reading->last->next = result;
    reading->last = result;
    reading->result_count++;
}

void og_read_result(const og_read_node *object)
{
    og_reading *reading = object->reading;
    ocigate_result *result = OG_NEW(reading->arena, ocigate_result);
    if (result == NULL)
        return;
    read_input(object, result);
    read_run(object, result);
    result->verdict = og_read_verdict(object, "verdict");
    if (og_read_has(object, "error") != (result->verdict == OCIGATE_VERDICT_ERROR))
        og_read_refuse(object, "error", "does not fit the verdict");
    if (result->verdict == OCIGATE_VERDICT_ERROR)
        result->error = og_read_text(object, "error");
    read_images(object, result);
    if (!og_read_is_good(reading))
        return;
    const og_read_node findings = og_read_array(object, "findings");
    og_read_findings(&findings, result);
    const og_read_node suppressed = og_read_array(object, "suppressed");
    og_read_suppressed(&suppressed, result);
    og_read_severities(object, "unlisted", result->unlisted);
    og_read_check(object, result);
    if (og_read_is_good(reading))
        append(reading, result);
}
