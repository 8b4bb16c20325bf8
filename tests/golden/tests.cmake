# Reports against reviewed files; `OCIGATE_UPDATE_GOLDEN=1 ctest -R test_golden` writes them again.
og_add_test(test_golden
    SOURCES golden/test_golden.c golden/sample_report.c golden/sample_inspection.c LABELS unit)

# Every JSON report follows its schema. Without the module jsonschema (python3-jsonschema) the
# test says that it was skipped.
og_add_check(golden_schema LABELS unit
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/validate.py
        ${PROJECT_SOURCE_DIR}/docs/report.schema.json
        ${CMAKE_CURRENT_LIST_DIR}/expected/report.json
        ${CMAKE_CURRENT_LIST_DIR}/expected/report.jsonl
        ${CMAKE_CURRENT_LIST_DIR}/expected/hostile.json
        ${CMAKE_CURRENT_LIST_DIR}/expected/markup.json)
og_add_check(golden_inspect_schema LABELS unit
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/validate.py
        ${PROJECT_SOURCE_DIR}/docs/inspect.schema.json
        ${CMAKE_CURRENT_LIST_DIR}/expected/inspect.json)
set_tests_properties(golden_schema golden_inspect_schema PROPERTIES SKIP_RETURN_CODE 77)

# Pages and Markdown as their readers see them, and texts of images inert in both. Without
# cmark-gfm the test says that it was skipped.
set(expected ${CMAKE_CURRENT_LIST_DIR}/expected)
og_add_check(golden_markup LABELS unit
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/markup.py
        ${expected}/report.html ${expected}/report.md ${expected}/inspect.html
        ${expected}/inspect.md)
og_add_check(golden_markup_hostile LABELS unit
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/markup.py
        ${expected}/hostile.html ${expected}/hostile.md --texts ${expected}/hostile.json)
og_add_check(golden_markup_texts LABELS unit
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/markup.py
        ${expected}/markup.html ${expected}/markup.md ${expected}/inspect-markup.html
        ${expected}/inspect-markup.md --texts ${expected}/markup.json)
set_tests_properties(golden_markup golden_markup_hostile golden_markup_texts PROPERTIES
    SKIP_RETURN_CODE 77)

# What programs read, by the rules of those programs.
add_executable(print_report
    golden/print_report.c golden/sample_programs.c golden/sample_report.c)
target_compile_features(print_report PRIVATE c_std_17)
target_include_directories(print_report PRIVATE ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(print_report PRIVATE og_test_support og_test_warnings)
set_target_properties(print_report PROPERTIES C_EXTENSIONS OFF)
og_add_check(golden_programs LABELS unit
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/check_programs.py
        $<TARGET_FILE:print_report>)

# Without xmllint (libxml2-utils) the test says that it was skipped.
og_add_check(golden_junit_schema LABELS unit
    COMMAND ${CMAKE_CURRENT_LIST_DIR}/check_xml.sh
        $<TARGET_FILE:print_report> ${CMAKE_CURRENT_LIST_DIR}/junit.xsd)
set_tests_properties(golden_junit_schema PROPERTIES SKIP_RETURN_CODE 77)

# No memory at each allocation of each format.
add_executable(render_memory
    golden/render_memory.c golden/sample_programs.c golden/sample_report.c)
target_compile_features(render_memory PRIVATE c_std_17)
target_include_directories(render_memory PRIVATE ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(render_memory PRIVATE og_test_support og_test_warnings)
target_link_options(render_memory PRIVATE -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc)
set_target_properties(render_memory PROPERTIES C_EXTENSIONS OFF)
og_add_check(render_memory COMMAND render_memory TIMEOUT 600 LABELS unit)
