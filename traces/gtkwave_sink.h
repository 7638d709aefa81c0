// GtkwaveSink: which signals of a value change dump GTKWave is to show, and how: a save file of
// its.
//
//   gtkwave run.vcd run.gtkw
//
//   [size] 1400 900
//   @800200
//   -CPUs
//   @22
//   fig02-directed-switch.cpus.CPU0
//   ...
//   +{kernel} fig02-directed-switch.threads.\Reader.kernel
//
// Without it GTKWave shows nothing until signals are chosen. There is a group for the CPUs, one a
// worker (user portion, kernel portion, lock), one for the other threads, for lists, APCs and
// counts, and one that is closed for the kinds of events; all of the time that the trace has is in
// sight. The names are those of traces/vcd_sink.h, as GTKWave spells them: a backslash before one
// with a dot.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "traces/output.h"
#include "traces/sink.h"

namespace umsim {

class GtkwaveSink final : public Sink {
 public:
  // `output` must outlive the sink. Throws OutputError from any call when the output cannot be
  // written.
  explicit GtkwaveSink(TextOutput& output) : lines_(output) {}

  void begin(const TraceHeader& header) override;
  void event(const Event& event) override;
  void end() override;

 private:
  void group(std::string_view name, bool open = true);
  void end_group(std::string_view name, bool open = true);
  void signal(std::string_view scope, std::string_view name, std::string_view alias = {});
  void line(std::string_view text);
  void threads(const System& system);

  LineBuffer lines_;
  TraceHeader header_;
  std::uint64_t first_cycles_ = 0;
  std::uint64_t last_cycles_ = 0;
  bool begun_ = false;
};

}  // namespace umsim
