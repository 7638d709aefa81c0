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

// The values that stand for "the newest of this thread" in a representative state, different for every thread and
// group, and 0 for everything stale.
Registers representative(ThreadId thread) {
  const std::uint64_t base = 0x100U + 4U * static_cast<std::uint64_t>(thread.value);
  Registers registers;
  registers.integer = base;
  registers.volatiles = base + 1;
  registers.extended = base + 2;
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
  std::size_t most = 1;
  for (const Program& program : system.programs) {
    for (const Instruction& instruction : program.instructions) {
      most = std::max<std::size_t>(most, instruction.count);
    }
  }
  return bits_for(most);
}

// The rows of all routines in one sequence, so that a frame is one small number.
struct FrameCode {
  std::array<std::uint16_t, static_cast<std::size_t>(RoutineId::count_)> start{};
  std::vector<StepRef> rows;
  unsigned bits;

  FrameCode() {
    for (std::size_t i = 0; i < all_routines().size(); ++i) {
      start[i] = static_cast<std::uint16_t>(rows.size());
      for (std::size_t row = 0; row < all_routines()[i].steps.size(); ++row) {
        rows.push_back({static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(row)});
      }
    }
    bits = bits_for(rows.size() - 1);
  }
};

const FrameCode& frame_code() {
  static const FrameCode code;
  return code;
}

bool is_in(StepRef code, RoutineId id) { return code.routine == static_cast<std::uint8_t>(id); }

// Describes all live fields of a state to a codec.
template <class Codec>
class Description {
 public:
  Description(Codec& codec, const Machine& machine)
      : codec_(codec),
        machine_(machine),
        system_(machine.system()),
        frames_(frame_code()),
        id_bits_(bits_for(system_.threads.size())),
        apc_bits_(bits_for(system_.apcs.size())),
        position_bits_(most_instructions(system_)),
        repeat_bits_(most_repeats(system_)) {}

  void describe() {
    for (std::size_t i = 0; i < system_.apcs.size(); ++i) {
      codec_.number(machine_.apc(ApcId(i)).state, 3);
    }
    for (std::size_t i = 0; i < system_.threads.size(); ++i) {
      newest(ThreadId(i));
    }
    for (std::size_t i = 0; i < system_.threads.size(); ++i) {
      kthread(ThreadId(i));
    }
    for (std::size_t i = 0; i < system_.threads.size(); ++i) {
      trap(ThreadId(i));
      user(ThreadId(i));
    }
    for (std::size_t i = 0; i < system_.cpus; ++i) {
      cpu(machine_.cpu(CpuId(i)));
    }
    describe_shared();
  }

 private:
  void describe_shared() {
    for (std::size_t i = 0; i < system_.workers; ++i) {
      context(ThreadId(i));
    }
    for (std::size_t i = 0; i < system_.lists.size(); ++i) {
      list(machine_.list(ListId(i)));
    }
    for (std::size_t i = 0; i < system_.schedulers.size(); ++i) {
      Scheduler& scheduler = machine_.scheduler(SchedulerId(i));
      id(scheduler.first);
      id(scheduler.last);
      codec_.number(scheduler.live, bits_for(system_.workers));
    }
    id(machine_.globals().torn);
    flag(machine_.globals().underflow);
  }

  template <class Field>
  void flag(Field& field) {
    codec_.number(field, 1);
  }

  void id(ThreadId& field) { index(field, system_.threads.size(), id_bits_); }

  template <class Id>
  void index(Id& field, std::size_t count, unsigned bits) {
    std::uint16_t value = field.valid() ? field.value : static_cast<std::uint16_t>(count);
    codec_.number(value, bits);
    if constexpr (Codec::kUnpacks) {
      field = value == count ? Id() : Id(value);
    }
  }

  void frame(StepRef& field) {
    auto value = static_cast<std::uint16_t>(frames_.start[field.routine] + field.row);
    codec_.number(value, frames_.bits);
    if constexpr (Codec::kUnpacks) {
      field = frames_.rows[value];
    }
  }

  // A group's value counts only for whose newest it is.
  template <class Member>
  void group(std::uint64_t& field, Member member) {
    ThreadId owner;
    for (std::size_t i = 0; i < system_.threads.size() && !owner.valid(); ++i) {
      if (machine_.newest(ThreadId(i)).*member == field) {
        owner = ThreadId(i);
      }
    }
    id(owner);
    if constexpr (Codec::kUnpacks) {
      field = owner.valid() ? machine_.newest(owner).*member : 0;
    }
  }

