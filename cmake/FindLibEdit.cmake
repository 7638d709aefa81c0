# Finds libedit through pkg-config (its Debian package has no CMake package) and gives the target
# LibEdit::libedit.

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(LibEdit_PC QUIET IMPORTED_TARGET GLOBAL libedit)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  LibEdit
  REQUIRED_VARS LibEdit_PC_FOUND
  VERSION_VAR LibEdit_PC_VERSION)

if(LibEdit_FOUND AND NOT TARGET LibEdit::libedit)
  add_library(LibEdit::libedit ALIAS PkgConfig::LibEdit_PC)
endif()
