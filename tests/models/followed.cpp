#include "tests/models/followed.h"

#include <algorithm>

#include "models/cpu/debug_registers.h"
#include "models/cpu/teb.h"
#include "models/machine/routines.h"
#include "tests/models/dialogue_words.h"
#include "traces/kinds.h"
#include "traces/names.h"

namespace umsim::test {
namespace {

using State = Followed::State;

// With a safeguard off a chain may lead round in a circle.
std::vector<ThreadId> chain_of(const Machine& machine, ThreadId first) {
  std::vector<ThreadId> chain;
  for (ThreadId at = first; at.valid() && chain.size() <= machine.system().workers;
       at = machine.context(at).next) {
    chain.push_back(at);
  }
  return chain;
}

Followed::QueueFacts queue_of(const Machine& machine, ThreadId first) {
  Followed::QueueFacts facts;
  for (ThreadId at = first; at.valid(); at = machine.note(at).next_ready) {
    facts.workers.push_back(at);
    if (machine.note(at).queued == Queued::aside) facts.aside.push_back(at);
  }
  std::ranges::sort(facts.aside);
  return facts;
}

// What has been taken off the wait, by a wake-up that stays.
bool is_over(const KThread& thread) {
  return thread.wait_done != 0 ||
         (thread.wait == WaitReason::kernel_queue && thread.wake_pending != 0);
}

Followed::CpuFacts cpu_of(const Machine& machine, CpuId id) {
  const System& system = machine.system();
  const Cpu& cpu = machine.cpu(id);
  Followed::CpuFacts facts;
  facts.current = cpu.current;
  facts.user_mode = cpu.current.valid() && cpu.mode == Mode::user;
  if (facts.user_mode) facts.loaded = cpu.registers.control.stack_owner;
  if (!system.paged) facts.teb = cpu.teb;
  if (system.paged) facts.base = machine.mmu(id).base;
  if (system.debug_registers) facts.debug_registers = machine.debug_registers(id).address;
  return facts;
}

Followed::ThreadFacts thread_of(const Machine& machine, ThreadId id) {
  const System& system = machine.system();
  const KThread& thread = machine.kthread(id);
  Followed::ThreadFacts facts;
  facts.state = thread.state;
  facts.wait = is_over(thread) ? WaitReason::none : thread.wait;
  facts.suspensions = thread.suspensions;
  facts.requests = thread.requests;
  if (system.debug_registers) facts.debug_registers = machine.context_holder(id).address;
  if (!system.paged) return facts;
  const std::uint64_t second = second_teb(system, id);
  facts.page = machine.teb_page(id).allocated != 0;
  facts.mapped = is_mapped(machine, id, system.thread(id).teb);
  facts.second_view = is_mapped(machine, id, second) ? second : 0;
  return facts;
}

State state_of(const Machine& machine) {
  const System& system = machine.system();
  State state;
  for (std::size_t i = 0; i < system.cpus; ++i) state.cpus.push_back(cpu_of(machine, CpuId(i)));
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    state.threads.push_back(thread_of(machine, ThreadId(i)));
  }
  for (std::size_t i = 0; i < system.workers; ++i) {
    const Context& context = machine.context(ThreadId(i));
    state.contexts.push_back({context.lock.packed(), context.terminated != 0});
  }
  for (std::size_t i = 0; i < system.lists.size(); ++i) {
    const CompletionList& list = machine.list(ListId(i));
    state.lists.push_back({chain_of(machine, list.head),
                           list.signalled != 0,
                           {list.shutting_down != 0, list.departed != 0, list.work != 0}});
  }
  for (std::size_t i = 0; i < system.schedulers.size(); ++i) {
    state.queues.push_back(queue_of(machine, machine.scheduler(SchedulerId(i)).first));
  }
  for (std::size_t i = 0; i < system.queues.size(); ++i) {
    state.queues.push_back(queue_of(machine, machine.queue(QueueId(i)).first));
  }
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    state.apcs.push_back(machine.apc(ApcId(i)).state);
  }
  for (std::size_t i = 0; i < system.objects.size(); ++i) {
    const DispatcherObject& object = machine.object(ObjectId(i));
    state.objects.push_back({object.signalled != 0, object.running != 0});
  }
  return state;
}

