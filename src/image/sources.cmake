target_sources(og_core PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/command.c
    ${CMAKE_CURRENT_LIST_DIR}/contents.c
    ${CMAKE_CURRENT_LIST_DIR}/entry_notes.c
    ${CMAKE_CURRENT_LIST_DIR}/link.c
    ${CMAKE_CURRENT_LIST_DIR}/link_docker.c
    ${CMAKE_CURRENT_LIST_DIR}/link_documents.c
    ${CMAKE_CURRENT_LIST_DIR}/link_halves.c
    ${CMAKE_CURRENT_LIST_DIR}/link_image.c
    ${CMAKE_CURRENT_LIST_DIR}/link_index.c
    ${CMAKE_CURRENT_LIST_DIR}/link_layers.c
    ${CMAKE_CURRENT_LIST_DIR}/link_oci.c
    ${CMAKE_CURRENT_LIST_DIR}/proofs.c
    ${CMAKE_CURRENT_LIST_DIR}/rootfs.c
    ${CMAKE_CURRENT_LIST_DIR}/rootfs_lookup.c
    ${CMAKE_CURRENT_LIST_DIR}/rootfs_tree.c
    ${CMAKE_CURRENT_LIST_DIR}/select.c)
