target_sources(ocigate_command PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/check_settings.c
    ${CMAKE_CURRENT_LIST_DIR}/cmd_check.c
    ${CMAKE_CURRENT_LIST_DIR}/cmd_explain.c
    ${CMAKE_CURRENT_LIST_DIR}/cmd_inspect.c
    ${CMAKE_CURRENT_LIST_DIR}/cmd_rules.c
    ${CMAKE_CURRENT_LIST_DIR}/commands.c
    ${CMAKE_CURRENT_LIST_DIR}/file.c
    ${CMAKE_CURRENT_LIST_DIR}/guard.c
    ${CMAKE_CURRENT_LIST_DIR}/help.c
    ${CMAKE_CURRENT_LIST_DIR}/inputs.c
    ${CMAKE_CURRENT_LIST_DIR}/main.c
    ${CMAKE_CURRENT_LIST_DIR}/nearest.c
    ${CMAKE_CURRENT_LIST_DIR}/options.c
    ${CMAKE_CURRENT_LIST_DIR}/output.c
    ${CMAKE_CURRENT_LIST_DIR}/policy.c
    ${CMAKE_CURRENT_LIST_DIR}/progress.c
    ${CMAKE_CURRENT_LIST_DIR}/terminal.c)
