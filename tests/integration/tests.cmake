# Whole images through the public interface: test_THEME.c for each theme.
foreach(theme IN ITEMS
        forms
        hybrid
        indexes
        integrity
        selection)
    og_add_test(test_${theme} SOURCES integration/test_${theme}.c LABELS integration)
endforeach()
