og_add_test(test_rootfs SOURCES unit/test_rootfs.c LABELS unit)
