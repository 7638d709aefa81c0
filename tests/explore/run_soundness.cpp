// Searches random small systems in every way there is and compares what is found:
// run_soundness COUNT [FIRST_SEED [MOST_STATES]]. Exit code 1 when something differs; the message
// says how to search that system again.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include "tests/explore/soundness.h"
#include "tests/models/random_systems.h"

namespace {

using umsim::explore::test::SoundnessCounts;

bool read(const char* text, std::uint64_t& value) {
  const char* end = text + std::strlen(text);
  return std::from_chars(text, end, value).ptr == end && value != 0;
}

// Systems of every kind must have come, or the comparison says little.
bool is_varied(const SoundnessCounts& counts) {
  const std::uint64_t few = counts.systems / 100;
  return counts.systems < 100 ||
         (counts.too_large < counts.systems / 3 * 2 && counts.holding > 10 * few &&
          counts.violated > few && counts.lost_goals + counts.deadlocked > 0 &&
          counts.symmetric > 5 * few && counts.smaller > 10 * few && counts.three_cpus > few &&
          counts.three_primaries > few && counts.procedures > 5 * few && counts.deletions > few &&
          counts.broken_properties > 5 * few && counts.resumed > counts.systems);
}

int run(std::uint64_t systems, std::uint64_t first, std::uint64_t most_states) {
  SoundnessCounts counts;
  for (std::uint64_t seed = first; seed < first + systems; ++seed) {
    const std::string different =
        check_soundness(umsim::test::random_system(seed), seed, most_states, counts);
    if (!different.empty()) {
      std::printf("system %llu: %s\nagain: run_soundness 1 %llu %llu\n",
                  static_cast<unsigned long long>(seed), different.c_str(),
                  static_cast<unsigned long long>(seed),
                  static_cast<unsigned long long>(most_states));
      return 1;
    }
  }
  std::printf("%s\n", text_of(counts).c_str());
  if (!is_varied(counts)) {
    std::printf("these systems are not varied enough\n");
    return 1;
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  std::uint64_t systems = 0;
  std::uint64_t first = 1;
  std::uint64_t most_states = 6000;
  const bool good = count >= 2 && count <= 4 && read(arguments[1], systems) &&
                    (count < 3 || read(arguments[2], first)) &&
                    (count < 4 || read(arguments[3], most_states));
  if (!good) {
    std::fputs("run_soundness COUNT [FIRST_SEED [MOST_STATES]]\n", stderr);
    return 2;
  }
  try {
    return run(systems, first, most_states);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 4;
  }
}
