// The digest: the same everywhere, and over events only.
#include <string>

#include <catch2/catch.hpp>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "tests/traces/samples.h"
#include "traces/digest.h"

namespace umsim {
namespace {

using namespace samples;

std::string digest_of(const TraceHeader& header, const std::vector<Event>& events) {
  DigestSink sink;
  sink.begin(header);
  for (const Event& event : events) {
    sink.event(event);
  }
  sink.end();
  return sink.digest();
}

TEST_CASE("The digest is the XXH3 of the event lines") {
  const System system = small_system();
  const TraceHeader header = header_for(system);
  const std::string text = jsonl_text(header, one_of_each_kind());
  const std::string lines = text.substr(text.find('\n') + 1);
  const std::string expected = fmt::format("{:016x}", XXH3_64bits(lines.data(), lines.size()));
  CHECK(digest_of(header, one_of_each_kind()) == expected);
}

TEST_CASE("The digest of no events is XXH3's of nothing") {
  const System system = small_system();
  CHECK(digest_of(header_for(system), {}) == "2d06800538d394c2");
}

TEST_CASE("Title and scenario do not change the digest, any value of an event does") {
  const System system = small_system();
  TraceHeader header = header_for(system);
  std::vector<Event> events = one_of_each_kind();
  const std::string digest = digest_of(header, events);
  header.title = "Another";
  header.scenario = "other";
  CHECK(digest_of(header, events) == digest);
  events.back().time_cycles += 1;
  CHECK(digest_of(header, events) != digest);
}

}  // namespace
}  // namespace umsim
