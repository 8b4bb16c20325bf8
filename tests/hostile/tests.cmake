# One program for the whole list, as it checks that no id is left out.
# Each row has a process of its own, whose time and memory are measured.
if(TARGET ocigate_command)
    add_executable(hostile_list
        hostile/hostile.c
        hostile/json_texts.c
        hostile/list.c
        hostile/test_archives.c
        hostile/test_codecs.c
        hostile/test_controls.c
        hostile/test_directories.c
        hostile/test_environment.c
        hostile/test_json.c
        hostile/test_names.c
        hostile/test_output.c
        hostile/test_references.c
        hostile/test_tar.c
        hostile/test_values.c)
    target_compile_features(hostile_list PRIVATE c_std_17)
    target_include_directories(hostile_list PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_link_libraries(hostile_list PRIVATE og_test_support og_test_warnings PkgConfig::CRITERION)
    # Allocations of the library, so that each can fail.
    target_link_options(hostile_list PRIVATE -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc)
    set_target_properties(hostile_list PROPERTIES C_EXTENSIONS OFF)
    og_add_check(hostile_list COMMAND hostile_list TIMEOUT 600 LABELS hostile)
    set_tests_properties(hostile_list PROPERTIES
        FAIL_REGULAR_EXPRESSION "ERROR: AddressSanitizer;LeakSanitizer;runtime error:")
endif()
