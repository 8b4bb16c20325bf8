# What `cmake --install` puts where: command, libraries, headers, pkg-config file, CMake package.
# Components: runtime (command and shared library) and development.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ocigate)

if(TARGET ocigate_command)
    install(TARGETS ocigate_command RUNTIME COMPONENT runtime)

    install(FILES docs/man/ocigate.1 COMPONENT runtime
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
    install(FILES docs/man/ocigate.json.5 COMPONENT runtime
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)

    # The command writes its own completion, which only the machine that it is built for can run.
    if(NOT CMAKE_CROSSCOMPILING)
        set(completion_dir ${PROJECT_BINARY_DIR}/completion)
        set(completions)
        foreach(shell IN ITEMS bash zsh fish)
            add_custom_command(OUTPUT ${completion_dir}/${shell}
                COMMAND ${CMAKE_COMMAND} -E make_directory ${completion_dir}
                COMMAND ocigate_command completion ${shell} > ${completion_dir}/${shell}
                DEPENDS ocigate_command VERBATIM)
            list(APPEND completions ${completion_dir}/${shell})
        endforeach()
        add_custom_target(ocigate_completion ALL DEPENDS ${completions})
        install(FILES ${completion_dir}/bash RENAME ocigate COMPONENT runtime
            DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
        install(FILES ${completion_dir}/zsh RENAME _ocigate COMPONENT runtime
            DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
        install(FILES ${completion_dir}/fish RENAME ocigate.fish COMPONENT runtime
            DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
    endif()
endif()
install(FILES docs/rules.md docs/policy.md
        docs/config.schema.json docs/inspect.schema.json docs/report.schema.json
    DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs COMPONENT runtime)

# The rest is for those who link the library.
if(OCIGATE_STATIC)
    return()
endif()
install(TARGETS ocigate EXPORT ocigateTargets
    LIBRARY COMPONENT runtime NAMELINK_COMPONENT development)
install(TARGETS ocigate_static EXPORT ocigateStaticTargets ARCHIVE COMPONENT development)
install(DIRECTORY include/ocigate TYPE INCLUDE COMPONENT development
    FILES_MATCHING PATTERN "*.h")

foreach(export IN ITEMS ocigateTargets ocigateStaticTargets)
    install(EXPORT ${export} NAMESPACE ocigate:: DESTINATION ${package_dir} COMPONENT development)
endforeach()
configure_package_config_file(cmake/ocigateConfig.cmake.in ocigateConfig.cmake
    INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(ocigateConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
    ${PROJECT_BINARY_DIR}/ocigateConfig.cmake
    ${PROJECT_BINARY_DIR}/ocigateConfigVersion.cmake
    cmake/OcigateDependencies.cmake
    DESTINATION ${package_dir} COMPONENT development)

set(pc_requires "jansson libarchive libcrypto libzstd zlib")
if(OCIGATE_HAVE_ISAL)
    string(APPEND pc_requires " libisal")
endif()
file(RELATIVE_PATH pc_prefix
    ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/ocigate.pc.in ocigate.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/ocigate.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
