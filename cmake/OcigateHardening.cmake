# og_hardening: what the compiler and the linker can do against an image that found a bug.
# After the OpenSSF compiler hardening guide; each flag is probed. Sanitizers exclude it.
include(CheckCCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)

add_library(og_hardening INTERFACE)
set(OCIGATE_HARDENED ON)
if(OCIGATE_SANITIZE OR OCIGATE_COVERAGE OR OCIGATE_FUZZ)
    set(OCIGATE_HARDENED OFF)
    return()
endif()

set(compile_flags
    -fstack-clash-protection
    -fstack-protector-strong
    -ftrivial-auto-var-init=zero
    -fzero-call-used-regs=used-gpr
    -fno-delete-null-pointer-checks
    -fno-strict-overflow
    -fno-strict-aliasing
    -fstrict-flex-arrays=3)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|i.86")
    list(APPEND compile_flags -fcf-protection=full)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    list(APPEND compile_flags -mbranch-protection=standard)
endif()
foreach(flag IN LISTS compile_flags)
    string(MAKE_C_IDENTIFIER "OG_HAS${flag}" has_flag)
    check_c_compiler_flag(${flag} ${has_flag})
    if(${has_flag})
        target_compile_options(og_hardening INTERFACE ${flag})
    endif()
endforeach()

# What is shipped does not say where it was built, so that two builds can be compared.
target_compile_options(og_hardening INTERFACE
    "$<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.>")

# Fortified calls need the optimizer.
target_compile_options(og_hardening INTERFACE
    "$<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=3>")

foreach(flag IN ITEMS
        -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,separate-code -Wl,--as-needed)
    string(MAKE_C_IDENTIFIER "OG_HAS${flag}" has_flag)
    check_linker_flag(C ${flag} ${has_flag})
    if(${has_flag})
        target_link_options(og_hardening INTERFACE ${flag})
    endif()
endforeach()
