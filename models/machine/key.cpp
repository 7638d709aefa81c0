#include "models/machine/key.h"

#include <algorithm>
#include <array>
#include <vector>

#include "models/machine/key_codec.h"
#include "models/machine/routines.h"
#include "models/machine/transition.h"
#include "models/ums/fig15_switch.h"
#include "models/ums/worker_kernel.h"

namespace umsim {
namespace {

// The values that stand for "the newest of this thread" in a representative state, different for
// every thread and group, and 0 for everything stale.
Registers representative(ThreadId thread) {
  const std::uint64_t base = 0x100U + 4U * static_cast<std::uint64_t>(thread.value);
  Registers registers;
  registers.integer = base;
  registers.volatiles = base + 1;
  registers.extended = base + 2;
  registers.control.stack_owner = thread;
  return registers;
}

unsigned most_instructions(const System& system) {
  std::size_t most = 1;
  for (const Program& program : system.programs) {
    most = std::max(most, program.instructions.size());
  }
  return bits_for(most);
}

unsigned most_repeats(const System& system) {
  std::size_t most = 0;
  for (const Program& program : system.programs) {
    for (const Instruction& instruction : program.instructions) {
      most = std::max<std::size_t>(most, instruction.count);
    }
  }
  return bits_for(most);
}

std::size_t primaries_end(const System& system) {
  std::size_t end = system.workers;
  while (end < system.threads.size() && system.threads[end].kind == ThreadKind::primary) {
    ++end;
  }
  return end;
}

const FrameCode& kernel_code() {
  static const FrameCode code(false);
  return code;
}

const FrameCode& user_code() {
  static const FrameCode code(true);
  return code;
}

bool is_in(StepRef code, RoutineId id) { return code.routine == static_cast<std::uint8_t>(id); }

// Describes all live fields of a state to a codec.
template <class Codec>
class Description {
 public:
  Description(Codec codec, const KeyFormat::Widths& widths, const Machine& machine)
      : codec_(codec),
        machine_(machine),
        system_(machine.system()),
        widths_(widths),
        threads_(system_.threads.size()),
        workers_(system_.workers),
        cpus_(array<Cpu>(machine.layout().cpus)),
        kthreads_(array<KThread>(machine.layout().kthreads)),
        users_(array<UserPortion>(machine.layout().users)),
        newest_(array<Registers>(machine.layout().newest)) {}

  // What a field's liveness is derived from comes before it.
  void describe() {
    for (std::size_t i = 0; i < system_.apcs.size(); ++i) {
      codec_.number(machine_.apc(ApcId(i)).state, 3);
    }
    for (std::size_t i = 0; i < threads_; ++i) {
      newest(ThreadId(i));
      kthread(ThreadId(i));
    }
    for (std::size_t i = 0; i < threads_; ++i) {
      user(ThreadId(i));
    }
    for (std::size_t i = workers_; i < threads_; ++i) {
      trap(ThreadId(i));
    }
    for (std::size_t i = 0; i < workers_; ++i) {
      trap(ThreadId(i));
    }
    for (std::size_t i = 0; i < system_.cpus; ++i) {
      cpu(cpus_[i]);
    }
    for (std::size_t i = workers_; i < threads_; ++i) {
      attempt(ThreadId(i));
    }
    describe_shared();
  }

  [[nodiscard]] Codec& codec() { return codec_; }

 private:
  void describe_shared() {
    for (std::size_t i = 0; i < workers_; ++i) {
      context(ThreadId(i));
    }
    for (std::size_t i = 0; i < system_.lists.size(); ++i) {
      list(machine_.list(ListId(i)));
    }
    for (std::size_t i = 0; i < system_.schedulers.size(); ++i) {
      Scheduler& scheduler = machine_.scheduler(SchedulerId(i));
      worker(scheduler.first);
      worker(scheduler.last);
      codec_.number(scheduler.live, widths_.worker);
    }
    thread(machine_.globals().torn);
    flag(machine_.globals().underflow);
  }

  template <class Field>
  void flag(Field& field) {
    codec_.number(field, 1);
  }

  void thread(ThreadId& field) { index(field, 0, threads_, widths_.thread); }
  void worker(ThreadId& field) { index(field, 0, workers_, widths_.worker); }
  void primary(ThreadId& field) { index(field, workers_, threads_, widths_.primary); }

