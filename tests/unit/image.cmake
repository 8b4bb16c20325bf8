foreach(module IN ITEMS
        contents
        entry_notes
        program
        rootfs
        rootfs_hostile
        service
        service_runtime
        tar
        tar_header
        tar_pax
        tar_stream)
    og_add_test(test_${module} SOURCES unit/test_${module}.c LABELS unit)
endforeach()
