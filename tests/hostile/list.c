/* The ids of the list, and what cannot be said of them here. */
#include "hostile/hostile.h"

#include <stddef.h>

const char *const hostile_ids[] = {
    "H-001", "H-002", "H-003", "H-004", "H-005", "H-010", "H-011", "H-012", "H-013", "H-014",
    "H-015", "H-016", "H-017", "H-018", "H-019", "H-020", "H-021", "H-022", "H-023", "H-024",
    "H-025", "H-026", "H-027", "H-028", "H-029", "H-030", "H-031", "H-032", "H-033", "H-034",
    "H-035", "H-036", "H-040", "H-041", "H-042", "H-043", "H-044", "H-045", "H-046", "H-047",
    "H-048", "H-049", "H-050", "H-051", "H-052", "H-053", "H-054", "H-055", "H-056", "H-057",
    "H-058", "H-059", "H-060", "H-061", "H-062", "H-063", "H-064", "H-065", "H-066", "H-067",
    "H-068", "H-069", "H-070", "H-071", "H-072", "H-073", "H-074", "H-075", "H-076", "H-077",
    "H-078", "H-079", "H-080", "H-081", "H-082", "H-083", "H-084", "H-085", "H-086", "H-087",
    "H-088", "H-089", "H-090", "H-091", "H-092", "H-093", "H-094", "H-095", "H-096", "H-097",
    "H-098", "H-099", "H-100", "H-101", "H-102", "H-103", "H-104", "H-110", "H-111", "H-112",
    "H-113", "H-114", "H-115", "H-116", "H-117", "H-118", "H-119", "H-120", "H-121", "H-122",
    "H-123", "H-124", "H-125", "H-126", "H-130", "H-131", "H-132", "H-133", "H-134", "H-135",
    "H-136", "H-137", "H-138", "H-139", "H-140", "H-141", "H-142", "H-143", "H-144", "H-145",
    "H-150", "H-151", "H-152", "H-153", "H-154", "H-155", "H-156", "H-157", "H-158", "H-159",
    "H-160", "H-161", "H-162", "H-163", "H-164", "H-165", "H-166", "H-167", "H-168", "H-169",
    NULL,
};

const hostile_gap hostile_gaps[] = {
    {"H-068", "5 GiB are for the slow tests, streamed: slow_hostile_bombs"},
    {"H-154", "there is no format csv"},
    {"H-155", "golden_markup: such texts in Markdown and HTML, read by parsers of both"},
    {"H-162", "cli_reports: files that are full, closed, or cannot be replaced"},
    {"H-165", "integration_threads starts each number of threads but one"},
    {NULL, NULL},
};
