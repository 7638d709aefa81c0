// How a verb ends: every way has its exit code and its message. Dialogues cannot show a defect of
// umsim, since there is none that they could count on.
#include "sim/cli/command_line.h"

#include <new>
#include <sstream>

#include <catch2/catch.hpp>

#include "models/machine/internal_error.h"
#include "sim/cli/arguments.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/layout.h"
#include "sim/cli/run_traces.h"
#include "traces/memory_sink.h"
#include "traces/output.h"

namespace umsim {
namespace {

struct Ended {
  ExitCode code;
  std::string messages;
};

template <class Error>
Ended end_with(const Error& error) {
  std::ostringstream out;
  std::ostringstream err;
  Console console{out, err};
  const ExitCode code = end_of_verb(
      "umsim run", [&]() -> ExitCode { throw error; }, console);
  CHECK(out.str().empty());
  return {code, err.str()};
}

TEST_CASE("A failed assertion is our defect, and says what to send") {
  const Ended ended = end_with(InternalError("a CPU stepped while it was idle"));
  CHECK(ended.code == ExitCode::defect);
  CHECK(ended.messages ==
        "umsim run: internal error: a CPU stepped while it was idle\n"
        "This is a defect of umsim, not of what you gave it. Please send the command line, the\n"
        "scenario and schedule files that it names, and the output of umsim --version.\n");
}

TEST_CASE("Any other exception that nobody expects is our defect, too") {
  CHECK(end_with(std::runtime_error("what")).code == ExitCode::defect);
}

TEST_CASE("Mistakes of the user and output that cannot be written are no defects") {
  CHECK(end_with(UsageError("no")).code == ExitCode::bad_input);
  CHECK(end_with(OutputError("the disk is full")).messages == "umsim run: the disk is full\n");
  CHECK(end_with(OutputError("the disk is full")).code == ExitCode::bad_input);
}

TEST_CASE("Interrupts and a lack of memory have codes of their own") {
  CHECK(end_with(Interrupted()).code == ExitCode::interrupted);
  CHECK(end_with(std::bad_alloc()).code == ExitCode::incomplete);
}

TEST_CASE("Without words umsim welcomes, and that is fine") {
  std::ostringstream out;
  std::ostringstream err;
  Console console{out, err};
  CHECK(run_command_line({}, console) == ExitCode::fine);
  CHECK(out.str().find("umsim demo") != std::string::npos);
  CHECK(err.str().empty());
}

TEST_CASE("Text is wrapped at blanks, and a long word has a line of its own") {
  CHECK(wrap_words("", 10) == std::vector<std::string>{""});
  CHECK(wrap_words("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrap_words("a verylongword b", 5) == std::vector<std::string>{"a", "verylongword", "b"});
}

TEST_CASE("Numbers are counted in words") {
  CHECK(counted(1, "step") == "1 step");
  CHECK(counted(0, "entry", "entries") == "0 entries");
  CHECK(counted(1'234'567, "state") == "1,234,567 states");
  CHECK(with_commas(999) == "999");
}

TEST_CASE("Only the first events are shown, and the others counted") {
  MemorySink shown;
  FirstEvents first(shown, 2);
  first.begin({});
  for (int i = 0; i < 5; ++i) first.event({});
  first.end();
  CHECK(shown.events().size() == 2);
  CHECK(shown.ended());
  CHECK(first.left_out() == 3);
}

}  // namespace
}  // namespace umsim
