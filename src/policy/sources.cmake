target_sources(og_core PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/baseline.c
    ${CMAKE_CURRENT_LIST_DIR}/file.c
    ${CMAKE_CURRENT_LIST_DIR}/glob.c
    ${CMAKE_CURRENT_LIST_DIR}/ignore.c
    ${CMAKE_CURRENT_LIST_DIR}/reader.c)
