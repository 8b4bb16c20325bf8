# Our strict reader of tar against libarchive and Python's tarfile: 2,000 generated archives, with
# OCIGATE_SLOW=1 100,000.
add_executable(tar_differential
    differential/generator.c differential/readers.c differential/tar_differential.c)
target_compile_features(tar_differential PRIVATE c_std_17)
target_link_libraries(tar_differential PRIVATE
    og_test_support og_test_warnings LibArchive::LibArchive ZLIB::ZLIB)
set_target_properties(tar_differential PROPERTIES C_EXTENSIONS OFF)
og_add_check(differential_tar TIMEOUT 1200 LABELS differential
    COMMAND tar_differential ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/read_tar.py)
