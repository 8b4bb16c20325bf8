target_sources(og_core PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/blob.c
    ${CMAKE_CURRENT_LIST_DIR}/blob_decode.c
    ${CMAKE_CURRENT_LIST_DIR}/blob_json.c
    ${CMAKE_CURRENT_LIST_DIR}/blob_plain.c
    ${CMAKE_CURRENT_LIST_DIR}/blob_walk.c
    ${CMAKE_CURRENT_LIST_DIR}/codec.c
    ${CMAKE_CURRENT_LIST_DIR}/codec_gzip.c
    ${CMAKE_CURRENT_LIST_DIR}/codec_zstd.c
    ${CMAKE_CURRENT_LIST_DIR}/elf.c
    ${CMAKE_CURRENT_LIST_DIR}/elf_dynamic.c
    ${CMAKE_CURRENT_LIST_DIR}/elf_versions.c
    ${CMAKE_CURRENT_LIST_DIR}/facts.c
    ${CMAKE_CURRENT_LIST_DIR}/file_reader.c
    ${CMAKE_CURRENT_LIST_DIR}/hash.c
    ${CMAKE_CURRENT_LIST_DIR}/hash_pair.c
    ${CMAKE_CURRENT_LIST_DIR}/inflate_zlib.c
    ${CMAKE_CURRENT_LIST_DIR}/marks.c
    ${CMAKE_CURRENT_LIST_DIR}/script.c
    ${CMAKE_CURRENT_LIST_DIR}/sniff.c
    ${CMAKE_CURRENT_LIST_DIR}/tar.c
    ${CMAKE_CURRENT_LIST_DIR}/tar_entry.c
    ${CMAKE_CURRENT_LIST_DIR}/tar_header.c
    ${CMAKE_CURRENT_LIST_DIR}/tar_pax.c
    ${CMAKE_CURRENT_LIST_DIR}/zstd_frame.c)
if(OCIGATE_HAVE_ISAL)
    target_sources(og_core PRIVATE ${CMAKE_CURRENT_LIST_DIR}/inflate_isal.c)
endif()