// Where the two differ; `name` calls the thing at a position.
template <class Facts, class Name>
std::string difference(const std::vector<Facts>& said, const std::vector<Facts>& found, Name name) {
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (said[i] != found[i]) return "no event says what happened to " + name(i);
  }
  return {};
}

}  // namespace

Followed::Followed(const Machine& machine) : system_(&machine.system()), state_(state_of(machine)) {
  for (std::size_t i = 0; i < system_->threads.size(); ++i) {
    const ThreadId id(i);
    const ThreadState state = machine.kthread(id).state;
    registers_.push_back(state == ThreadState::ended ? RegistersPlace{}
                         : state == ThreadState::parked
                             ? RegistersPlace{Kept::user_portion, id.value}
                             : RegistersPlace{Kept::frame, id.value});
  }
}

void Followed::expect(const Event& event, bool is_so) {
  if (!is_so && fault_.empty()) {
    fault_ = "it is not so, or not from there: " + describe_event(*system_, event);
  }
}

void Followed::report(const Event& event) {
  ++events_;
  latest_.push_back(event);
  note_cpu(event);
  note_thread(event);
  note_list(event);
  note_queue(event);
  note_apc(event);
  note_object(event);
  note_page(event);
  note_registers(event);
}

void Followed::note_cpu(const Event& event) {
  if (!event.cpu.valid()) return;
  CpuFacts& cpu = state_.cpus[event.cpu.at()];
  const ThreadId old(std::size_t{event.old_value});
  switch (event.kind) {
    case EventKind::thread_switch:
      expect(event, cpu.current == old && event.new_value == event.thread.value);
      cpu.current = event.thread;
      state_.threads[event.thread.at()].state = ThreadState::running;
      return;
    case EventKind::cpu_idle:
      expect(event, cpu.current == event.thread && cpu.current == old && !cpu.user_mode);
      state_.threads[event.thread.at()].state = static_cast<ThreadState>(event.new_value);
      cpu = CpuFacts{};
      return;
    case EventKind::kernel_entry:
      expect(event,
             cpu.user_mode && cpu.loaded == event.thread && cpu.current.value == event.object);
      cpu.user_mode = false;
      cpu.loaded = ThreadId();
      return;
    case EventKind::kernel_exit:
      expect(event, !cpu.user_mode && cpu.current == event.thread);
      cpu.user_mode = true;
      cpu.loaded = ThreadId(std::size_t{event.object});
      return;
    case EventKind::ums_switch:
      if (cpu.user_mode) cpu.loaded = ThreadId(std::size_t{event.object});
      return;
    case EventKind::context_saved:
      // Of a user portion that saves itself the primary's runs on.
      if (cpu.user_mode) cpu.loaded = cpu.current;
      return;
    case EventKind::teb_load:
      expect(event, system_->paged || cpu.teb == old);
      if (!system_->paged) cpu.teb = ThreadId(std::size_t{event.new_value});
      return;
    case EventKind::segment_load:
      expect(event, cpu.base == event.old_value);
      cpu.base = event.new_value;
      return;
    case EventKind::debug_registers_loaded:
      expect(event, cpu.debug_registers == event.old_value);
      cpu.debug_registers = event.new_value;
      return;
    default: return;
  }
}

void Followed::note_thread(const Event& event) {
  if (!event.thread.valid()) return;
  ThreadFacts& thread = state_.threads[event.thread.at()];
  switch (event.kind) {
    case EventKind::thread_ready:
      expect(event, thread.state == static_cast<ThreadState>(event.old_value));
      thread.state = ThreadState::ready;
      return;
    case EventKind::block: thread.wait = static_cast<WaitReason>(event.new_value); return;
    case EventKind::unblock:
    case EventKind::wait_given_up:
      expect(event, thread.wait == static_cast<WaitReason>(event.old_value));
      thread.wait = WaitReason::none;
      return;
    case EventKind::queue_release: {
      WaitReason& wait = state_.threads[event.object].wait;
      if (wait == WaitReason::kernel_queue) wait = WaitReason::none;
      return;
    }
    case EventKind::suspended:
    case EventKind::resumed: thread.suspensions = event.new_value; return;
    case EventKind::debug_registers_set:
      expect(event, thread.debug_registers == event.old_value);
      thread.debug_registers = event.new_value;
      return;
    case EventKind::lock_transition: {
      ContextFacts& context = state_.contexts[event.thread.at()];
      expect(event, context.lock == event.old_value);
      context.lock = event.new_value;
      return;
    }
    case EventKind::context_terminated:
      state_.contexts[event.thread.at()].terminated = true;
      return;
    default: return;
  }
}

