# What a configuration without a preset gets: a build directory outside of the sources, an optimised
# build, C++20 without extensions, and a compilation database for clang-tidy and editors.

if(PROJECT_SOURCE_DIR STREQUAL PROJECT_BINARY_DIR)
  message(FATAL_ERROR "umsim is built outside of its sources: cmake --preset release")
endif()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(UMSIM_GENERATED_DIR "${PROJECT_BINARY_DIR}/generated")
