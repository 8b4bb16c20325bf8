target_sources(og_core PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/config.c
    ${CMAKE_CURRENT_LIST_DIR}/config_settings.c
    ${CMAKE_CURRENT_LIST_DIR}/descriptor.c
    ${CMAKE_CURRENT_LIST_DIR}/descriptor_data.c
    ${CMAKE_CURRENT_LIST_DIR}/docker_manifest.c
    ${CMAKE_CURRENT_LIST_DIR}/document.c
    ${CMAKE_CURRENT_LIST_DIR}/index.c
    ${CMAKE_CURRENT_LIST_DIR}/json.c
    ${CMAKE_CURRENT_LIST_DIR}/json_field.c
    ${CMAKE_CURRENT_LIST_DIR}/json_key.c
    ${CMAKE_CURRENT_LIST_DIR}/json_lexer.c
    ${CMAKE_CURRENT_LIST_DIR}/json_scan.c
    ${CMAKE_CURRENT_LIST_DIR}/json_shape.c
    ${CMAKE_CURRENT_LIST_DIR}/layout.c
    ${CMAKE_CURRENT_LIST_DIR}/manifest.c
    ${CMAKE_CURRENT_LIST_DIR}/media_type.c
    ${CMAKE_CURRENT_LIST_DIR}/reference.c)
