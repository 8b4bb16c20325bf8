og_add_test(test_fingerprint SOURCES unit/test_fingerprint.c LABELS unit)
og_add_test(test_report SOURCES unit/test_report.c LABELS unit)
og_add_test(test_verdict SOURCES unit/test_verdict.c LABELS unit)
