# The target umsim_build_options: what every target of ours is compiled with. Third-party headers
# come in as system includes, so none of these warnings reaches them.

add_library(umsim_build_options INTERFACE)

# Includes are written from the root of the repository: #include "models/machine/image.h".
target_include_directories(
  umsim_build_options INTERFACE "${PROJECT_SOURCE_DIR}" "${UMSIM_GENERATED_DIR}")
target_compile_features(umsim_build_options INTERFACE cxx_std_20)

target_compile_options(
  umsim_build_options
  INTERFACE
    # Assertions hold in every build type.
    -UNDEBUG
    # The same output on every machine: no fused multiply-add where the hardware happens to have
    # one, and no path of the build machine in assertion messages.
    -ffp-contract=off
    "-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/="
    -Wall
    -Wextra
    -Wpedantic
    -Wshadow
    -Wconversion
    -Wsign-conversion
    -Wold-style-cast
    -Wcast-align
    -Wcast-qual
    -Wdouble-promotion
    -Wextra-semi
    -Wformat=2
    -Wimplicit-fallthrough
    -Wmissing-declarations
    -Wnon-virtual-dtor
    -Woverloaded-virtual
    -Wundef
    -Wunused
    $<$<BOOL:${UMSIM_WARNINGS_AS_ERRORS}>:-Werror>)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(
    umsim_build_options
    INTERFACE
      -Wduplicated-cond
      -Wlogical-op
      -Wsuggest-override
      # g++ 12 sees overlapping copies in std::string's operator+ where there are none (GCC bug
      # 105651).
      $<$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>:-Wno-restrict>)
elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(
    umsim_build_options INTERFACE -Winconsistent-missing-override -Wreserved-identifier
                                  -Wunreachable-code)
endif()

if(UMSIM_SANITIZE)
  set(umsim_sanitize_flags -fsanitize=address,undefined -fno-sanitize-recover=all)
  target_compile_options(
    umsim_build_options
    INTERFACE
      ${umsim_sanitize_flags}
      -fno-omit-frame-pointer
      # The checks that the sanitizers insert make g++ lose track of initialisation.
      $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(umsim_build_options INTERFACE ${umsim_sanitize_flags})
endif()
