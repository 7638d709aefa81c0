// Core: one CPU, a SystemC process that makes the model's choices for it.
//
// A choice takes effect at its start and keeps the CPU busy for its cost. A compute instruction is
// one event until something interrupts it. An idle CPU sleeps until a thread becomes ready, and
// takes the one that has been ready longest (decision 0003).
#pragma once

#include <cstdint>
#include <optional>
#include <systemc>
#include <tlm>
#include <vector>

#include <tlm_utils/simple_initiator_socket.h>

#include "models/machine/transition.h"
#include "sim/scenario/machine_profile.h"
#include "sim/timed/clock.h"
#include "sim/timed/ports.h"

namespace umsim::timed {

class Core : public sc_core::sc_module, public CpuSignals, public Actor {
 public:
  struct Setup {
    Machine machine;
    const MachineProfile* profile = nullptr;
    CpuId id;
    bool forced = false;  // it acts only when it is told to
  };

  tlm_utils::simple_initiator_socket<Core> memory;
  sc_core::sc_port<ChoiceMaker> choices;
  sc_core::sc_port<QuantumTimer> timer;
  sc_core::sc_port<WaitWatcher> waits;
  sc_core::sc_port<PlaceWatcher> places;
  sc_core::sc_export<CpuSignals> signals;
  sc_core::sc_export<Actor> actor;

  Core(const sc_core::sc_module_name& name, const Setup& setup);

  void thread_ready() override;
  void quantum_over() override;
  void apc_arrived() override;
  void shootdown() override;

  [[nodiscard]] std::uint64_t earliest(const LoggedChoice& what) const override;
  void act(const LoggedChoice& what) override;

  // When it is done with the last choice that it made.
  [[nodiscard]] std::uint64_t free_at_cycle() const { return free_at_; }
  [[nodiscard]] const CpuStatistics& statistics() const { return statistics_; }

 private:
  void live();
  // One decision of the process. False: it has said what it waits for.
  bool take_turn();
  bool look_for_thread();
  bool compute(std::uint64_t left);
  bool let_events_come();
  void stop_computing();
  void take_interrupt();
  [[nodiscard]] bool interrupt_due();

  [[nodiscard]] Choice own(ChoiceKind kind) const { return {kind, id_, 0}; }
  [[nodiscard]] const Cpu& cpu() const { return machine_.cpu(id_); }
  [[nodiscard]] std::uint64_t work_left(const Choice& choice) const;
  void take_note_of_thread(ThreadId before);
  void wake_at(std::uint64_t cycle);

  // The latency of what the choice accesses; it must not have been made.
  std::uint64_t memory_cycles(const Choice& choice);
  void access(const ResolvedAccess& access, sc_core::sc_time& delay);

  Machine machine_;
  const MachineProfile* profile_;
  CpuId id_;
  Phase phase_;
  sc_core::sc_event wake_;
  bool idle_ = false;          // sleeps until a thread becomes ready
  bool quantum_over_ = false;  // and the CPU has not been interrupted for it
  std::uint64_t free_at_ = 0;
  std::optional<std::uint64_t> computing_since_;
  CpuStatistics statistics_;
  std::vector<ResolvedAccess> accesses_;
  tlm::tlm_generic_payload payload_;
};

}  // namespace umsim::timed
