// Followed: what a trace says of the machine's state, followed event by event and held against it.
//
// It begins with a machine's state and from then on knows the events alone. An event whose old
// value is not what the events before it have said is a fault, and so is a machine that is not in
// the state that they have led to: what a trace says, the machine did; what the machine did, a
// trace says. What is followed are the facets of State; not the values in registers, but whose they
// are, and where the newest ones of each thread are.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "models/machine/image.h"
#include "tests/models/walks.h"
#include "traces/vocabulary/event.h"

namespace umsim::test {

class Followed final : public Reporter {
 public:
  explicit Followed(const Machine& machine);

  void report(const Event& event) override;

  // What is wrong with the events since the last call, or with the machine behind them; empty when
  // nothing is.
  [[nodiscard]] std::string fault_at(const Machine& machine);

  // How many events it has seen.
  [[nodiscard]] std::uint64_t events() const { return events_; }

  struct CpuFacts {
    ThreadId current;
    bool user_mode = false;
    ThreadId loaded;         // in user mode: whose user registers it has
    ThreadId teb;            // not in systems with page tables: there it is held against the event
    std::uint64_t base = 0;  // of the segment, in systems with page tables
    std::uint64_t debug_registers = 0;
    friend bool operator==(const CpuFacts&, const CpuFacts&) = default;
  };
  struct ThreadFacts {
    ThreadState state = ThreadState::ready;
    WaitReason wait = WaitReason::none;  // what has not come yet
    std::uint64_t suspensions = 0;
    std::uint64_t requests = 0;  // disassociate APCs in its queue
    std::uint64_t debug_registers = 0;
    bool page = false;  // of its TEB is allocated
    bool mapped = false;
    std::uint64_t second_view = 0;
    friend bool operator==(const ThreadFacts&, const ThreadFacts&) = default;
  };
  struct ContextFacts {
    std::uint64_t lock = 0;
    bool terminated = false;
    friend bool operator==(const ContextFacts&, const ContextFacts&) = default;
  };
  struct ListFacts {
    std::vector<ThreadId> chain;  // the latest first
    bool signalled = false;
    std::array<bool, 3> events{};  // by ListEvent
    friend bool operator==(const ListFacts&, const ListFacts&) = default;
  };
  struct QueueFacts {
    std::vector<ThreadId> workers;
    std::vector<ThreadId> aside;  // in the order of their indices
    friend bool operator==(const QueueFacts&, const QueueFacts&) = default;
  };
  struct ObjectFacts {
    bool signalled = false;
    bool running = false;
    friend bool operator==(const ObjectFacts&, const ObjectFacts&) = default;
  };
  // Where a thread's newest user registers are.
  enum class Kept : std::uint8_t {
    nowhere,  // the thread has not begun, or has ended
    processor,
    frame,         // of thread `of`
    user_portion,  // of a primary that runs a worker: its re-entry context
    staging
  };
  struct RegistersPlace {
    Kept kept = Kept::nowhere;
    std::uint16_t of = Index<void>::kNone;  // CPU or thread
  };
  struct State {
    std::vector<CpuFacts> cpus;
    std::vector<ThreadFacts> threads;
    std::vector<ContextFacts> contexts;
    std::vector<ListFacts> lists;
    std::vector<QueueFacts> queues;
    std::vector<ApcState> apcs;
    std::vector<ObjectFacts> objects;
  };

 private:
  void note_cpu(const Event& event);
  void note_thread(const Event& event);
  void note_list(const Event& event);
  void note_queue(const Event& event);
  void note_apc(const Event& event);
  void note_object(const Event& event);
  void note_page(const Event& event);
  void note_registers(const Event& event);
  // The event's old value is not what was said before.
  void expect(const Event& event, bool is_so);
  [[nodiscard]] std::string wrong_place(const Machine& machine, const Event& event) const;
  [[nodiscard]] const Registers* registers_at(const Machine& machine, ThreadId thread) const;
  [[nodiscard]] std::string misplaced_registers(const Machine& machine) const;

  const System* system_;
  State state_;
  std::vector<RegistersPlace> registers_;  // by thread
  std::vector<Event> latest_;              // since the last look at the machine
  std::string fault_;
  std::uint64_t events_ = 0;
};

// Walks once through the system, at most so many choices, and adds what the events do not say, or
// what they say wrongly. Gives how many events there were.
std::uint64_t follow_walk(const System& system, std::uint64_t seed, unsigned most, Faults& faults);

}  // namespace umsim::test
