# The steps of packaging/, run in a shell. Without the module yaml (python3-yaml) the test says that
# it was skipped.
if(TARGET ocigate_command)
    og_add_check(packaging LABELS cli TIMEOUT 600
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/test_packaging.py
            $<TARGET_FILE:ocigate_command> ${PROJECT_SOURCE_DIR})
    set_tests_properties(packaging PROPERTIES SKIP_RETURN_CODE 77)
endif()
