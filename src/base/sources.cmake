target_sources(og_core PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/arena.c
    ${CMAKE_CURRENT_LIST_DIR}/buf.c
    ${CMAKE_CURRENT_LIST_DIR}/crew.c
    ${CMAKE_CURRENT_LIST_DIR}/defect.c
    ${CMAKE_CURRENT_LIST_DIR}/digest.c
    ${CMAKE_CURRENT_LIST_DIR}/error.c
    ${CMAKE_CURRENT_LIST_DIR}/limits.c
    ${CMAKE_CURRENT_LIST_DIR}/map.c
    ${CMAKE_CURRENT_LIST_DIR}/nearest.c
    ${CMAKE_CURRENT_LIST_DIR}/pages.c
    ${CMAKE_CURRENT_LIST_DIR}/path.c
    ${CMAKE_CURRENT_LIST_DIR}/size.c
    ${CMAKE_CURRENT_LIST_DIR}/utf8.c
    ${CMAKE_CURRENT_LIST_DIR}/watch.c)