  // The point of the program: that of the owner's newest registers, or written out.
  void point(Control& control) {
    id(control.stack_owner);
    if (!codec_.live(control.stack_owner.valid())) {
      return;
    }
    const ThreadId owner = control.stack_owner.valid() ? control.stack_owner : ThreadId(0);
    const Control& newest = machine_.newest(owner).control;
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
      codec_.number(control.position, position_bits_);
      flag(control.flags);
      flag(control.after_call);
    }
  }

  void newest(ThreadId thread) {
    Registers& registers = machine_.newest(thread);
    if constexpr (Codec::kUnpacks) {
      registers = representative(thread);
      registers.control.stack_owner = thread;
      machine_.user(thread).reentry = registers.integer;
    }
    codec_.number(registers.control.position, position_bits_);
    flag(registers.control.flags);
    flag(registers.control.after_call);
  }

  // User registers in a CPU or a trap frame. In the runtime's code only what it has loaded of a worker counts.
  void registers(Registers& registers, bool full) {
    Control& control = registers.control;
    point(control);
    frame(control.code);
    const StepRef code = control.code;
    const bool saves = is_in(code, RoutineId::fig16_yield) &&
                       control.stack_owner.value < system_.workers;
    const bool program = is_in(code, RoutineId::user_program);
    if (codec_.live(program || saves || fig15_has_loaded(code, Group::integer))) {
      group(registers.integer, &Registers::integer);
    }
    const bool upper = program && full && control.after_call == 0;
    if (codec_.live(upper || fig15_has_loaded(code, Group::volatiles))) {
      group(registers.volatiles, &Registers::volatiles);
    }
    if (codec_.live(upper || fig15_has_loaded(code, Group::extended))) {
      group(registers.extended, &Registers::extended);
    }
  }

  void kthread(ThreadId thread) {
    KThread& kthread = machine_.kthread(thread);
    codec_.number(kthread.state, 3);
    if (!codec_.live(kthread.state != ThreadState::ended)) {
      return;
    }
    codec_.number(kthread.wait, 3);
    flag(kthread.wait_done);
    flag(kthread.wake_pending);
    flag(kthread.terminating);
    index(kthread.apc, system_.apcs.size(), apc_bits_);
    if (codec_.live(kthread.apc.valid())) {
      flag(kthread.apc_locked);
      flag(kthread.seen_locked);
      id(kthread.seen_cid);
    }
    id(system_.is_worker(thread) ? kthread.queue : kthread.peer);
    codec_.number(kthread.stack.depth, bits_for(kKernelStackDepth));
    for (std::size_t i = 0; i < kKernelStackDepth; ++i) {
      if (codec_.live(i < kthread.stack.depth)) {
        frame(kthread.stack.frames[i]);
      }
    }
  }

  // The worker whose context is on its way from a primary's trap frame to its own.
  [[nodiscard]] bool receives(ThreadId thread) const {
    for (std::size_t i = system_.workers; i < system_.threads.size(); ++i) {
      if (machine_.kthread(ThreadId(i)).peer == thread) {
        return true;
      }
    }
    return false;
  }

  void trap(ThreadId thread) {
    TrapFrame& trap = machine_.kthread(thread).trap;
    flag(trap.valid);
    if (codec_.live(trap.valid != 0)) {
      flag(trap.full);
      codec_.number(trap.service, 3);
      codec_.number(trap.instruction, position_bits_);
      id(trap.teb);
    }
    if (codec_.live(trap.valid != 0 || receives(thread))) {
      registers(trap.registers, trap.full != 0 || trap.valid == 0);
    }
  }

  void user(ThreadId thread) {
    UserPortion& user = machine_.user(thread);
    if (codec_.live(system_.thread(thread).kind != ThreadKind::primary)) {
      flag(user.page_present);
      for (std::uint16_t& done : user.loop_done) {
        codec_.number(done, repeat_bits_);
      }
    }
    if (codec_.live(system_.thread(thread).kind == ThreadKind::primary)) {
      primary(user);
    }
  }

  void primary(UserPortion& user) {
    codec_.number(user.depth, 2);
    for (std::size_t i = 0; i < kUserStackDepth; ++i) {
      if (codec_.live(i < user.depth)) {
        frame(user.callers[i]);
      }
    }
    codec_.number(user.reason, 2);
    flag(user.payload);
    codec_.number(user.outcome, 3);
    flag(user.hand_owned);
    id(user.hand);
    id(user.chain);
    id(user.walked);
    id(user.hint);
  }

  void context(ThreadId worker) {
    Context& context = machine_.context(worker);
    id(context.lock.cid);
    codec_.number(context.lock.holders, 2);
    if (codec_.live(context.lock.cid.valid())) {
      id(context.primary);
    }
    id(context.next);
    flag(context.terminated);
    flag(context.suspended);
    flag(context.full);
    flag(context.on_list);
    if (codec_.live(!is_elsewhere(worker) && context.terminated == 0)) {
      saved(context.saved, context.full != 0);
    }
    WorkerNote& note = machine_.note(worker);
    id(note.next_ready);
    flag(note.queued);
    flag(note.retired);
  }

  // The worker's state is in a CPU, in a primary's trap frame or in its kernel portion, and nobody has begun to save it:
  // what the context holds will be overwritten.
  [[nodiscard]] bool is_elsewhere(ThreadId worker) const {
    const KThread& kthread = machine_.kthread(worker);
    if (kthread.trap.valid != 0) {
      return !gives_back(kthread.stack.top());
    }
    const auto runs = [&](const Registers& registers) {
      return registers.control.stack_owner == worker &&
             is_in(registers.control.code, RoutineId::user_program);
    };
    for (std::size_t i = 0; i < system_.cpus; ++i) {
      const Cpu& cpu = machine_.cpu(CpuId(i));
      if (cpu.current.valid() && cpu.mode == Mode::user && runs(cpu.registers)) {
        return true;
      }
    }
    for (std::size_t i = system_.workers; i < system_.threads.size(); ++i) {
      const KThread& primary = machine_.kthread(ThreadId(i));
      if (primary.peer == worker || (primary.trap.valid != 0 && runs(primary.trap.registers))) {
        return true;
      }
    }
    return false;
  }

  void saved(Registers& saved, bool full) {
    point(saved.control);
    group(saved.integer, &Registers::integer);
    if (codec_.live(full)) {
      group(saved.volatiles, &Registers::volatiles);
      group(saved.extended, &Registers::extended);
    }
  }

  void list(CompletionList& list) {
    id(list.head);
    flag(list.signalled);
    flag(list.shutting_down);
    std::uint32_t missing = list.filled - list.signals;
    codec_.number(missing, id_bits_);
    if constexpr (Codec::kUnpacks) {
      list.filled = missing;
    }
  }

  void cpu(Cpu& cpu) {
    id(cpu.current);
    if (!codec_.live(cpu.current.valid())) {
      return;
    }
    codec_.number(cpu.mode, 1);
    const bool user_mode = cpu.mode == Mode::user;
    const bool entering = !user_mode && cpu.current.valid() && is_entering(cpu.current);
    if (codec_.live(user_mode)) {
      id(cpu.teb);
    }
    if (codec_.live(user_mode || entering)) {
      registers(cpu.registers, true);
    }
  }

  // The kernel has been entered and the registers are not yet saved.
  [[nodiscard]] bool is_entering(ThreadId thread) const {
    const KernelStack& stack = machine_.kthread(thread).stack;
    return stack.depth != 0 && stack.top().row == 0 &&
           (is_in(stack.top(), RoutineId::kernel_entry) ||
            is_in(stack.top(), RoutineId::interrupt));
  }

  Codec& codec_;
  const Machine& machine_;
  const System& system_;
  const FrameCode& frames_;
  unsigned id_bits_;
  unsigned apc_bits_;
  unsigned position_bits_;
  unsigned repeat_bits_;
};

}  // namespace

std::size_t key_bytes(const System& system, const Layout& layout) {
  Image image(system, layout);
  MeasureCodec codec;
  Description(codec, image.machine()).describe();
  return codec.bytes();
}

void pack_key(const Machine& machine, std::span<std::byte> key) {
  PackCodec codec(key);
  Description(codec, machine).describe();
  codec.finish();
}

void unpack_key(std::span<const std::byte> key, const Machine& machine) {
  make_blank(machine);
  UnpackCodec codec(key);
  Description(codec, machine).describe();
}

}  // namespace umsim