  // An index of [first, end) or none, which is written as the end.
  template <class Id>
  void index(Id& field, std::size_t first, std::size_t end, unsigned bits) {
    const std::size_t none = end - first;
    std::size_t value = field.valid() ? field.at() - first : none;
    if constexpr (!Codec::kUnpacks) {
      codec_.check(!field.valid() || value < none);
    }
    codec_.number(value, bits);
    if constexpr (Codec::kUnpacks) {
      field = value == none ? Id() : Id(first + value);
    }
  }

  void frame(StepRef& field, const FrameCode& code) {
    unsigned value = code.code(field);
    codec_.number(value, code.bits);
    if constexpr (Codec::kUnpacks) {
      field = code.rows[value];
    }
  }

  // A group's value counts only as far as it is the newest of the thread that it will be used for.
  template <class Member>
  void group(Registers& registers, ThreadId owner, Member member) {
    const std::uint64_t newest = owner.valid() ? newest_[owner.at()].*member : 0;
    std::uint8_t fresh = owner.valid() && registers.*member == newest ? 1 : 0;
    flag(fresh);
    if constexpr (Codec::kUnpacks) {
      registers.*member = fresh != 0 ? newest : 0;
    }
  }

  // The point of the program: that of the owner's newest registers, or written out.
  void point(Control& control) {
    thread(control.stack_owner);
    if (!codec_.live(control.stack_owner.valid())) {
      return;
    }
    const ThreadId owner = control.stack_owner.valid() ? control.stack_owner : ThreadId(0);
    const Control& newest = newest_[owner.at()].control;
    std::uint8_t same = control.same_point(newest) ? 1 : 0;
    flag(same);
    if constexpr (Codec::kUnpacks) {
      if (same != 0) {
        control.position = newest.position;
        control.flags = newest.flags;
        control.after_call = newest.after_call;
      }
    }
    if (codec_.live(same == 0)) {
      codec_.number(control.position, widths_.position);
      flag(control.flags);
      flag(control.after_call);
    }
  }

  // A primary runs no program: its point never changes.
  void newest(ThreadId id) {
    Registers& registers = newest_[id.at()];
    if constexpr (Codec::kUnpacks) {
      registers = representative(id);
      users_[id.at()].reentry = registers.integer;
    }
    if (codec_.live(!is_primary(id))) {
      codec_.number(registers.control.position, widths_.position);
      flag(registers.control.flags);
      flag(registers.control.after_call);
    }
  }

  [[nodiscard]] bool is_primary(ThreadId id) const {
    return id.value >= workers_ && id.value < widths_.primaries_end;
  }

  // For whom registers in a CPU or in a trap frame will be used: during a load for the worker in
  // hand.
  [[nodiscard]] ThreadId user_of(const Control& control) const {
    const bool loads = is_in(control.code, RoutineId::fig15_switch) && control.stack_owner.valid();
    return loads ? users_[control.stack_owner.at()].hand : control.stack_owner;
  }

  // User registers in a CPU or a trap frame. In the runtime's code only what it has loaded of a
  // worker counts. A worker's trap frame is `own`: whatever migrates there is for this worker.
  void registers(Registers& registers, bool full, ThreadId own) {
    const Control& control = registers.control;
    point(registers.control);
    frame(registers.control.code, user_code());
    const StepRef code = control.code;
    const ThreadId owner = own.valid() ? own : user_of(control);
    const bool saves = is_in(code, RoutineId::fig16_yield) && control.stack_owner.value < workers_;
    const bool program = is_in(code, RoutineId::user_program);
    const bool loads = fig15_has_loaded(code, Group::integer);
    if (codec_.live(program || saves || loads)) {
      group(registers, owner, &Registers::integer);
    }
    std::uint8_t loads_all = loads && has_upper_groups(machine_.context(owner)) ? 1 : 0;
    if (codec_.live(loads)) {
      flag(loads_all);
    }
    const bool all = program && full && control.after_call == 0;
    upper_groups(registers, owner, all, loads_all != 0);
  }

  // After a call they are dead, though they may have been saved.
  [[nodiscard]] static bool has_upper_groups(const Context& context) {
    return context.full != 0 && context.saved.control.after_call == 0;
  }

