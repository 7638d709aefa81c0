// Runs storms and says what they have been through: run_storms COUNT [FIRST_SEED]. Exit code 1 when
// a worker does not compute what a standard thread does; the message says how to run that storm
// again.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include "tests/models/storms.h"

namespace {

bool read(const char* text, std::uint64_t& value) {
  const char* end = text + std::strlen(text);
  return std::from_chars(text, end, value).ptr == end;
}

int run(std::uint64_t storms, std::uint64_t first) {
  umsim::test::StormCounts counts;
  for (std::uint64_t seed = first; seed < first + storms; ++seed) {
    const std::string fault = run_storm(umsim::test::storm_of(seed), seed, counts);
    if (!fault.empty()) {
      std::printf("storm %llu: %s\nagain: run_storms 1 %llu\n",
                  static_cast<unsigned long long>(seed), fault.c_str(),
                  static_cast<unsigned long long>(seed));
      return 1;
    }
  }
  std::printf("%s\n", text_of(counts).c_str());
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  std::uint64_t storms = 0;
  std::uint64_t first = 1;
  const bool good = (count == 2 || count == 3) && read(arguments[1], storms) && storms != 0 &&
                    (count == 2 || read(arguments[2], first));
  if (!good) {
    std::fputs("run_storms COUNT [FIRST_SEED]\n", stderr);
    return 2;
  }
  try {
    return run(storms, first);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 4;
  }
}
