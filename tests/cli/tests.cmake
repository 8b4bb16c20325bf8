if(TARGET ocigate_command)
    # The parts of the command that decide how a process ends, in a program of their own.
    add_executable(cli_guard_program cli/guard_program.c
        ${PROJECT_SOURCE_DIR}/src/cli/guard.c ${PROJECT_SOURCE_DIR}/src/cli/output.c
        ${PROJECT_SOURCE_DIR}/src/cli/terminal.c)
    target_compile_features(cli_guard_program PRIVATE c_std_17)
    target_include_directories(cli_guard_program PRIVATE ${PROJECT_SOURCE_DIR}/src/cli)
    target_link_libraries(cli_guard_program PRIVATE ocigate_static og_sanitizers og_warnings)
    set_target_properties(cli_guard_program PROPERTIES C_EXTENSIONS OFF)

    og_add_check(cli_command LABELS cli TIMEOUT 600
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/test_command.py
            $<TARGET_FILE:ocigate_command> $<TARGET_FILE:cli_guard_program>
            ${PROJECT_SOURCE_DIR}/fixtures)

    # docs/rules.md is what the command writes; ./dev docs brings it up to date.
    og_add_check(cli_rules_page LABELS cli
        COMMAND sh -c "\"$0\" rules --format markdown | diff -u \"$1\" - | head -n 40 | grep . && exit 1 || exit 0"
            $<TARGET_FILE:ocigate_command> ${PROJECT_SOURCE_DIR}/docs/rules.md)

    og_add_check(cli_inspect LABELS cli
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/test_inspect.py
            $<TARGET_FILE:ocigate_command> ${PROJECT_SOURCE_DIR}/fixtures)

    # What the command writes of real images follows the schema.
    og_add_check(cli_inspect_schema LABELS cli
        COMMAND sh -c "\"$0\" inspect --format json \"$4\"/*.tar > inspect-fixtures.json && exec \"$1\" \"$2\" \"$3\" inspect-fixtures.json"
            $<TARGET_FILE:ocigate_command> ${Python3_EXECUTABLE}
            ${PROJECT_SOURCE_DIR}/tests/golden/validate.py
            ${PROJECT_SOURCE_DIR}/docs/inspect.schema.json ${PROJECT_SOURCE_DIR}/fixtures)
    set_tests_properties(cli_inspect_schema PROPERTIES SKIP_RETURN_CODE 77)

    og_add_check(cli_merge LABELS cli TIMEOUT 600
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/test_merge.py
            $<TARGET_FILE:ocigate_command> ${PROJECT_SOURCE_DIR}/fixtures)

    # The reports of real images, merged, follow the schema.
    og_add_check(cli_report_schema LABELS cli
        COMMAND sh -c "\"$0\" --format jsonl \"$4\"/*.tar > report-fixtures.jsonl; \"$0\" merge --format json report-fixtures.jsonl > report-fixtures.json; exec \"$1\" \"$2\" \"$3\" report-fixtures.jsonl report-fixtures.json"
            $<TARGET_FILE:ocigate_command> ${Python3_EXECUTABLE}
            ${PROJECT_SOURCE_DIR}/tests/golden/validate.py
            ${PROJECT_SOURCE_DIR}/docs/report.schema.json ${PROJECT_SOURCE_DIR}/fixtures)
    set_tests_properties(cli_report_schema PROPERTIES SKIP_RETURN_CODE 77)

    og_add_check(cli_threads LABELS cli TIMEOUT 600
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/test_threads.py
            $<TARGET_FILE:ocigate_command>)

    og_add_check(cli_reports LABELS cli TIMEOUT 600
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/test_reports.py
            $<TARGET_FILE:ocigate_command> ${PROJECT_SOURCE_DIR}/fixtures)

    og_add_check(cli_completion LABELS cli TIMEOUT 300
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/test_completion.py
            $<TARGET_FILE:ocigate_command>)

    # The manual pages say what is there; ./dev docs brings the first up to date.
    set_target_properties(ocigate_manual PROPERTIES EXCLUDE_FROM_ALL OFF)
    og_add_check(cli_manual LABELS cli
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/test_manual.py
            $<TARGET_FILE:ocigate_command> $<TARGET_FILE:ocigate_manual>
            ${PROJECT_SOURCE_DIR}/docs)
    og_add_check(cli_formats LABELS cli TIMEOUT 600
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/test_formats.py
            $<TARGET_FILE:ocigate_command> ${PROJECT_SOURCE_DIR}/fixtures
            ${PROJECT_SOURCE_DIR}/tests/golden)
    og_add_check(cli_policy LABELS cli TIMEOUT 300
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/test_policy.py
            $<TARGET_FILE:ocigate_command> ${PROJECT_SOURCE_DIR})
    set_tests_properties(cli_policy PROPERTIES SKIP_RETURN_CODE 77)

    og_add_check(cli_options LABELS cli
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/test_options.py
            $<TARGET_FILE:ocigate_command> ${PROJECT_SOURCE_DIR})
endif()

# Functions of the command that a table tests better than a process for each row.
og_add_test(test_cli_words
    SOURCES cli/test_cli_words.c ${PROJECT_SOURCE_DIR}/src/cli/nearest.c
        ${PROJECT_SOURCE_DIR}/src/cli/progress.c
    LABELS unit)
target_include_directories(test_cli_words PRIVATE ${PROJECT_SOURCE_DIR}/src/cli)

og_add_test(test_image_list
    SOURCES cli/test_image_list.c ${PROJECT_SOURCE_DIR}/src/cli/image_list.c LABELS unit)
target_include_directories(test_image_list PRIVATE ${PROJECT_SOURCE_DIR}/src/cli)
