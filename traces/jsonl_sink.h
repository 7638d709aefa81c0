// JsonlSink: the trace as JSON Lines, the documented and versioned format for other tools.
//
//   {"umsim_trace":1,"scenario":"fig02-directed-switch","title":"Directed switch",
//    "engine":"timed","seed":1,"steps":false,
//    "machine":{"profile":"desktop","cpus":2,"clock_mhz":2000},"cycle_ns":0.5,
//    "threads":[{"name":"W1","kind":"worker","scheduler":"S","parked":true}, ...],
//    "schedulers":[{"name":"S","list":"L"}],"lists":["L"],"apcs":[],"knock_outs":[]}
//   {"id":7,"cycles":824,"ns":412,"cpu":"CPU0","step":"FIG15.D1","thread":"W1",
//    "kind":"lock_transition","object":"P1","old":{"cid":null,"holders":0},
//    "new":{"cid":"P1","holders":0},"cause":6}
//   {"id":8,"cycles":900,"ns":450,"cpu":"CPU0","step":"FIG15.B7.control","thread":"P1",
//    "kind":"ums_switch","object":"W1","cause":2}
//
// Each object is one line in the file, the header first. Which of object, old and new an event has,
// and what they are, depends on its kind (traces/kinds.h, traces/schema/trace.schema.json). A CPU,
// step, thread or cause that there is not is null. Readers should pass over keys that they do not
// know.
#pragma once

#include <optional>

#include "traces/before.h"
#include "traces/jsonl_format.h"
#include "traces/output.h"
#include "traces/sink.h"

namespace umsim {

class JsonlSink final : public Sink {
 public:
  // `output` must outlive the sink. Throws OutputError from any call when the output cannot be
  // written.
  explicit JsonlSink(TextOutput& output);

  void begin(const TraceHeader& header) override;
  void event(const Event& event) override;
  // What the trace leaves out stands before its first event, as far as the state goes.
  void skip(const Event& event) override { before_.note(event); }
  void end() override;

 private:
  void write_before();

  LineBuffer lines_;
  std::optional<JsonlFormat> format_;
  Before before_;
};

}  // namespace umsim
