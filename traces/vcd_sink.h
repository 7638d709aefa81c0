// VcdSink: the trace as a value change dump, for GTKWave and other viewers of waveforms.
//
//   $timescale 1 ps $end
//   $scope module fig02-directed-switch $end
//   $scope module cpus $end
//   $var string 1 ! CPU0 $end
//   ...
//   #22357500
//   sP1 !
//   skernel:_sleep %
//
// Strings say who runs on a CPU, what each thread (of a worker each portion) does, each UMS lock as
// owner/kernel holders, what is on a completion list, and what an APC does; integers count workers;
// for each kind of event there is an event variable. Times are exact to the cycle, in ps, rounded
// down. Blanks become underscores: a value is one word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "traces/activity.h"
#include "traces/output.h"
#include "traces/phrases.h"
#include "traces/sink.h"

namespace umsim {

class VcdSink final : public Sink {
 public:
  // `output` must outlive the sink. Throws OutputError from any call when the output cannot be
  // written.
  explicit VcdSink(TextOutput& output);

  void begin(const TraceHeader& header) override;
  void event(const Event& event) override;
  void skip(const Event& event) override { activities_->note(event); }
  void end() override;

 private:
  // Positions of the first variable of each sort; a thing's is that and its index.
  struct Variables {
    std::size_t cpus = 0;
    std::size_t portions = 0;
    std::size_t locks = 0;
    std::size_t lists = 0;
    std::size_t apcs = 0;
    std::size_t counts = 0;
    std::size_t kinds = 0;
  };

  void declare_all();
  void declare(std::string_view type, std::string_view name);
  void open();
  void set_time(std::uint64_t cycles);
  void show_all();
  void show_cpu(CpuId cpu);
  void show_portion(PortionId portion);
  void show_counts();
  void show_list(std::size_t list);
  void show_text(std::size_t variable, std::string_view text);
  void append(std::string_view text);

  LineBuffer lines_;
  TraceHeader header_;
  std::optional<Activities> activities_;
  std::optional<Phrases> phrases_;
  Variables variables_;
  std::vector<std::string> shown_;  // by variable; events have none
  std::uint64_t last_cycles_ = 0;
  bool opened_ = false;
};

}  // namespace umsim
