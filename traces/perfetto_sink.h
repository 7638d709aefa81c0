// PerfettoSink: the trace in Perfetto's own format (ui.perfetto.dev, trace_processor).
//
//   CPU 0    |P1|  W1    |P1|W1.kernel|  P1 |      who runs, as the kernel's scheduler shows it
//   P1       |user mode|runs W1 |kernel|blocked: kernel_queue|user mode|
//   W1       |ready| user mode on P1   |in the kernel         |ready   |
//   W1.kernel|parked                   |kernel: sleep|blocked |parked  |
//   lock W1        |P1/0        |P1/1|-/1             |
//   S.list   |W1   |                                  |W1     |
//
// A worker is two threads there, its user portion and its kernel portion, since both can run at the
// same time. Every event is an instant on the track of the portion that it happens to, with its id,
// cause and step; states are slices. Flow arrows go from who hands a CPU over to who gets it, from
// an APC's arrival to its delivery, and from a push on a completion list to the dequeue that takes
// it. Times are in ns, rounded down.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "traces/activity.h"
#include "traces/output.h"
#include "traces/perfetto_packets.h"
#include "traces/perfetto_tracks.h"
#include "traces/phrases.h"
#include "traces/sink.h"

namespace umsim {

class PerfettoSink final : public Sink {
 public:
  // `output` must outlive the sink. Throws OutputError from any call when the output cannot be
  // written.
  explicit PerfettoSink(TextOutput& output);

  void begin(const TraceHeader& header) override;
  void event(const Event& event) override;
  void skip(const Event& event) override;
  void end() override;

 private:
  void open();
  void tell(const Event& event, std::uint64_t track);
  [[nodiscard]] std::uint64_t track_of(const Event& event) const;
  [[nodiscard]] PortionId hand_over(const Event& event) const;
  void show_portions(const Event& event);
  void show_cpus();
  void show_things(const Event& event);
  void show_list(std::size_t list, const PerfettoNote& note);
  void show_apc(std::size_t apc, const Event* event);
  void show_counts();
  [[nodiscard]] std::string items_text(ListId list) const;
  [[nodiscard]] std::uint64_t new_flow() { return ++last_flow_; }

  LineBuffer lines_;
  PerfettoPackets packets_;
  TraceHeader header_;
  std::optional<Activities> activities_;
  std::optional<PerfettoTracks> tracks_;
  std::optional<Phrases> phrases_;
  std::vector<std::uint64_t> handed_;   // by portion: the flow that its next time on a CPU ends
  std::vector<std::uint64_t> pushed_;   // by worker: the flow of its push, 0 when it is on no list
  std::vector<std::uint64_t> arrived_;  // by APC: the flow of its arrival
  std::vector<std::string> lists_;      // by list: the items that its track shows
  std::vector<ApcDoing> apcs_;          // by APC: what its track shows
  std::vector<std::uint64_t> from_here_;  // flows of the event that is being told
  std::vector<std::uint64_t> to_here_;
  WorkerCounts shown_counts_;
  std::uint64_t last_flow_ = 0;
  bool opened_ = false;
};

}  // namespace umsim
