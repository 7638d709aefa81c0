#include "sim/play/state_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/cpu/teb.h"
#include "models/machine/routines.h"
#include "models/machine/transition.h"
#include "models/ums/context_values.h"
#include "sim/play/registers_text.h"
#include "sim/play/state_phrases.h"
#include "sim/play/thread_names.h"
#include "traces/names.h"
#include "traces/phrases.h"

namespace umsim::play {
namespace {

// "kernel queue".
std::string wait_text(WaitReason reason) {
  std::string text(umsim::name_of(reason));
  std::ranges::replace(text, '_', ' ');
  return text;
}

// The threads of a chain; a ring would be a defect, and is cut.
template <class Follow>
std::vector<std::string> chain_of(const Machine& machine, ThreadId first, Follow next) {
  std::vector<std::string> names;
  for (ThreadId at = first; at.valid() && names.size() < machine.system().workers; at = next(at)) {
    names.push_back(name_of_thread(machine, at));
  }
  return names;
}

std::string joined(const std::vector<std::string>& names) {
  return names.empty() ? say<RowPhrase::empty>() : fmt::format("{}", fmt::join(names, ", "));
}

std::vector<std::string> items_behind(const Machine& machine, ThreadId first) {
  return chain_of(machine, first, [&](ThreadId at) { return machine.context(at).next; });
}

std::string chained(const Machine& machine, ThreadId first) {
  return joined(items_behind(machine, first));
}

std::string in_queue(const Machine& machine, ThreadId first) {
  return joined(chain_of(machine, first, [&](ThreadId at) { return machine.note(at).next_ready; }));
}

CpuId cpu_of(const Machine& machine, ThreadId current) {
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    if (machine.cpu(CpuId(i)).current == current) return CpuId(i);
  }
  return {};
}

// The CPU on which the thread's user portion runs in user mode.
CpuId cpu_of_user_portion(const Machine& machine, ThreadId thread) {
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    const bool runs = cpu.current.valid() && cpu.mode == Mode::user &&
                      cpu.registers.control.stack_owner == thread;
    if (runs) return CpuId(i);
  }
  return {};
}

std::string kernel_text(const Machine& machine, ThreadId thread) {
  const KThread& kthread = machine.kthread(thread);
  const CpuId cpu = cpu_of(machine, thread);
  const bool user_mode = cpu.valid() && machine.cpu(cpu).mode == Mode::user;
  const std::string serves =
      kthread.apc.valid() ? say<ThreadPhrase::serves>(apc_name(machine.system(), kthread.apc)) : "";
  switch (kthread.state) {
    case ThreadState::ready: return say<ThreadPhrase::ready>() + serves;
    case ThreadState::running:
      return (user_mode ? say<ThreadPhrase::in_user_mode_on>(cpu_name(cpu))
                        : say<ThreadPhrase::in_kernel_on>(cpu_name(cpu))) +
             serves;
    case ThreadState::waiting: return say<ThreadPhrase::waits>(wait_text(kthread.wait)) + serves;
    case ThreadState::parked: return say<ThreadPhrase::parked>() + serves;
    case ThreadState::ended: return say<ThreadPhrase::ended>();
  }
  return {};
}

// Where the user portion of a worker is that has not ended.
std::string user_text(const Machine& machine, ThreadId worker) {
  const Context& context = machine.context(worker);
  const CpuId cpu = cpu_of_user_portion(machine, worker);
  if (cpu.valid()) {
    const ThreadId by = machine.cpu(cpu).current;
    return by == worker ? say<ThreadPhrase::on_own_thread>(cpu_name(cpu))
                        : say<ThreadPhrase::run_by>(cpu_name(cpu), name_of_thread(machine, by));
  }
  if (context.lock.cid.valid()) {
    return say<ThreadPhrase::claimed>(name_of_thread(machine, context.lock.cid));
  }
  if (context.on_list != 0) return say<ThreadPhrase::on_list>();
  switch (machine.note(worker).queued) {
    case Queued::ready: return say<ThreadPhrase::in_ready_queue>();
    case Queued::aside: return say<ThreadPhrase::set_aside>();
    case Queued::no: break;
  }
  return say<ThreadPhrase::saved>();
}

std::string standing_text(const Machine& machine, ThreadId worker) {
  const Context& context = machine.context(worker);
  std::string text;
  if (context.suspended != 0) text += say<ThreadPhrase::suspended>();
  if (context.terminated != 0) text += say<ThreadPhrase::terminated>();
  const KThread& kthread = machine.kthread(worker);
  if (kthread.queue.valid()) {
    text += say<ThreadPhrase::active_through>(name_of_thread(machine, kthread.queue));
  }
  return text;
}

