target_sources(og_core PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/directory.c
    ${CMAKE_CURRENT_LIST_DIR}/jobs.c
    ${CMAKE_CURRENT_LIST_DIR}/listing.c
    ${CMAKE_CURRENT_LIST_DIR}/members.c
    ${CMAKE_CURRENT_LIST_DIR}/outer.c
    ${CMAKE_CURRENT_LIST_DIR}/outer_archive.c
    ${CMAKE_CURRENT_LIST_DIR}/second_reader.c
    ${CMAKE_CURRENT_LIST_DIR}/tar_members.c)
