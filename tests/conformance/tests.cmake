# Verdicts of other projects about their own documents. The cases are no part of the sources: the
# environment variable OCIGATE_CASES names their folder, else it is ../shared/cases. Without them
# the test says that it was skipped.
if(TARGET ocigate_command)
    og_add_check(conformance TIMEOUT 600 LABELS conformance
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/run.py
            $<TARGET_FILE:ocigate_command> ${CMAKE_CURRENT_LIST_DIR}/differences.tsv
            ${PROJECT_SOURCE_DIR}/../shared/cases)
    set_tests_properties(conformance PROPERTIES SKIP_RETURN_CODE 77)
endif()
