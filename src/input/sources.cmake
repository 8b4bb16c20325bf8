target_sources(og_core PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/directory.c
    ${CMAKE_CURRENT_LIST_DIR}/stream.c)
