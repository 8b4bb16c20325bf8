og_add_test(test_listing SOURCES unit/test_listing.c LABELS unit)