  void upper_groups(Registers& registers, ThreadId owner, bool all, bool loads_all) {
    const StepRef code = registers.control.code;
    if (codec_.live(all || (loads_all && fig15_has_loaded(code, Group::volatiles)))) {
      group(registers, owner, &Registers::volatiles);
    }
    if (codec_.live(all || (loads_all && fig15_has_loaded(code, Group::extended)))) {
      group(registers, owner, &Registers::extended);
    }
  }

  // No step reads `seen_locked`, and of `seen_cid` none but those that stand between the peek and
  // its use.
  void apc_in_service(KThread& kthread) {
    flag(kthread.apc_locked);
    const StepRef next = kthread.stack.depth != 0 ? kthread.stack.top() : StepRef{};
    if (codec_.live(is_in(next, RoutineId::fig13_apc))) {
      primary(kthread.seen_cid);
    }
  }

  void kthread(ThreadId id) {
    KThread& kthread = kthreads_[id.at()];
    codec_.number(kthread.state, 3);
    if (!codec_.live(kthread.state != ThreadState::ended)) {
      return;
    }
    codec_.number(kthread.wait, 3);
    flag(kthread.wait_done);
    flag(kthread.wake_pending);
    flag(kthread.terminating);
    system_.is_worker(id) ? primary(kthread.queue) : worker(kthread.peer);
    codec_.number(kthread.stack.depth, bits_for(kKernelStackDepth));
    for (std::size_t i = 0; i < kKernelStackDepth; ++i) {
      if (codec_.live(i < kthread.stack.depth)) {
        frame(kthread.stack.frames[i], kernel_code());
      }
    }
    if (codec_.live(!system_.apcs.empty())) {
      index(kthread.apc, 0, system_.apcs.size(), widths_.apc);
      if (codec_.live(kthread.apc.valid())) {
        apc_in_service(kthread);
      }
    }
  }

  // The trap frame of the primary from which the worker's context is on its way, or null.
  [[nodiscard]] const TrapFrame* source_of(ThreadId id) const {
    for (std::size_t i = workers_; i < threads_; ++i) {
      if (kthreads_[i].peer == id) {
        return &kthreads_[i].trap;
      }
    }
    return nullptr;
  }

  // What is on its way and dead at the source is dead where it arrives.
  [[nodiscard]] static bool is_full(const TrapFrame& trap, const TrapFrame* source) {
    if (trap.valid != 0 || source == nullptr) {
      return trap.full != 0;
    }
    return source->full != 0 && source->registers.control.after_call == 0;
  }

  // The instruction that asked for a service is of use only for its cost.
  void trap(ThreadId id) {
    TrapFrame& trap = kthreads_[id.at()].trap;
    flag(trap.valid);
    if (codec_.live(trap.valid != 0)) {
      flag(trap.full);
      codec_.number(trap.service, 3);
      if (codec_.live(!system_.is_worker(id))) {
        thread(trap.teb);
      }
    }
    const TrapFrame* source = source_of(id);
    if (codec_.live(trap.valid != 0 || source != nullptr)) {
      registers(trap.registers, is_full(trap, source), system_.is_worker(id) ? id : ThreadId());
    }
  }

  void user(ThreadId id) {
    UserPortion& user = users_[id.at()];
    if (codec_.live(!is_primary(id))) {
      flag(user.page_present);
      for (std::uint16_t& done : user.loop_done) {
        codec_.number(done, widths_.repeat);
      }
    }
    if (codec_.live(is_primary(id))) {
      scheduling(user);
    }
  }

  void scheduling(UserPortion& user) {
    codec_.number(user.depth, bits_for(kUserStackDepth));
    for (std::size_t i = 0; i < kUserStackDepth; ++i) {
      if (codec_.live(i < user.depth)) {
        frame(user.callers[i], user_code());
      }
    }
    codec_.number(user.reason, 2);
    worker(user.hand);
    worker(user.chain);
    worker(user.walked);
    worker(user.hint);
  }

