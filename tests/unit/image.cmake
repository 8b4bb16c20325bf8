og_add_test(test_rootfs SOURCES unit/test_rootfs.c LABELS unit)
og_add_test(test_tar_header SOURCES unit/test_tar_header.c LABELS unit)
og_add_test(test_tar_pax SOURCES unit/test_tar_pax.c LABELS unit)
