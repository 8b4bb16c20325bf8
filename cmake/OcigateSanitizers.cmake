# og_sanitizers: instruments a target as OCIGATE_SANITIZE, OCIGATE_FUZZ and OCIGATE_COVERAGE say.
# og_fuzzer: links the main function of libFuzzer.

add_library(og_sanitizers INTERFACE)
if(OCIGATE_SANITIZE)
    target_compile_options(og_sanitizers INTERFACE
        -fsanitize=${OCIGATE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(og_sanitizers INTERFACE -fsanitize=${OCIGATE_SANITIZE})
endif()
if(OCIGATE_COVERAGE)
    target_compile_options(og_sanitizers INTERFACE --coverage)
    target_link_options(og_sanitizers INTERFACE --coverage)
endif()

add_library(og_fuzzer INTERFACE)
if(OCIGATE_FUZZ)
    if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "OCIGATE_FUZZ needs clang: use the preset fuzz")
    endif()
    target_compile_options(og_sanitizers INTERFACE -fsanitize=fuzzer-no-link)
    target_link_options(og_fuzzer INTERFACE -fsanitize=fuzzer)
endif()