void Followed::note_list(const Event& event) {
  if (kind_info(event.kind).object != ObjectMeaning::list) return;
  ListFacts& list = state_.lists[event.object];
  const ThreadId head = list.chain.empty() ? ThreadId() : list.chain.front();
  switch (event.kind) {
    case EventKind::list_push:
      expect(event, head.value == event.old_value);
      list.chain.insert(list.chain.begin(), event.thread);
      return;
    case EventKind::list_dequeue:
      expect(event, head.value == event.old_value);
      list.chain.clear();
      list.signalled = false;
      return;
    case EventKind::list_signal: list.signalled = true; return;
    case EventKind::list_event: {
      bool& is_set = list.events.at(event.old_value);
      expect(event, is_set != (event.new_value != 0));
      is_set = event.new_value != 0;
      return;
    }
    default: list = ListFacts{}; return;
  }
}

void Followed::note_queue(const Event& event) {
  if (kind_info(event.kind).object != ObjectMeaning::queue) return;
  QueueFacts& queue = state_.queues[event.object];
  const auto place = std::ranges::find(queue.workers, event.thread);
  if (event.kind == EventKind::queue_push) {
    const ThreadId behind(std::size_t{event.old_value});
    const auto before = std::ranges::find(queue.workers, behind);
    const bool found = before != queue.workers.end();
    expect(event, place == queue.workers.end() && behind.valid() == found);
    queue.workers.insert(found ? before + 1 : queue.workers.begin(), event.thread);
    return;
  }
  expect(event, place != queue.workers.end());
  std::erase(queue.aside, event.thread);
  if (event.kind == EventKind::queue_take) {
    std::erase(queue.workers, event.thread);
  } else if (event.new_value != 0) {
    queue.aside.push_back(event.thread);
    std::ranges::sort(queue.aside);
  }
}

void Followed::note_apc(const Event& event) {
  if (event.kind == EventKind::disassociate_sent) ++state_.threads[event.object].requests;
  if (event.kind == EventKind::apc_taken && event.object == Index<void>::kNone) {
    ThreadFacts& thread = state_.threads[event.thread.at()];
    expect(event, thread.requests == event.new_value + 1);
    thread.requests = event.new_value;
    return;
  }
  if (kind_info(event.kind).object != ObjectMeaning::apc) return;
  if (event.object == Index<void>::kNone) return;  // unpark, by a directed switch
  ApcState& apc = state_.apcs[event.object];
  switch (event.kind) {
    case EventKind::apc_queued:
      expect(event, apc == ApcState::expected);
      apc = ApcState::pending;
      return;
    case EventKind::apc_taken:
      expect(event, apc == ApcState::pending);
      apc = ApcState::active;
      return;
    case EventKind::apc_begin:
    case EventKind::context_read:
    case EventKind::context_changed: expect(event, apc == ApcState::active); return;
    case EventKind::apc_end:
    case EventKind::scenario_event:
    case EventKind::process_deletion:
      expect(event, apc != ApcState::done);
      apc = ApcState::done;
      return;
    default: return;
  }
}

void Followed::note_object(const Event& event) {
  if (kind_info(event.kind).object != ObjectMeaning::object) return;
  ObjectFacts& object = state_.objects[event.object];
  switch (event.kind) {
    case EventKind::object_set:
      object.running = object.running && event.thread.valid();
      object.signalled = event.new_value != 0;
      return;
    case EventKind::object_wait: object.signalled = event.new_value != 0; return;
    case EventKind::object_reset:
      object.signalled = false;
      object.running = object.running && event.step == find_step("SERVICE.reset-event");
      return;
    case EventKind::timer_start: object = {false, true}; return;
    default: return;
  }
}

