# OCIGATE_STATIC_PARTS, for the command: archives of its libraries, so that it takes the parts that
# it needs. To load the shared ones, with what those load for formats that are never read, takes
# longer than to judge a small image. What has no archive here (ISA-L in Debian) stays shared.
option(OCIGATE_STATIC_LIBRARIES "Link the libraries into the command where their archives are there" ON)
set(OCIGATE_STATIC_PARTS)
if(OCIGATE_STATIC_LIBRARIES AND NOT OCIGATE_SANITIZE)
    include(CheckCSourceCompiles)

    # Add the archives NAME... when SOURCE, which calls them, can be linked with them.
    function(ocigate_add_static_part result source)
        set(archives)
        foreach(name IN LISTS ARGN)
            string(MAKE_C_IDENTIFIER OCIGATE_ARCHIVE_${name} variable)
            find_library(${variable} NAMES lib${name}.a)
            mark_as_advanced(${variable})
            if(NOT ${variable})
                return()
            endif()
            list(APPEND archives ${${variable}})
        endforeach()
        set(CMAKE_REQUIRED_INCLUDES ${LibArchive_INCLUDE_DIRS} ${OPENSSL_INCLUDE_DIR}
            ${JANSSON_INCLUDE_DIRS} ${ZSTD_INCLUDE_DIRS} ${ZLIB_INCLUDE_DIRS})
        set(CMAKE_REQUIRED_LIBRARIES ${archives} Threads::Threads)
        check_c_source_compiles("${source}" ${result}_WORKS)
        if(${result}_WORKS)
            set(OCIGATE_STATIC_PARTS ${OCIGATE_STATIC_PARTS} ${archives} PARENT_SCOPE)
        endif()
    endfunction()

    ocigate_add_static_part(OCIGATE_STATIC_LIBARCHIVE "
        #include <archive.h>
        int main(void)
        {
            struct archive *a = archive_read_new();
            return archive_read_support_filter_xz(a) + archive_read_support_filter_bzip2(a) +
                   archive_read_support_format_raw(a) + archive_read_support_format_tar(a);
        }" archive lzma bz2)
    ocigate_add_static_part(OCIGATE_STATIC_CRYPTO "
        #include <openssl/evp.h>
        int main(void)
        {
            return EVP_MD_fetch(NULL, \"SHA2-256\", NULL) == NULL;
        }" crypto)
    ocigate_add_static_part(OCIGATE_STATIC_JANSSON "
        #include <jansson.h>
        int main(void)
        {
            return json_object() == NULL;
        }" jansson)
    ocigate_add_static_part(OCIGATE_STATIC_ZSTD "
        #include <zstd.h>
        int main(void)
        {
            return ZSTD_createDCtx() == NULL;
        }" zstd)
    ocigate_add_static_part(OCIGATE_STATIC_ZLIB "
        #include <zlib.h>
        int main(void)
        {
            return (int)crc32(0, 0, 0);
        }" z)
endif()
