#include "sim/explore/orbits.h"

#include <algorithm>
#include <cstring>

#include "models/kernel/arrivals.h"
#include "models/machine/symmetry.h"

namespace umsim::explore {
namespace {

// Sorting order of CPUs; two CPUs that compare equal are both idle, and idle CPUs have no state.
bool before(const Cpu& left, const Cpu& right) { return left.current.value < right.current.value; }

// Numbers that say how a thread looks, made one of many. A collision makes the search slower, never
// wrong.
class Look {
 public:
  void add(std::uint64_t value) { value_ = (value_ ^ (value + 1)) * 0x9E3779B97F4A7C15U; }
  void add(StepRef code) { add(std::uint64_t{code.routine} << 8U | code.row); }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0x2545F4914F6CDD1DU;
};

void add_kernel_portion(const Machine& machine, ThreadId thread, Look& look) {
  const KThread& kthread = machine.kthread(thread);
  look.add(static_cast<std::uint64_t>(kthread.state));
  if (kthread.state == ThreadState::ended) {
    return;
  }
  look.add(static_cast<std::uint64_t>(kthread.wait));
  look.add(machine.system().is_worker(thread) ? 0 : kthread.behind);
  look.add(kthread.stack.depth);
  if (kthread.stack.depth != 0) {
    look.add(kthread.stack.top());
  }
}

// The position in the user-mode code that the trap frame leads back to, or that a CPU is at.
void add_user_mode(const Registers& registers, ThreadId thread, Look& look) {
  look.add(registers.control.code);
  look.add(registers.control.stack_owner == thread ? 1 : 0);
}

void add_worker(const Machine& machine, ThreadId worker, Look& look) {
  const Context& context = machine.context(worker);
  look.add(context.lock.cid.valid() ? 1 : 0);
  look.add(context.lock.holders);
  look.add(context.terminated);
  look.add(context.suspended);
  look.add(context.on_list);
  look.add(machine.note(worker).retired);
  look.add(context.next.valid() ? 1 : 0);
  look.add(machine.note(worker).next_ready.valid() ? 1 : 0);
}

void add_primary(const UserPortion& user, Look& look) {
  look.add(user.hand.valid() ? 1 : 0);
  look.add(user.chain.valid() ? 1 : 0);
}

std::vector<Renaming> renamings_in_use(const System& system, Interchange interchange,
                                       const Orbits::Allows& allows) {
  if (!interchange.threads) {
    return {identity(system)};
  }
  std::vector<Renaming> renamings = symmetries(system);
  if (allows) {
    std::erase_if(renamings, [&](const Renaming& one) { return !allows(one); });
  }
  return renamings;
}

}  // namespace

// With page tables an idle CPU has a TLB, and so differs from another one; and an event may strike
// the first of two.
Orbits::Orbits(const System& system, const Layout& layout, Interchange interchange,
               const Allows& allows)
    : system_(system),
      format_(system, layout),
      sorts_cpus_(interchange.cpus && !system.paged && !tells_cpus_apart(system)),
      renamings_(renamings_in_use(system, interchange, allows)),
      renamed_(system, layout),
      looks_(system.threads.size()),
      other_(format_.bytes()) {
  std::vector<Place> moved;
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    const bool moves = std::any_of(renamings_.begin(), renamings_.end(), [&](const Renaming& one) {
      return one.threads[i] != ThreadId(i);
    });
    if (moves) {
      moved.push_back(static_cast<Place>(i));
    }
  }
  for (const Renaming& renaming : renamings_) {
    std::vector<Place> sources(moved.size());
    for (const Place from : moved) {
      const auto to = std::lower_bound(moved.begin(), moved.end(), renaming.threads[from].value);
      sources[static_cast<std::size_t>(to - moved.begin())] = from;
    }
    sources_.push_back(std::move(sources));
  }
}

void Orbits::sort_cpus(const Machine& machine) const {
  if (!sorts_cpus_) {
    return;
  }
  // Insertion: few CPUs, nearly sorted, and nothing is allocated.
  for (std::size_t i = 1; i < system_.cpus; ++i) {
    for (std::size_t j = i; j > 0 && before(machine.cpu(CpuId(j)), machine.cpu(CpuId(j - 1)));
         --j) {
      std::swap(machine.cpu(CpuId(j)), machine.cpu(CpuId(j - 1)));
      if (system_.debug_registers) {
        std::swap(machine.debug_registers(CpuId(j)), machine.debug_registers(CpuId(j - 1)));
      }
    }
  }
}

// Only what is in every key may count, and no name: the looks of a renamed state are the renamed
// looks.
void Orbits::look_at_threads(const Machine& machine) {
  for (std::size_t i = 0; i < looks_.size(); ++i) {
    const ThreadId thread(i);
    Look look;
    add_kernel_portion(machine, thread, look);
    if (machine.kthread(thread).trap.valid != 0) {
      add_user_mode(machine.kthread(thread).trap.registers, thread, look);
    }
    if (system_.is_worker(thread)) {
      add_worker(machine, thread, look);
    } else if (system_.thread(thread).kind == ThreadKind::primary) {
      add_primary(machine.user(thread), look);
    }
    looks_[i] = look.value();
  }
  for (std::size_t i = 0; i < system_.cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    if (cpu.current.valid() && cpu.mode == Mode::user) {
      Look look;
      look.add(looks_[cpu.current.at()]);
      add_user_mode(cpu.registers, cpu.current, look);
      looks_[cpu.current.at()] = look.value();
    }
  }
}

bool Orbits::looks_less(std::size_t left, std::size_t right) const {
  for (std::size_t i = 0; i < sources_[left].size(); ++i) {
    const std::uint64_t one = looks_[sources_[left][i]];
    const std::uint64_t other = looks_[sources_[right][i]];
    if (one != other) {
      return one < other;
    }
  }
  return false;
}

void Orbits::choose_candidates() {
  candidates_.assign(1, 0);
  for (std::size_t i = 1; i < renamings_.size(); ++i) {
    if (looks_less(i, candidates_.front())) {
      candidates_.assign(1, i);
    } else if (!looks_less(candidates_.front(), i)) {
      candidates_.push_back(i);
    }
  }
}

void Orbits::pack_renamed(const Machine& machine, std::size_t renaming, std::span<std::byte> key) {
  if (renaming == 0) {
    format_.pack(machine, key);
    return;
  }
  rename_state(machine, renamings_[renaming], renamed_.machine());
  sort_cpus(renamed_.machine());
  format_.pack(renamed_.machine(), key);
}

std::size_t Orbits::pack(const Machine& machine, std::span<std::byte> key) {
  sort_cpus(machine);
  if (renamings_.size() == 1) {
    format_.pack(machine, key);
    return 0;
  }
  look_at_threads(machine);
  choose_candidates();
  std::size_t least = candidates_.front();
  pack_renamed(machine, least, key);
  for (const std::size_t candidate : std::span(candidates_).subspan(1)) {
    pack_renamed(machine, candidate, other_);
    if (std::memcmp(other_.data(), key.data(), key.size()) < 0) {
      std::copy(other_.begin(), other_.end(), key.begin());
      least = candidate;
    }
  }
  return least;
}

}  // namespace umsim::explore
