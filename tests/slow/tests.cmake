if(TARGET ocigate_command AND NOT OCIGATE_SANITIZE)
    og_add_check(slow_big_image TIMEOUT 1200 LABELS slow
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/slow/big_image.py
            $<TARGET_FILE:ocigate_command>)
    set_tests_properties(slow_big_image PROPERTIES SKIP_RETURN_CODE 77)
endif()
if(TARGET ocigate_command AND NOT OCIGATE_SANITIZE)
    og_add_check(slow_hostile_bombs TIMEOUT 1800 LABELS slow hostile
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/slow/hostile_bombs.py
            $<TARGET_FILE:ocigate_command>)
    set_tests_properties(slow_hostile_bombs PROPERTIES SKIP_RETURN_CODE 77)
endif()
if(TARGET ocigate_command AND NOT OCIGATE_SANITIZE)
    og_add_check(slow_many_entries TIMEOUT 1200 LABELS slow
        COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/slow/many_entries.py
            $<TARGET_FILE:ocigate_command>)
    set_tests_properties(slow_many_entries PROPERTIES SKIP_RETURN_CODE 77)
endif()
