og_add_check(bench_driver LABELS bench
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/test_bench.py ${PROJECT_SOURCE_DIR})