  // An attempt to switch to the worker in hand is under way, or has failed and is yet to be dealt
  // with.
  [[nodiscard]] bool is_attempting(ThreadId id) const {
    const auto tries = [&](const Registers& live) {
      const Control& control = live.control;
      return control.stack_owner == id &&
             (is_in(control.code, RoutineId::fig15_switch) || control.code == widths_.failed);
    };
    const TrapFrame& trap = kthreads_[id.at()].trap;
    if (trap.valid != 0) {
      return tries(trap.registers);
    }
    for (std::size_t i = 0; i < system_.cpus; ++i) {
      const Cpu& cpu = cpus_[i];
      if (cpu.current == id && cpu.mode == Mode::user) {
        return tries(cpu.registers);
      }
    }
    return false;
  }

  // Both are written anew by every attempt.
  void attempt(ThreadId id) {
    UserPortion& user = users_[id.at()];
    if (codec_.live(is_primary(id) && user.hand.valid() && is_attempting(id))) {
      codec_.number(user.outcome, 3);
      flag(user.hand_owned);
    }
  }

  void context(ThreadId id) {
    Context& context = machine_.context(id);
    primary(context.lock.cid);
    codec_.number(context.lock.holders, 2);
    if (codec_.live(knows_primary(id))) {
      primary(context.primary);
    }
    worker(context.next);
    flag(context.terminated);
    flag(context.suspended);
    flag(context.on_list);
    if (codec_.live(context.terminated == 0 || system_.knock_outs.any())) {
      saved(context.saved, id, context);
    }
    WorkerNote& note = machine_.note(id);
    worker(note.next_ready);
    flag(note.queued);
    flag(note.retired);
  }

  // Which groups of a worker's saved registers count. While the worker's state is in a CPU, in a
  // primary's trap frame or in its kernel portion, what the context holds will be overwritten; it
  // is, group by group, when the state is given back or a yield saves it.
  struct SavedGroups {
    bool integer = true;
    bool volatiles = true;
    bool extended = true;
    bool control = true;  // and whether the full set is there
  };

  [[nodiscard]] SavedGroups saved_groups(ThreadId id) const {
    const KThread& kthread = kthreads_[id.at()];
    if (kthread.trap.valid != 0) {
      const StepRef next = kthread.stack.depth != 0 ? kthread.stack.top() : StepRef{};
      const bool full = kthread.trap.full != 0 && kthread.trap.registers.control.after_call == 0 &&
                        gives_back(next) && next != widths_.volatiles;
      return {gives_back(next), full, full && next != widths_.extended, false};
    }
    for (std::size_t i = 0; i < system_.cpus; ++i) {
      if (cpus_[i].current.valid() && cpus_[i].mode == Mode::user && runs(cpus_[i].registers, id)) {
        return being_saved(cpus_[i].registers.control.code);
      }
    }
    for (std::size_t i = workers_; i < threads_; ++i) {
      const TrapFrame& trap = kthreads_[i].trap;
      if (trap.valid != 0 && runs(trap.registers, id)) {
        return being_saved(trap.registers.control.code);
      }
      if (kthreads_[i].peer == id) {
        return {false, false, false, false};
      }
    }
    return {};
  }

  [[nodiscard]] static bool runs(const Registers& registers, ThreadId id) {
    const StepRef code = registers.control.code;
    return registers.control.stack_owner == id &&
           (is_in(code, RoutineId::user_program) || is_in(code, RoutineId::fig16_yield));
  }

  // The reference to the primary counts from its record in FIG. 15 until the worker leaves the
  // primary.
  [[nodiscard]] bool knows_primary(ThreadId id) const {
    const auto hosts = [&](const Registers& registers) {
      const Control& control = registers.control;
      const bool loads = is_in(control.code, RoutineId::fig15_switch) &&
                         !fig15_claims(control.code) && control.code != widths_.record;
      return runs(registers, id) || (loads && user_of(control) == id);
    };
    for (std::size_t i = 0; i < system_.cpus; ++i) {
      if (cpus_[i].current.valid() && cpus_[i].mode == Mode::user && hosts(cpus_[i].registers)) {
        return true;
      }
    }
    for (std::size_t i = workers_; i < threads_; ++i) {
      if (kthreads_[i].trap.valid != 0 && hosts(kthreads_[i].trap.registers)) {
        return true;
      }
    }
    return false;
  }

  // A yield saves the integer registers in its first row.
  [[nodiscard]] static SavedGroups being_saved(StepRef code) {
    return {is_in(code, RoutineId::fig16_yield) && code.row > 0, false, false, false};
  }

