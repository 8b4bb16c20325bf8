# og_test_warnings: for everything. og_warnings: that and the conversions, which the macros
# of Criterion do not survive.
include(CheckCCompilerFlag)

add_library(og_test_warnings INTERFACE)
target_compile_options(og_test_warnings INTERFACE
    -Wall -Wextra -Wpedantic
    -Wcast-qual -Wdouble-promotion -Wformat=2 -Wimplicit-fallthrough
    -Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wshadow
    -Wstrict-prototypes -Wundef -Wvla -Wwrite-strings
    $<$<BOOL:${OCIGATE_WERROR}>:-Werror>)

foreach(flag IN ITEMS -Wduplicated-cond -Wlogical-op -Wtrampolines)
    string(MAKE_C_IDENTIFIER "OG_HAS${flag}" has_flag)
    check_c_compiler_flag(${flag} ${has_flag})
    if(${has_flag})
        target_compile_options(og_test_warnings INTERFACE ${flag})
    endif()
endforeach()

add_library(og_warnings INTERFACE)
target_link_libraries(og_warnings INTERFACE og_test_warnings)
target_compile_options(og_warnings INTERFACE -Wconversion -Wsign-conversion)
