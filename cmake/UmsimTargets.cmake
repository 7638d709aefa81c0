# The functions by which the folders of the tree declare what they build. Paths in SOURCES are
# relative to the calling folder; headers are listed beside the .cpp files.

# umsim_library(NAME SOURCES file... [LINKS target...])
#
# A static library, or an interface library where SOURCES names headers only. Whoever links NAME
# gets its LINKS too.
function(umsim_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  umsim_check_arguments(${name})
  set(compiled ${arg_SOURCES})
  list(FILTER compiled INCLUDE REGEX "\\.cpp$")
  if(compiled)
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC umsim_build_options ${arg_LINKS})
  else()
    add_library(${name} INTERFACE ${arg_SOURCES})
    target_link_libraries(${name} INTERFACE umsim_build_options ${arg_LINKS})
  endif()
endfunction()

# umsim_executable(NAME SOURCES file... [LINKS target...])
function(umsim_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  umsim_check_arguments(${name})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE umsim_build_options ${arg_LINKS})
endfunction()

# umsim_test(NAME SOURCES file... [LINKS target...] [TIMEOUT seconds] [PROPERTIES name value...])
#
# A Catch2 program, each of whose cases CTest runs in a process of its own (SystemC allows one
# simulation a process). A case without an assertion fails. TIMEOUT is 120 unless given. PROPERTIES
# are those of CTest, for every case. Catch2's main comes before LINKS, or SystemC's main would win
# and the program would end having run no test.
function(umsim_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINKS;PROPERTIES")
  umsim_check_arguments(${name})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(
    ${name} PRIVATE umsim_build_options Catch2::Catch2WithMain Catch2::Catch2 ${arg_LINKS})
  catch_discover_tests(
    ${name}
    EXTRA_ARGS --order rand --warn NoAssertions
    PROPERTIES TIMEOUT ${arg_TIMEOUT} ${arg_PROPERTIES})
endfunction()

# Ends the configuration when the caller's arguments, parsed into arg_*, are not in order.
macro(umsim_check_arguments name)
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "${name}: give SOURCES; not understood: '${arg_UNPARSED_ARGUMENTS}'")
  endif()
endmacro()