std::string worker_text(const Machine& machine, ThreadId worker) {
  switch (machine.context(worker).state) {
    case ContextState::absent: return say<ThreadPhrase::no_context>();
    case ContextState::unbound: return say<ThreadPhrase::no_thread_yet>();
    case ContextState::bound: break;
  }
  if (machine.kthread(worker).state == ThreadState::ended) {
    return say<ThreadPhrase::ended>() +
           (machine.context(worker).on_list != 0 ? say<ThreadPhrase::context_on_list>() : "");
  }
  return say<ThreadPhrase::portions>(user_text(machine, worker), kernel_text(machine, worker)) +
         standing_text(machine, worker);
}

std::string primary_text(const Machine& machine, ThreadId thread) {
  std::string text = kernel_text(machine, thread);
  const CpuId cpu = cpu_of(machine, thread);
  if (cpu.valid() && machine.cpu(cpu).mode == Mode::user) {
    const ThreadId stack = machine.cpu(cpu).registers.control.stack_owner;
    text += stack == thread ? say<ThreadPhrase::in_user_mode>()
                            : say<ThreadPhrase::runs>(name_of_thread(machine, stack));
  }
  if (machine.kthread(thread).wake_pending != 0) text += say<ThreadPhrase::wake_up_pending>();
  return text;
}

std::vector<std::string> context_details(const Machine& machine, ThreadId worker) {
  const Context& context = machine.context(worker);
  if (context.state == ContextState::absent) return {};
  const bool fresh = is_fresh(context.saved, machine.newest(worker));
  std::vector<std::string> lines{
      fmt::format("lock {}", lock_text(machine, worker)),
      fmt::format("saved context: instruction {}, {} register set, {}",
                  context.saved.control.position, context.full != 0 ? "full" : "reduced",
                  fresh ? "the newest" : "older than the registers in use")};
  if (context.primary.valid()) {
    lines.push_back("recorded primary " + name_of_thread(machine, context.primary));
  }
  return lines;
}

std::vector<std::string> primary_details(const Machine& machine, ThreadId primary) {
  const UserPortion& user = machine.user(primary);
  return {fmt::format("in hand {}", name_of_thread(machine, user.hand)),
          fmt::format("dequeued and not walked {}", chained(machine, user.chain)),
          fmt::format("walked {}", chained(machine, user.walked))};
}

// Where the thread's code goes on: its steps in user mode and in the kernel.
std::vector<std::string> places_of(const Machine& machine, ThreadId thread) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const CpuId cpu(i);
    if (!machine.cpu(cpu).current.valid() || acting_thread(machine, cpu) != thread) continue;
    const Step& step = step_at(next_step(machine, cpu));
    lines.push_back(fmt::format("next on {}: {} {}", cpu_name(cpu), step.label, step.what));
  }
  const KThread& kthread = machine.kthread(thread);
  const CpuId cpu = cpu_of(machine, thread);
  const bool in_kernel = !cpu.valid() || machine.cpu(cpu).mode == Mode::kernel;
  if (lines.empty() && in_kernel && kthread.stack.depth != 0) {
    const Step& step = step_at(kthread.stack.top());
    lines.push_back(fmt::format("goes on in the kernel at {} {}", step.label, step.what));
  }
  return lines;
}

template <class Things, class Id, class Text>
StateGroup group_of(std::string_view title, const Things& things, const Machine& machine, Id /*id*/,
                    Text text) {
  StateGroup group{title, {}};
  for (std::size_t i = 0; i < things.size(); ++i) {
    group.lines.push_back({printable(things[i].name), text(machine, Id(i))});
  }
  return group;
}

// A worker that has a context and no thread yet has none; nor has a thread that has ended.
bool has_registers(const Machine& machine, ThreadId thread) {
  return machine.kthread(thread).state != ThreadState::ended &&
         (!machine.system().is_worker(thread) ||
          machine.context(thread).state == ContextState::bound);
}

StateGroup cpus_of(const Machine& machine) {
  StateGroup group{"CPUs", {}};
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const CpuId cpu(i);
    std::string text = cpu_text(machine, cpu);
    if (machine.cpu(cpu).current.valid()) {
      text += fmt::format("; next {}", step_at(next_step(machine, cpu)).label);
    }
    group.lines.push_back({cpu_name(cpu), std::move(text)});
  }
  return group;
}

StateGroup locks_of(const Machine& machine) {
  StateGroup group{"locks", {}};
  for (std::size_t i = 0; i < machine.system().workers; ++i) {
    if (machine.context(ThreadId(i)).state == ContextState::absent) continue;
    group.lines.push_back({name_of_thread(machine, ThreadId(i)), lock_text(machine, ThreadId(i))});
  }
  return group;
}

StateGroup queues_of(const Machine& machine) {
  StateGroup group{"queues", {}};
  for (std::size_t i = 0; i < machine.system().queues.size(); ++i) {
    group.lines.push_back({printable(machine.system().queues[i]), queue_text(machine, QueueId(i))});
  }
  return group;
}

}  // namespace

