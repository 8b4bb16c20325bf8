og_add_test(test_json_writer SOURCES unit/test_json_writer.c LABELS unit)
og_add_test(test_number SOURCES unit/test_number.c LABELS unit)
og_add_test(test_style SOURCES unit/test_style.c LABELS unit)
og_add_test(test_render SOURCES unit/test_render.c golden/sample_report.c LABELS unit)
