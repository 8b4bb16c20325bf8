/* The parts of a SARIF log. Internal to the format. */
#ifndef OG_RENDER_SARIF_H
#define OG_RENDER_SARIF_H

#include "render/json_writer.h"
#include "render/section.h"

#include <ocigate/render.h>

typedef struct og_sarif {
    og_json_writer json;
    const ocigate_report *report;
    const ocigate_render_options *options;
} og_sarif;

/* GitHub refuses a run with more results, and a file with more runs. */
#define OG_SARIF_RESULTS_MAX 25000u
#define OG_SARIF_RUNS_MAX 20u

/* Sections that follow each other and are one run; name: of its category, NULL: the tool's own. */
typedef struct og_sarif_run {
    const og_section *sections;
    size_t count;
    const char *name;
} og_sarif_run;

/* The member "tool", with every rule of the registry. */
void og_sarif_put_tool(og_sarif *sarif);

/* The member "results", and how many found no room in it. */
uint64_t og_sarif_put_results(og_sarif *sarif, const og_sarif_run *run);

/* A member of type message or multiformatMessageString: {"text": ...}. */
void og_sarif_put_text(og_sarif *sarif, const char *key, const char *text);

/* "error", "warning", "note"; OFF: "none". */
const char *og_sarif_level(ocigate_severity severity);

#endif
