# OCIGATE_LIBARCHIVE_PARTS, for the command: the parts of libarchive that it needs, without the libraries that the shared one
# loads for formats that are never read (they take longer to load than a small image to judge).
option(OCIGATE_STATIC_LIBARCHIVE "Link libarchive into the command where its archive is there" ON)
set(OCIGATE_LIBARCHIVE_PARTS)
if(OCIGATE_STATIC_LIBARCHIVE AND NOT OCIGATE_SANITIZE)
    find_library(OCIGATE_LIBARCHIVE_A NAMES libarchive.a)
    find_library(OCIGATE_LIBLZMA NAMES liblzma.a lzma)
    find_library(OCIGATE_LIBBZ2 NAMES libbz2.a bz2)
    mark_as_advanced(OCIGATE_LIBARCHIVE_A OCIGATE_LIBLZMA OCIGATE_LIBBZ2)
    if(OCIGATE_LIBARCHIVE_A AND OCIGATE_LIBLZMA AND OCIGATE_LIBBZ2)
        include(CheckCSourceCompiles)
        set(CMAKE_REQUIRED_INCLUDES ${LibArchive_INCLUDE_DIRS})
        set(CMAKE_REQUIRED_LIBRARIES
            ${OCIGATE_LIBARCHIVE_A} ${OCIGATE_LIBLZMA} ${OCIGATE_LIBBZ2} Threads::Threads)
        check_c_source_compiles("
            #include <archive.h>
            int main(void)
            {
                struct archive *a = archive_read_new();
                return archive_read_support_filter_xz(a) + archive_read_support_filter_bzip2(a) +
                       archive_read_support_format_raw(a) + archive_read_support_format_tar(a);
            }" OCIGATE_LIBARCHIVE_A_WORKS)
        unset(CMAKE_REQUIRED_INCLUDES)
        unset(CMAKE_REQUIRED_LIBRARIES)
        if(OCIGATE_LIBARCHIVE_A_WORKS)
            set(OCIGATE_LIBARCHIVE_PARTS
                ${OCIGATE_LIBARCHIVE_A} ${OCIGATE_LIBLZMA} ${OCIGATE_LIBBZ2})
        endif()
    endif()
endif()
