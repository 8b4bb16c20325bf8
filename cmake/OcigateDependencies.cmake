# The libraries that ocigate is built on. The build includes this file, and so does the
# installed package for those who link the static library.
# Sets OCIGATE_LIBRARIES (link items) and OCIGATE_HAVE_ISAL.

find_package(PkgConfig REQUIRED)
find_package(LibArchive 3.4 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson>=2.11)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd>=1.4)

set(OCIGATE_LIBRARIES
    LibArchive::LibArchive
    OpenSSL::Crypto
    PkgConfig::JANSSON
    PkgConfig::ZSTD
    Threads::Threads
    ZLIB::ZLIB)

set(OCIGATE_HAVE_ISAL OFF)
if(OCIGATE_WITH_ISAL STREQUAL "AUTO")
    pkg_check_modules(ISAL QUIET IMPORTED_TARGET libisal>=2.30)
elseif(OCIGATE_WITH_ISAL)
    pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal>=2.30)
endif()
# Debian has no archive of ISA-L, and a command without shared libraries needs one.
if(OCIGATE_STATIC AND OCIGATE_WITH_ISAL STREQUAL "AUTO" AND NOT ISAL_LINK_LIBRARIES MATCHES "\\.a$")
    set(ISAL_FOUND FALSE)
endif()
if(ISAL_FOUND AND OCIGATE_WITH_ISAL)
    set(OCIGATE_HAVE_ISAL ON)
    list(APPEND OCIGATE_LIBRARIES PkgConfig::ISAL)
endif()
