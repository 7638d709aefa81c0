#include "models/machine/renaming.h"

#include <cstring>

#include "models/machine/references.h"

namespace umsim {
namespace {

template <class Id>
bool is_identity(const std::vector<Id>& ids) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] != Id(i)) {
      return false;
    }
  }
  return true;
}

template <class Id>
std::vector<Id> all(std::size_t count) {
  std::vector<Id> ids;
  for (std::size_t i = 0; i < count; ++i) {
    ids.emplace_back(i);
  }
  return ids;
}

template <class Id>
std::vector<Id> composed_ids(const std::vector<Id>& first, const std::vector<Id>& second) {
  std::vector<Id> both;
  both.reserve(first.size());
  for (const Id id : first) {
    both.push_back(second[id.at()]);
  }
  return both;
}

class StateRenamer {
 public:
  StateRenamer(const Machine& from, const Renaming& renaming, const Machine& to)
      : from_(from), renaming_(renaming), to_(to) {}

  void run() const {
    std::memcpy(to_.block().data(), from_.block().data(), from_.block().size());
    in_place(to_.globals());
    for (std::size_t i = 0; i < system().cpus; ++i) {
      in_place(to_.cpu(CpuId(i)));
    }
    threads();
    workers();
    shared();
  }

 private:
  [[nodiscard]] const System& system() const { return from_.system(); }

  template <class Struct>
  void in_place(Struct& to) const {
    refer(to, [&](auto& id) { id = renaming_.of(id); });
  }

  template <class Struct>
  void move(const Struct& from, Struct& to) const {
    to = from;
    in_place(to);
  }

  void threads() const {
    for (std::size_t i = 0; i < system().threads.size(); ++i) {
      const ThreadId id(i);
      const ThreadId as = renaming_.of(id);
      move(from_.kthread(id), to_.kthread(as));
      move(from_.user(id), to_.user(as));
      move(from_.newest(id), to_.newest(as));
      if (!system().objects.empty()) {
        move(from_.wait_block(id), to_.wait_block(as));
      }
      if (system().debug_registers) {
        move(from_.lent_debug_registers(id), to_.lent_debug_registers(as));
        move(from_.context_holder(id), to_.context_holder(as));
      }
    }
  }

  void workers() const {
    for (std::size_t i = 0; i < system().workers; ++i) {
      const ThreadId id(i);
      const ThreadId as = renaming_.of(id);
      move(from_.switch_counts(id), to_.switch_counts(as));
      move(from_.context(id), to_.context(as));
      move(from_.note(id), to_.note(as));
      move(from_.staging(id), to_.staging(as));
    }
  }

  void shared() const {
    for (std::size_t i = 0; i < system().lists.size(); ++i) {
      move(from_.list(ListId(i)), to_.list(renaming_.of(ListId(i))));
    }
    for (std::size_t i = 0; i < system().schedulers.size(); ++i) {
      move(from_.scheduler(SchedulerId(i)), to_.scheduler(renaming_.of(SchedulerId(i))));
    }
    for (std::size_t i = 0; i < system().queues.size(); ++i) {
      in_place(to_.queue(QueueId(i)));
    }
    for (std::size_t i = 0; i < system().apcs.size(); ++i) {
      move(from_.apc(ApcId(i)), to_.apc(renaming_.of(ApcId(i))));
    }
    for (std::size_t i = 0; i < system().objects.size(); ++i) {
      in_place(to_.object(ObjectId(i)));
    }
  }

  const Machine from_;
  const Renaming& renaming_;
  const Machine to_;
};

class SystemRenamer {
 public:
  SystemRenamer(const System& from, const Renaming& renaming)
      : from_(from), renaming_(renaming), to_(from) {}

  [[nodiscard]] System run() {
    to_.programs.assign(from_.threads.size(), {});
    for (std::size_t i = 0; i < from_.threads.size(); ++i) {
      thread(ThreadId(i));
    }
    for (std::size_t i = 0; i < from_.schedulers.size(); ++i) {
      scheduler(from_.schedulers[i], to_.schedulers[renaming_.schedulers[i].at()]);
    }
    for (std::size_t i = 0; i < from_.lists.size(); ++i) {
      ListSpec& as = to_.lists[renaming_.lists[i].at()];
      as = from_.lists[i];
      as.name.clear();
    }
    for (std::size_t i = 0; i < from_.apcs.size(); ++i) {
      event(from_.apcs[i], to_.apcs[renaming_.events[i].at()]);
    }
    return to_;
  }

 private:
  template <class Id>
  void rename(Id& id) const {
    id = renaming_.of(id);
  }

  void thread(ThreadId id) {
    const ThreadId as = renaming_.of(id);
    ThreadSpec& thread = to_.threads[as.at()];
    thread = from_.thread(id);
    thread.name.clear();
    rename(thread.scheduler);
    if (thread.program.valid()) {
      to_.programs[as.at()].instructions = program(from_.programs[thread.program.at()]);
      thread.program = ProgramId(as.at());
    }
  }

  [[nodiscard]] std::vector<Instruction> program(const Program& from) const {
    std::vector<Instruction> instructions = from.instructions;
    for (Instruction& instruction : instructions) {
      rename(instruction.hint);
      rename(instruction.subject);
      rename(instruction.api.subject);
      rename(instruction.api.list);
    }
    return instructions;
  }

  void scheduler(const SchedulerSpec& from, SchedulerSpec& to) const {
    to = from;
    to.name.clear();
    rename(to.list);
    for (ProcedureStep& step : to.procedure) {
      rename(step.thread);
    }
  }

  void event(const ApcSpec& from, ApcSpec& to) const {
    to = from;
    to.name.clear();
    rename(to.target);
    rename(to.after);
    rename(to.place.thread);
  }

  const System& from_;
  const Renaming& renaming_;
  System to_;
};

}  // namespace

bool Renaming::changes_nothing() const {
  return is_identity(threads) && is_identity(schedulers) && is_identity(lists) &&
         is_identity(events);
}

Renaming identity(const System& system) {
  return {all<ThreadId>(system.threads.size()), all<SchedulerId>(system.schedulers.size()),
          all<ListId>(system.lists.size()), all<ApcId>(system.apcs.size())};
}

Renaming composed(const Renaming& first, const Renaming& second) {
  return {composed_ids(first.threads, second.threads),
          composed_ids(first.schedulers, second.schedulers),
          composed_ids(first.lists, second.lists), composed_ids(first.events, second.events)};
}

void rename_state(const Machine& from, const Renaming& renaming, const Machine& to) {
  require(!from.system().paged, "a state with page tables was to be renamed");
  StateRenamer(from, renaming, to).run();
}

System renamed(const System& system, const Renaming& renaming) {
  return SystemRenamer(system, renaming).run();
}

}  // namespace umsim
