# Finds SystemC 2.3 and gives the target SystemC::systemc.
#
# Tried in this order: SystemC's own CMake package (builds from source install one), pkg-config
# (Debian), plain search paths. The library's entry points carry the C++ standard that it was built
# with in their name; Debian builds it as C++17, so a C++20 program links only when every user
# defines SC_CPLUSPLUS to that standard. SC_INCLUDE_DYNAMIC_PROCESSES gives sc_spawn.

find_package(SystemCLanguage CONFIG QUIET)
if(TARGET SystemC::systemc)
  set(SystemC_LIBRARY SystemC::systemc)
  set(SystemC_VERSION "${SystemCLanguage_VERSION}")
else()
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(SystemC_PC QUIET systemc)
  endif()
  find_path(SystemC_INCLUDE_DIR systemc HINTS ${SystemC_PC_INCLUDE_DIRS} ENV SYSTEMC_HOME
            PATH_SUFFIXES include)
  find_library(SystemC_LIBRARY systemc HINTS ${SystemC_PC_LIBRARY_DIRS} ENV SYSTEMC_HOME
               PATH_SUFFIXES lib lib-linux64)
  set(SystemC_VERSION "${SystemC_PC_VERSION}")
  if(NOT SystemC_VERSION AND EXISTS "${SystemC_INCLUDE_DIR}/sysc/kernel/sc_ver.h")
    file(STRINGS "${SystemC_INCLUDE_DIR}/sysc/kernel/sc_ver.h" systemc_version_lines
         REGEX "#define SC_VERSION_(MAJOR|MINOR|PATCH) +[0-9]+")
    string(REGEX MATCHALL "[0-9]+" systemc_version_numbers "${systemc_version_lines}")
    list(JOIN systemc_version_numbers "." SystemC_VERSION)
  endif()
  mark_as_advanced(SystemC_INCLUDE_DIR SystemC_LIBRARY)
  set(systemc_required_path SystemC_INCLUDE_DIR)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  SystemC
  REQUIRED_VARS SystemC_LIBRARY ${systemc_required_path}
  VERSION_VAR SystemC_VERSION)

if(SystemC_FOUND AND NOT TARGET SystemC::systemc)
  find_package(Threads REQUIRED)
  add_library(SystemC::systemc UNKNOWN IMPORTED)
  set_target_properties(
    SystemC::systemc
    PROPERTIES IMPORTED_LOCATION "${SystemC_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${SystemC_INCLUDE_DIR}"
               INTERFACE_LINK_LIBRARIES Threads::Threads)
endif()
if(SystemC_FOUND)
  set_property(TARGET SystemC::systemc APPEND PROPERTY
    INTERFACE_COMPILE_DEFINITIONS SC_CPLUSPLUS=201703L SC_INCLUDE_DYNAMIC_PROCESSES)
endif()
