foreach(module IN ITEMS elf entry_log hash script sniff stage)
    og_add_test(test_${module} SOURCES unit/test_${module}.c LABELS unit)
endforeach()
og_add_test(test_codec_gzip
    SOURCES unit/test_codec_gzip.c unit/codec_run.c unit/gzip_maker.c unit/deflate_maker.c
    LABELS unit gzip)
og_add_test(test_deflate_header
    SOURCES unit/test_deflate_header.c unit/deflate_maker.c LABELS unit gzip)
og_add_test(test_inflate
    SOURCES unit/test_inflate.c unit/inflate_run.c unit/deflate_maker.c unit/deflate_random.c
    LABELS unit gzip)
og_add_test(test_codec_zstd SOURCES unit/test_codec_zstd.c unit/codec_run.c LABELS unit)
foreach(module IN ITEMS blob blob_json blob_threads blob_walk file_facts)
    og_add_test(test_${module} SOURCES unit/test_${module}.c unit/blob_run.c LABELS unit gzip)
endforeach()
