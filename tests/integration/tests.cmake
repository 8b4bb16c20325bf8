# Whole images through the public interface: test_THEME.c for each theme.
foreach(theme IN ITEMS
        archive_rules
        docker_manifest
        documents
        entry_rules
        flips
        forms
        hybrid
        indexes
        integrity
        layer_rules
        selection
        settings
        size
        tar_headers
        truncated
        unrecognized)
    og_add_test(integration_${theme} SOURCES integration/test_${theme}.c LABELS integration)
endforeach()
