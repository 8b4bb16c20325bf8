foreach(module IN ITEMS arena buf crew defect digest error limits map pages path utf8)
    og_add_test(test_${module} SOURCES unit/test_${module}.c LABELS unit)
endforeach()

# What the other tests are built from.
og_add_test(test_elf_builder SOURCES unit/test_elf_builder.c LABELS unit)
og_add_test(test_image_builder SOURCES unit/test_image_builder.c LABELS unit)
og_add_test(test_mutate SOURCES unit/test_mutate.c LABELS unit)
og_add_test(test_tar_builder SOURCES unit/test_tar_builder.c LABELS unit)