std::string cpu_text(const Machine& machine, CpuId id) {
  const Cpu& cpu = machine.cpu(id);
  if (!cpu.current.valid()) return "idle";
  const std::string name = name_of_thread(machine, cpu.current);
  if (cpu.mode == Mode::kernel) return name + " in the kernel";
  const ThreadId stack = cpu.registers.control.stack_owner;
  return stack == cpu.current
             ? name + " in user mode"
             : fmt::format("{} in user mode, runs {}", name, name_of_thread(machine, stack));
}

std::string thread_text(const Machine& machine, ThreadId thread) {
  if (machine.is_worker_now(thread)) return worker_text(machine, thread);
  return machine.kthread(thread).state == ThreadState::ended ? say<ThreadPhrase::ended>()
                                                             : primary_text(machine, thread);
}

std::string lock_text(const Machine& machine, ThreadId worker) {
  return Phrases(machine.system()).lock_word(machine.context(worker).lock.packed());
}

std::string list_text(const Machine& machine, ListId id) {
  const CompletionList& list = machine.list(id);
  if (list.absent != 0) return say<ListPhrase::absent>();
  std::vector<std::string> items = items_behind(machine, list.head);
  std::ranges::reverse(items);
  return joined(items) +
         (list.signalled != 0 ? say<ListPhrase::event_set>() : say<ListPhrase::event_clear>()) +
         (list.shutting_down != 0 ? say<ListPhrase::shutting_down>() : "");
}

std::string ready_text(const Machine& machine, SchedulerId id) {
  return say<SchedulerPhrase::ready_queue>(in_queue(machine, machine.scheduler(id).first));
}

std::string queue_text(const Machine& machine, QueueId id) {
  return in_queue(machine, machine.queue(id).first);
}

std::string apc_text(const Machine& machine, ApcId id) {
  const ApcSpec& spec = machine.system().apcs[id.at()];
  return fmt::format("{}: {}", word_for(spec), text_of(machine.apc(id).state));
}

std::string object_text(const Machine& machine, ObjectId id) {
  const DispatcherObject& object = machine.object(id);
  const bool is_device = machine.system().object(id).kind == ObjectKind::device;
  std::string text = is_device               ? say<ObjectPhrase::device>()
                     : object.signalled != 0 ? say<ObjectPhrase::set>()
                                             : say<ObjectPhrase::clear>();
  if (object.running != 0) text += say<ObjectPhrase::runs>();
  std::vector<std::string> waiting;
  const std::size_t threads = machine.system().threads.size();
  for (ThreadId at = object.first; at.valid() && waiting.size() < threads;
       at = machine.wait_block(at).next) {
    waiting.push_back(name_of_thread(machine, at));
  }
  return waiting.empty() ? text : text + say<ObjectPhrase::waiting>(fmt::join(waiting, ", "));
}

std::vector<std::string> details_of(const Machine& machine, ThreadId thread) {
  std::vector<std::string> lines = places_of(machine, thread);
  if (has_registers(machine, thread)) lines.push_back(registers_text(machine, thread));
  std::vector<std::string> more;
  if (machine.system().is_worker(thread)) more = context_details(machine, thread);
  if (machine.is_scheduler_thread(thread)) more = primary_details(machine, thread);
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

std::vector<StateGroup> state_of(const Machine& machine) {
  const System& system = machine.system();
  std::vector<StateGroup> groups{
      cpus_of(machine),
      group_of("threads", system.threads, machine, ThreadId(), thread_text),
      locks_of(machine),
      group_of("lists", system.lists, machine, ListId(), list_text),
      group_of("schedulers", system.schedulers, machine, SchedulerId(), ready_text),
      queues_of(machine),
      group_of("events", system.apcs, machine, ApcId(), apc_text),
      group_of("objects", system.objects, machine, ObjectId(), object_text)};
  std::erase_if(groups, [](const StateGroup& group) { return group.lines.empty(); });
  return groups;
}

std::vector<StateGroup> state_of(const Machine& machine, std::string_view name) {
  std::vector<StateGroup> groups = state_of(machine);
  for (StateGroup& group : groups) {
    std::erase_if(group.lines, [&](const StateLine& line) { return line.name != name; });
  }
  // A worker's lock is among its details.
  std::erase_if(groups, [](const StateGroup& group) {
    return group.lines.empty() || group.title == "locks";
  });
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    if (cpu_name(CpuId(i)) != name) continue;
    for (const std::string& line : loaded_text(machine, CpuId(i))) {
      groups.front().lines.push_back({"", line});
    }
  }
  const std::vector<ThreadSpec>& threads = machine.system().threads;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    if (threads[i].name != name) continue;
    for (const std::string& detail : details_of(machine, ThreadId(i))) {
      groups.front().lines.push_back({"", detail});
    }
  }
  return groups;
}

}  // namespace umsim::play