void Followed::note_page(const Event& event) {
  if (!event.thread.valid()) return;
  ThreadFacts& thread = state_.threads[event.thread.at()];
  switch (event.kind) {
    case EventKind::page_freed: thread.page = false; return;
    case EventKind::page_mapped: thread.second_view = event.new_value; return;
    case EventKind::page_unmapped:
      if (thread.second_view == event.old_value) {
        thread.second_view = 0;
      } else {
        expect(event, thread.mapped);
        thread.mapped = false;
      }
      return;
    default: return;
  }
}

// Where the event says that a context is now, are that thread's registers.
std::string Followed::wrong_place(const Machine& machine, const Event& event) const {
  const Registers* there = nullptr;
  if (event.kind == EventKind::context_saved) {
    there = &machine.context(event.thread).saved;
  } else if (event.kind == EventKind::context_moved) {
    switch (static_cast<ContextPlace>(event.new_value)) {
      case ContextPlace::user_portion: there = &machine.context(event.thread).saved; break;
      case ContextPlace::primary_frame:
        there = &machine.kthread(ThreadId(std::size_t{event.object})).trap.registers;
        break;
      case ContextPlace::own_frame: there = &machine.kthread(event.thread).trap.registers; break;
      case ContextPlace::staging: there = &machine.staging(event.thread).registers; break;
      case ContextPlace::count_: break;
    }
  } else if (event.kind == EventKind::teb_load && system_->paged) {
    const bool is_so = !machine.cpu(event.cpu).current.valid() ||
                       loaded_teb(machine, event.cpu).value == event.new_value;
    return is_so ? "" : "not the TEB: " + describe_event(*system_, event);
  }
  // What is captured without this safeguard may be half a context (APC-6).
  if (system_->knocked_out(KnockOut::complete_interrupted_load)) return {};
  const bool is_so = there == nullptr || there->control.stack_owner == event.thread;
  return is_so ? "" : "not its registers: " + describe_event(*system_, event);
}

std::string Followed::fault_at(const Machine& machine) {
  std::string fault = fault_;
  const auto look = [&](const std::string& found) { fault = fault.empty() ? found : fault; };
  const State found = state_of(machine);
  const auto thread = [&](std::size_t i) { return thread_name(*system_, ThreadId(i)); };
  look(difference(state_.cpus, found.cpus, [](std::size_t i) { return cpu_name(CpuId(i)); }));
  look(difference(state_.threads, found.threads, thread));
  look(difference(state_.contexts, found.contexts,
                  [&](std::size_t i) { return "the context of " + thread(i); }));
  // With the link written behind the head, a chain is what its links do not yet say.
  if (!system_->knocked_out(KnockOut::publish_after_link)) {
    look(difference(state_.lists, found.lists,
                    [&](std::size_t i) { return "list " + list_name(*system_, ListId(i)); }));
  }
  look(difference(state_.queues, found.queues,
                  [&](std::size_t i) { return "queue " + queue_name(*system_, i); }));
  look(difference(state_.apcs, found.apcs,
                  [&](std::size_t i) { return "APC " + apc_name(*system_, ApcId(i)); }));
  look(difference(state_.objects, found.objects,
                  [&](std::size_t i) { return "object " + object_name(*system_, ObjectId(i)); }));
  look(misplaced_registers(machine));
  for (const Event& event : latest_) look(wrong_place(machine, event));
  if (!fault.empty()) {
    for (const Event& event : latest_) fault += "\n  " + describe_event(*system_, event);
  }
  latest_.clear();
  fault_.clear();
  return fault;
}

std::uint64_t follow_walk(const System& system, std::uint64_t seed, unsigned most, Faults& faults) {
  RandomWalk walk(system, seed);
  Followed followed(walk.machine());
  for (unsigned i = 0; i < most; ++i) {
    const std::optional<Choice> choice = walk.choose();
    if (!choice) break;
    std::string label = label_of(walk.machine(), *choice);
    walk.make(*choice, &followed);
    if (!walk.broken().empty()) break;  // behind it the model promises nothing
    const std::string fault = followed.fault_at(walk.machine());
    if (!fault.empty()) {
      faults.add(label.append(": ").append(fault));
      break;
    }
  }
  return followed.events();
}

}  // namespace umsim::test
