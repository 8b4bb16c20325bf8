# Whole images through the public interface: test_THEME.c for each theme.
foreach(theme IN ITEMS
        archive_rules
        command_rules
        containers
        docker_manifest
        documents
        entry_rules
        fingerprints
        fixtures
        flips
        forms
        hybrid
        indexes
        inspection
        integrity
        layer_rules
        second_reader
        selection
        service
        settings
        size
        suppressed
        tar_headers
        threads
        truncated
        unrecognized)
    og_add_test(integration_${theme} SOURCES integration/test_${theme}.c LABELS integration)
endforeach()
target_link_options(integration_threads PRIVATE -Wl,--wrap=pthread_create)

# The fixture that no tool of Debian 12 can make is what the image builder makes.
add_executable(test_compose support/compose.c)
target_link_libraries(test_compose PRIVATE og_test_support og_test_warnings)
og_add_check(fixture_docker_25 LABELS integration
    COMMAND sh -c "\"$1\" | cmp - \"$2\"" sh $<TARGET_FILE:test_compose>
        ${PROJECT_SOURCE_DIR}/fixtures/docker-25-composed.tar)

# Trees that real writers of tar wrote, as layer and as outer archive.
if(TARGET ocigate_command)
    og_add_check(integration_outside_files LABELS integration TIMEOUT 300
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/outside_files.py
            $<TARGET_FILE:ocigate_command>)
    set_tests_properties(integration_outside_files PROPERTIES SKIP_RETURN_CODE 77)
    add_executable(tar_listing integration/tar_listing.c)
    target_compile_features(tar_listing PRIVATE c_std_17)
    target_link_libraries(tar_listing PRIVATE og_test_support og_test_warnings)
    set_target_properties(tar_listing PROPERTIES C_EXTENSIONS OFF)
    og_add_check(integration_real_writers LABELS integration TIMEOUT 300
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/real_writers.py
            $<TARGET_FILE:ocigate_command> $<TARGET_FILE:tar_listing>)
    set_tests_properties(integration_real_writers PROPERTIES SKIP_RETURN_CODE 77)
endif()
