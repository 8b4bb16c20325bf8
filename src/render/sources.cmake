target_sources(og_core PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/json.c
    ${CMAKE_CURRENT_LIST_DIR}/json_writer.c
    ${CMAKE_CURRENT_LIST_DIR}/number.c
    ${CMAKE_CURRENT_LIST_DIR}/render.c
    ${CMAKE_CURRENT_LIST_DIR}/rules.c
    ${CMAKE_CURRENT_LIST_DIR}/rules_json.c
    ${CMAKE_CURRENT_LIST_DIR}/rules_markdown.c
    ${CMAKE_CURRENT_LIST_DIR}/rules_text.c
    ${CMAKE_CURRENT_LIST_DIR}/style.c
    ${CMAKE_CURRENT_LIST_DIR}/text.c
    ${CMAKE_CURRENT_LIST_DIR}/text_findings.c
    ${CMAKE_CURRENT_LIST_DIR}/text_header.c
    ${CMAKE_CURRENT_LIST_DIR}/text_place.c
    ${CMAKE_CURRENT_LIST_DIR}/version.c)
