# Whole images through the public interface: test_THEME.c for each theme.
foreach(theme IN ITEMS
        archive_rules
        entry_rules
        forms
        hybrid
        indexes
        integrity
        selection
        size
        truncated
        unrecognized)
    og_add_test(test_${theme} SOURCES integration/test_${theme}.c LABELS integration)
endforeach()
