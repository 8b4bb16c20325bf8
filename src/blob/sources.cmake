target_sources(og_core PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/tar.c
    ${CMAKE_CURRENT_LIST_DIR}/tar_entry.c
    ${CMAKE_CURRENT_LIST_DIR}/tar_header.c
    ${CMAKE_CURRENT_LIST_DIR}/tar_pax.c)
