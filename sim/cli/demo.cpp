// umsim demo: runs the shipped scenario of the patent's main cycle.
#include "sim/cli/verbs.h"

namespace umsim {
namespace {

constexpr const char* kDemo = "fig02-directed-switch";

ExitCode demo(const Arguments& arguments, Console& console) {
  if (!arguments.words().empty()) {
    throw UsageError("always runs the same scenario; umsim run NAME runs another");
  }
  return run_verb().run(Arguments(arguments.options(), {kDemo}), console);
}

}  // namespace

const VerbSpec& demo_verb() {
  static constexpr VerbSpec kVerb{"demo",
                                  "Runs the patent's FIG. 2 cycle and tells what happens.",
                                  "demo [options]",
                                  "",
                                  {},
                                  "umsim demo",
                                  demo};
  return kVerb;
}

}  // namespace umsim
