foreach(module IN ITEMS elf hash script sniff)
    og_add_test(test_${module} SOURCES unit/test_${module}.c LABELS unit)
endforeach()
og_add_test(test_codec_gzip
    SOURCES unit/test_codec_gzip.c unit/codec_run.c unit/gzip_maker.c LABELS unit)
og_add_test(test_codec_zstd SOURCES unit/test_codec_zstd.c unit/codec_run.c LABELS unit)
foreach(module IN ITEMS blob blob_json blob_walk file_facts)
    og_add_test(test_${module} SOURCES unit/test_${module}.c unit/blob_run.c LABELS unit)
endforeach()
