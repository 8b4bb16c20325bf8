foreach(module IN ITEMS
        config descriptor docker_manifest document index json json_build json_scan manifest media_type reference)
    if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/test_${module}.c)
        og_add_test(test_${module} SOURCES unit/test_${module}.c LABELS unit)
    endif()
endforeach()
