/* A line of jsonl that is good, and its parts. */
#ifndef TEST_UNIT_REPORT_LINE_H
#define TEST_UNIT_REPORT_LINE_H

#define RULE "\"rule\": \"entrypoint-symlink\", "
#define FINDING_HEAD                                                                               \
    RULE "\"severity\": \"error\", \"message\": \"m\", \"fix\": \"f\", \"stage\": \"init\", "      \
         "\"expected\": null, \"found\": null, \"count\": 1, \"help\": \"h\", \"image\": 0, "
#define LOCATION                                                                                   \
    "\"location\": {\"document\": \"config\", \"blob\": null, \"pointer\": null, \"layer\": "      \
    "null, "                                                                                       \
    "\"path\": null, \"layers\": 1, \"created_by\": null, \"line\": null, \"column\": null}"
#define FINDING "{" FINDING_HEAD LOCATION ", \"folded\": false}"
#define COUNTS(error) "{\"error\": " #error ", \"warning\": 0, \"info\": 0}"
#define LAYER                                                                                      \
    "{\"index\": 0, \"media_type\": null, \"digest\": null, \"size\": 7, \"compression\": null, "  \
    "\"diff_id\": null, \"uncompressed_size\": null, \"entries\": null, \"created_by\": null}"
#define IMAGE                                                                                      \
    "{\"references\": [\"app:1\"], \"manifest\": null, \"config\": null, \"command\": {\"argv\": " \
    "null, \"working_dir\": null, \"architecture\": null, \"overridden\": []}, \"layers\": "       \
    "[" LAYER "], \"totals\": {\"layers\": 1, \"compressed_size\": 7, \"uncompressed_size\": "     \
    "null, \"rootfs_size\": null, \"limit\": null}, \"judgement\": {\"name\": \"app:1\", "         \
    "\"verdict\": \"fail\", \"error\": null, \"findings\": " COUNTS(1) ", \"blocks\": " COUNTS(    \
        1) ", \"unlisted\": " COUNTS(0) ", \"proofs\": 2, \"depth\": \"blobs\", \"artifact\": "    \
                                        "null}}"
#define RUN                                                                                        \
    "\"run\": {\"report_version\": 1, \"tool_version\": \"9.8.7\", \"profile\": \"lambda\", "      \
    "\"fail_on\": \"error\", \"rules\": 3, \"ran\": null}, \"stats\": {\"elapsed_microseconds\": " \
    "5, "                                                                                          \
    "\"threads\": 1}"
#define LINE                                                                                       \
    "{\"input\": {\"name\": \"a.tar\", \"kind\": \"oci-archive\", \"compression\": \"none\", "     \
    "\"bytes\": 9}, \"verdict\": \"fail\", \"images\": [" IMAGE "], \"findings\": [" FINDING       \
    "], \"suppressed\": [], \"summary\": {\"error\": 1, \"warning\": 0, \"info\": 0, "             \
    "\"suppressed\": 0}, \"unlisted\": " COUNTS(0) ", " RUN "}\n"
#define TOOL "\"tool\": {\"name\": \"ocigate\", \"version\": \"9.8.7\"}"
#define DOCUMENT(verdict, results, rest)                                                           \
    "{\"report_version\": 1, " TOOL ", \"verdict\": \"" verdict "\", \"results\": [" results       \
    "], \"complete\": " rest "}"

#define POSITION(result, results, input, inputs)                                                   \
    "\"rules\": 3, \"position\": {\"result\": " result ", \"results\": " results                   \
    ", \"input\": " input ", \"inputs\": " inputs "}"

#endif
