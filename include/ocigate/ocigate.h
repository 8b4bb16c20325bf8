/**
 * @file ocigate.h
 * libocigate: is a container image what it claims to be, and will it start on its target?
 *
 * The smallest complete program:
 *
 *     #include <ocigate/ocigate.h>
 *
 *     int main(int argc, char **argv)
 *     {
 *         ocigate_report *report = NULL;
 *         ocigate_error error = {0};
 *         if (argc != 2 || ocigate_report_new(NULL, &report, &error) < 0)
 *             return 3;
 *         (void)!ocigate_check_path(report, argv[1], NULL, &error);
 *         int status = ocigate_report_verdict(report) == OCIGATE_VERDICT_PASS ? 0 : 1;
 *         ocigate_report_free(report);
 *         return status;
 *     }
 */
#ifndef OCIGATE_OCIGATE_H
#define OCIGATE_OCIGATE_H

#include <ocigate/check.h>
#include <ocigate/error.h>
#include <ocigate/inspect.h>
#include <ocigate/limits.h>
#include <ocigate/merge.h>
#include <ocigate/policy.h>
#include <ocigate/process.h>
#include <ocigate/render.h>
#include <ocigate/report.h>
#include <ocigate/rule.h>
#include <ocigate/version.h>

#endif
