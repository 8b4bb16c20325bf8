og_add_test(test_stream SOURCES unit/test_stream.c LABELS unit)
og_add_test(test_directory SOURCES unit/test_directory.c LABELS unit)
