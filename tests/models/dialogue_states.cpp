// How the dialogues show parts of the state.

#include <array>
#include <string_view>

#include "models/cpu/teb.h"
#include "models/machine/routines.h"
#include "models/machine/transition.h"
#include "tests/models/dialogue_words.h"

namespace umsim::test {
namespace {

constexpr std::array<std::string_view, 5> kStates = {"ready", "running", "waiting", "parked",
                                                     "ended"};
constexpr std::array<std::string_view, 13> kWaits = {
    "",         " (timer)",        " (page)",      " (list)",           " (kernel queue)",
    " (event)", " (timer object)", " (device)",    " (disassociation)", " (indicator)",
    " (defer)", " (pull)",         " (suspension)"};
constexpr std::array<std::string_view, 4> kApcStates = {"expected", "pending", "active", "done"};

template <class Enum, class Table>
std::string pick(const Table& table, Enum value) {
  return std::string(table[static_cast<std::size_t>(value)]);
}

// The threads of a chain; a ring would be a defect, and is cut.
template <class Follow>
std::string describe_chain(const System& system, ThreadId first, Follow next) {
  std::string text;
  std::size_t left = system.workers;
  for (ThreadId at = first; at.valid() && left > 0; at = next(at), --left) {
    text += (text.empty() ? "" : ", ") + name_of(system, at);
  }
  return text.empty() ? "empty" : text;
}

std::string holders_text(unsigned holders) {
  return std::to_string(holders) + (holders == 1 ? " holder" : " holders");
}

}  // namespace

std::string name_of(const System& system, ThreadId thread) {
  return thread.at() < system.threads.size() ? system.thread(thread).name : "nobody";
}

std::string describe_lock(const System& system, const UmsLock& lock) {
  const std::string cid = lock.cid.valid() ? "CID " + name_of(system, lock.cid) : "";
  if (lock.holders == 0) {
    return cid.empty() ? "free" : cid;
  }
  return cid + (cid.empty() ? "" : ", ") + holders_text(lock.holders);
}

std::string describe_packed_lock(const System& system, std::uint64_t packed) {
  UmsLock lock;
  lock.cid.value = static_cast<std::uint16_t>(packed >> 8U);
  lock.holders = static_cast<std::uint8_t>(packed & 0xFFU);
  return describe_lock(system, lock);
}

std::string describe_thread(const Machine& machine, ThreadId thread) {
  const KThread& kthread = machine.kthread(thread);
  std::string text = pick(kStates, kthread.state);
  if (kthread.state != ThreadState::running) {
    text += pick(kWaits, kthread.wait);
  }
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    if (cpu.current == thread) {
      text += " on CPU " + std::to_string(i);
      text += cpu.mode == Mode::user ? " in user mode" : " in the kernel";
      text += " at " + std::string(step_at(next_step(machine, CpuId(i))).label);
      return text;
    }
  }
  if (kthread.stack.depth != 0) {
    text += " at " + std::string(step_at(kthread.stack.top()).label);
  }
  text += kthread.wake_pending != 0 ? ", wake-up pending" : "";
  text += kthread.queue.valid() ? ", queue of " + name_of(machine.system(), kthread.queue) : "";
  return text;
}

std::string describe_cpu(const Machine& machine, CpuId id) {
  const Cpu& cpu = machine.cpu(id);
  if (!cpu.current.valid()) {
    return "idle";
  }
  const System& system = machine.system();
  const std::string name = name_of(system, cpu.current);
  if (cpu.mode == Mode::kernel) {
    return name + " in the kernel";
  }
  return name + " in user mode, TEB " + name_of(system, loaded_teb(machine, id)) + ", stack " +
         name_of(system, cpu.registers.control.stack_owner);
}

std::string describe_context(const Machine& machine, ThreadId worker) {
  const Context& context = machine.context(worker);
  const Registers& saved = context.saved;
  std::string text = "instruction " + std::to_string(saved.control.position);
  text += context.full != 0 ? ", full set" : ", reduced set";
  text += is_fresh(saved, machine.newest(worker)) ? ", fresh" : ", stale";
  text += ", primary " + name_of(machine.system(), context.primary);
  text += ", " + describe_lock(machine.system(), context.lock);
  text += context.terminated != 0 ? ", terminated" : "";
  text += context.suspended != 0 ? ", suspended" : "";
  return text;
}

std::string describe_list(const Machine& machine, ListId id) {
  const CompletionList& list = machine.list(id);
  const auto next = [&](ThreadId at) { return machine.context(at).next; };
  return describe_chain(machine.system(), list.head, next) +
         (list.signalled != 0 ? "; event set" : "; event clear") +
         (list.shutting_down != 0 ? "; shutting down" : "");
}

std::string describe_ready(const Machine& machine, SchedulerId id) {
  const Scheduler& scheduler = machine.scheduler(id);
  const auto next = [&](ThreadId at) { return machine.note(at).next_ready; };
  return describe_chain(machine.system(), scheduler.first, next) + "; " +
         std::to_string(scheduler.live) + " live";
}

std::string describe_primary(const Machine& machine, ThreadId primary) {
  const System& system = machine.system();
  const UserPortion& user = machine.user(primary);
  const auto next = [&](ThreadId at) { return machine.context(at).next; };
  return "hand " + name_of(system, user.hand) + ", chain " +
         describe_chain(system, user.chain, next) + ", walked " +
         describe_chain(system, user.walked, next) + ", hint " + name_of(system, user.hint) +
         ", depth " + std::to_string(user.depth);
}

std::string describe_apc(const Machine& machine, ApcId apc) {
  return pick(kApcStates, machine.apc(apc).state);
}

}  // namespace umsim::test
