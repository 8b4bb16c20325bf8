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
        ${CMAKE_CURRENT_LIST_DIR}/expected/hostile.json)
og_add_check(golden_inspect_schema LABELS unit
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/validate.py
        ${PROJECT_SOURCE_DIR}/docs/inspect.schema.json
        ${CMAKE_CURRENT_LIST_DIR}/expected/inspect.json)
set_tests_properties(golden_schema golden_inspect_schema PROPERTIES SKIP_RETURN_CODE 77)
