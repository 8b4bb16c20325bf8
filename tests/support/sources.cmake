target_sources(og_test_support PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/bytes.c
    ${CMAKE_CURRENT_LIST_DIR}/elf_builder.c
    ${CMAKE_CURRENT_LIST_DIR}/feed.c
    ${CMAKE_CURRENT_LIST_DIR}/image_builder.c
    ${CMAKE_CURRENT_LIST_DIR}/image_json.c
    ${CMAKE_CURRENT_LIST_DIR}/image_pack.c
    ${CMAKE_CURRENT_LIST_DIR}/image_pack_docker.c
    ${CMAKE_CURRENT_LIST_DIR}/image_write.c
    ${CMAKE_CURRENT_LIST_DIR}/mutate.c
    ${CMAKE_CURRENT_LIST_DIR}/read_back.c
    ${CMAKE_CURRENT_LIST_DIR}/report_match.c
    ${CMAKE_CURRENT_LIST_DIR}/tar_builder.c
    ${CMAKE_CURRENT_LIST_DIR}/tmpdir.c)
