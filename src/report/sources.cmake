target_sources(og_core PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/accessors.c
    ${CMAKE_CURRENT_LIST_DIR}/concerns.c
    ${CMAKE_CURRENT_LIST_DIR}/findings.c
    ${CMAKE_CURRENT_LIST_DIR}/fingerprint.c
    ${CMAKE_CURRENT_LIST_DIR}/images.c
    ${CMAKE_CURRENT_LIST_DIR}/inspection.c
    ${CMAKE_CURRENT_LIST_DIR}/inspection_accessors.c
    ${CMAKE_CURRENT_LIST_DIR}/read.c
    ${CMAKE_CURRENT_LIST_DIR}/read_findings.c
    ${CMAKE_CURRENT_LIST_DIR}/read_image.c
    ${CMAKE_CURRENT_LIST_DIR}/read_result.c
    ${CMAKE_CURRENT_LIST_DIR}/read_value.c
    ${CMAKE_CURRENT_LIST_DIR}/repeated.c
    ${CMAKE_CURRENT_LIST_DIR}/report.c
    ${CMAKE_CURRENT_LIST_DIR}/suppress.c
    ${CMAKE_CURRENT_LIST_DIR}/verdict.c)
