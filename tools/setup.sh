# Shared by the entry scripts, which source it: finds the repository, installs what is missing on
# Debian 12, and configures and builds presets, one build at a time. Everything that it says goes to
# stderr. Exit codes: 2 the machine lacks something, 4 the build failed.
# shellcheck shell=bash

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

build_packages=(g++ cmake ninja-build pkg-config libsystemc-dev libboost-program-options-dev
  nlohmann-json3-dev libfmt-dev libxxhash-dev libprotozero-dev libedit-dev catch2
  python3)
# The report's viewer is bundled with node, which may come from elsewhere than Debian, whose npm
# cannot stand beside that one.
command -v npm >/dev/null || build_packages+=(nodejs npm)
test_packages=("${build_packages[@]}" clang python3-jsonschema spin gtkwave xvfb xauth chromium)
# shellcheck disable=SC2034  # used by tools/lint
lint_packages=("${test_packages[@]}" clang-format clang-tidy git)

say() { printf 'umsim: %s\n' "$*" >&2; }

# quietly COMMAND...: shows what the command says only when it fails.
quietly() {
  local output
  output=$("$@" 2>&1 </dev/null) || {
    printf '%s\n' "$output" >&2
    return 1
  }
}

# require_packages NAME...: installs those that are missing, or says how to and exits.
require_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say "this is not a Debian system; the build needs what Debian calls: $*"
    return
  fi
  local installed missing=() package
  installed=$(dpkg-query -W -f '${binary:Package} ${db:Status-Status}\n' |
    sed -n 's/^\([^ :]*\)[^ ]* installed$/\1/p')
  for package in "$@"; do
    grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  local as_root=()
  if [[ $(id -u) != 0 ]]; then
    if ! sudo -n true 2>/dev/null; then
      say "some packages are missing. Install them with"
      say "  sudo apt-get update && sudo apt-get install --yes ${missing[*]}"
      exit 2
    fi
    as_root=(sudo -n)
  fi
  say "installing ${missing[*]}"
  local watch=quietly
  [[ ! -t 2 ]] || watch='env'
  if ! { "$watch" "${as_root[@]}" apt-get -q update && "$watch" "${as_root[@]}" env \
    DEBIAN_FRONTEND=noninteractive apt-get -q install --yes --no-install-recommends \
    "${missing[@]}"; } </dev/null >&2; then
    say "the installation failed. Once it can work, this does it by hand:"
    say "  apt-get update && apt-get install --yes ${missing[*]}"
    exit 2
  fi
}

# configure PRESET
configure() {
  local cache=$root/build/$1/CMakeCache.txt fresh=()
  # A build directory that was made for another place (the clone was moved) is made anew.
  if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
    fresh=(--fresh)
  fi
  if ! quietly cmake -S "$root" --preset "$1" "${fresh[@]}"; then
    say "could not configure the build (preset $1)"
    exit 4
  fi
}

# build PRESET [TARGET...]: configures and builds, incrementally; the caller holds the lock. On a
# terminal ninja shows its progress; elsewhere two lines say how far it is. The time of
# build/PRESET/.built says since when nothing has been built.
build() {
  local preset=$1 start=$SECONDS quiet=()
  shift
  [[ -t 2 ]] || quiet=(-- --quiet)
  say "building preset $preset (the first time takes a few minutes)"
  touch "$root/build/.started"
  configure "$preset"
  if ! cmake --build "$root/build/$preset" --parallel "$(nproc)" ${1+--target "$@"} \
    "${quiet[@]}" </dev/null >&2; then
    say "the build of preset $preset failed"
    exit 4
  fi
  mv "$root/build/.started" "$root/build/$preset/.built"
  say "built preset $preset in $((SECONDS - start)) s"
}

# lock_builds: waits until no other script builds in this clone; unlock_builds lets the next one in.
lock_builds() {
  mkdir -p "$root/build" || exit 2
  exec 9>"$root/build/.lock"
  if ! flock --nonblock 9; then
    say "waiting for another build in this clone to end"
    flock 9
  fi
}

unlock_builds() { exec 9>&-; }