  // Without a safeguard a context may be loaded although it does not count.
  void saved(Registers& saved, ThreadId id, Context& context) {
    const SavedGroups groups = saved_groups(id);
    const bool counts = groups.control || system_.knock_outs.any();
    if (codec_.live(counts)) {
      flag(context.full);
      point(saved.control);
    }
    const bool full = counts && has_upper_groups(context);
    if (codec_.live(counts || groups.integer)) {
      group(saved, id, &Registers::integer);
    }
    if (codec_.live(full || (groups.volatiles && !groups.control))) {
      group(saved, id, &Registers::volatiles);
    }
    if (codec_.live(full || (groups.extended && !groups.control))) {
      group(saved, id, &Registers::extended);
    }
  }

  void list(CompletionList& list) {
    worker(list.head);
    flag(list.signalled);
    flag(list.shutting_down);
    std::uint32_t missing = list.filled - list.signals;
    codec_.number(missing, widths_.worker);
    if constexpr (Codec::kUnpacks) {
      list.filled = missing;
    }
  }

  void cpu(Cpu& cpu) {
    thread(cpu.current);
    if (!codec_.live(cpu.current.valid())) {
      return;
    }
    codec_.number(cpu.mode, 1);
    const bool user_mode = cpu.mode == Mode::user;
    const bool entering = !user_mode && cpu.current.valid() && is_entering(cpu.current);
    if (codec_.live(user_mode)) {
      thread(cpu.teb);
    }
    if (codec_.live(user_mode || entering)) {
      registers(cpu.registers, true, ThreadId());
    }
  }

  // The kernel has been entered and the registers are not yet saved.
  [[nodiscard]] bool is_entering(ThreadId id) const {
    const KernelStack& stack = kthreads_[id.at()].stack;
    return stack.depth != 0 && stack.top().row == 0 &&
           (is_in(stack.top(), RoutineId::kernel_entry) ||
            is_in(stack.top(), RoutineId::interrupt));
  }

  // The arrays, found once: these accesses are the search's most frequent.
  template <class T>
  [[nodiscard]] T* array(std::size_t offset) const {
    return reinterpret_cast<T*>(machine_.block().data() + offset);
  }

  Codec codec_;
  const Machine machine_;
  const System& system_;
  const KeyFormat::Widths& widths_;
  const std::size_t threads_;
  const std::size_t workers_;
  Cpu* const cpus_;
  KThread* const kthreads_;
  UserPortion* const users_;
  Registers* const newest_;
};

}  // namespace

KeyFormat::KeyFormat(const System& system, const Layout& layout)
    : widths_{bits_for(system.threads.size()),
              bits_for(system.workers),
              bits_for(system.threads.size() - system.workers),
              bits_for(system.apcs.size()),
              most_instructions(system),
              most_repeats(system),
              primaries_end(system),
              find_step("FIG2.8.volatiles").value(),
              find_step("FIG2.8.extended").value(),
              find_step("FIG15.B6").value(),
              find_step("SCHED.failed").value()},
      blank_(layout.bytes) {
  Machine blank(system, layout, blank_);
  make_blank(blank);
  Description description(MeasureCodec(), widths_, blank);
  description.describe();
  bytes_ = description.codec().bytes();
}

[[gnu::flatten]] void KeyFormat::pack(const Machine& machine, std::span<std::byte> key) const {
  Description description(PackCodec(key), widths_, machine);
  description.describe();
  description.codec().finish();
}

[[gnu::flatten]] void KeyFormat::unpack(std::span<const std::byte> key,
                                        const Machine& machine) const {
  std::copy(blank_.begin(), blank_.end(), machine.block().begin());
  Description description(UnpackCodec(key), widths_, machine);
  description.describe();
}

std::size_t key_bytes(const System& system, const Layout& layout) {
  return KeyFormat(system, layout).bytes();
}

void pack_key(const Machine& machine, std::span<std::byte> key) {
  KeyFormat(machine.system(), machine.layout()).pack(machine, key);
}

void unpack_key(std::span<const std::byte> key, const Machine& machine) {
  KeyFormat(machine.system(), machine.layout()).unpack(key, machine);
}

}  // namespace umsim
