# Whole images through the public interface: test_THEME.c for each theme.
foreach(theme IN ITEMS
        archive_rules
        command_rules
        docker_manifest
        documents
        entry_rules
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
        settings
        size
        tar_headers
        truncated
        unrecognized)
    og_add_test(integration_${theme} SOURCES integration/test_${theme}.c LABELS integration)
endforeach()

# The fixture that no tool of Debian 12 can make is what the image builder makes.
add_executable(test_compose support/compose.c)
target_link_libraries(test_compose PRIVATE og_test_support og_test_warnings)
og_add_check(fixture_docker_25 LABELS integration
    COMMAND sh -c "\"$1\" | cmp - \"$2\"" sh $<TARGET_FILE:test_compose>
        ${PROJECT_SOURCE_DIR}/fixtures/docker-25-composed.tar)
