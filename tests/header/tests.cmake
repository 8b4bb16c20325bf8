# Each public header compiles alone, as C11 and as C++17, without a warning; so does a program
# that uses all of them.
file(GLOB public_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/ocigate/*.h)
set(strict_flags -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I${PROJECT_SOURCE_DIR}/include)
find_program(OCIGATE_CXX NAMES c++ g++ clang++)

foreach(header IN LISTS public_headers)
    get_filename_component(name ${header} NAME_WE)
    og_add_check(header_${name}_c11 LABELS header
        COMMAND ${CMAKE_C_COMPILER} -std=c11 ${strict_flags} -Wstrict-prototypes -x c ${header})
    if(OCIGATE_CXX)
        og_add_check(header_${name}_cxx17 LABELS header
            COMMAND ${OCIGATE_CXX} -std=c++17 ${strict_flags} -x c++ ${header})
    endif()
endforeach()

og_add_check(header_program_c11 LABELS header
    COMMAND ${CMAKE_C_COMPILER} -std=c11 ${strict_flags} -x c
        ${CMAKE_CURRENT_LIST_DIR}/program.c)
if(OCIGATE_CXX)
    og_add_check(header_program_cxx17 LABELS header
        COMMAND ${OCIGATE_CXX} -std=c++17 ${strict_flags} -x c++
            ${CMAKE_CURRENT_LIST_DIR}/program.c)
endif()
