// The description of all live fields of a state, in the order in which a key has them. It says
// which fields there are and which of them depend on a predicate; how a field is written is in
// key_fields.h, what registers come to in key_registers.h, the predicates are in key_liveness.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/machine/key_arrays.h"
#include "models/machine/key_debug.h"
#include "models/machine/key_fields.h"
#include "models/machine/key_liveness.h"
#include "models/machine/key_paging.h"
#include "models/machine/key_registers.h"
#include "models/machine/key_waits.h"

namespace umsim {

// Fields and liveness must outlive it.
template <class Codec>
class KeyDescription {
 public:
  KeyDescription(KeyFields<Codec>& fields, const Machine& machine, const KeyLiveness& liveness)
      : fields_(fields),
        machine_(machine),
        system_(machine.system()),
        arrays_(machine),
        liveness_(liveness),
        registers_(fields, machine, liveness),
        waits_(fields, machine),
        paging_(fields, machine),
        debug_(fields, machine, liveness.debug_addresses()) {}

  // What a field's liveness is derived from comes before it.
  void describe() {
    for (std::size_t i = 0; i < system_.apcs.size(); ++i) {
      event(system_.apcs[i], machine_.apc(ApcId(i)));
    }
    describe_threads();
    for (Cpu& running : arrays_.cpus) {
      cpu(running);
    }
    paging_.describe();
    debug_.describe();
    for (std::size_t i = arrays_.workers; i < arrays_.threads_end(); ++i) {
      attempt(ThreadId(i));
    }
    for (std::size_t i = 0; i < arrays_.workers; ++i) {
      context(ThreadId(i));
      note(machine_.note(ThreadId(i)));
    }
    describe_shared();
  }

 private:
  // Visits count until they decide nothing any more.
  void event(const ApcSpec& spec, Apc& apc) {
    fields_.number(apc.state, 2);
    if (fields_.live(spec.place.occurrence != 0 && apc.state == ApcState::expected)) {
      fields_.number(apc.visits, bits_for(spec.place.occurrence));
    }
  }

  void describe_threads() {
    for (std::size_t i = 0; i < arrays_.threads_end(); ++i) {
      registers_.newest(ThreadId(i));
      kthread(ThreadId(i));
    }
    for (std::size_t i = 0; i < arrays_.threads_end(); ++i) {
      user(ThreadId(i));
    }
    for (std::size_t i = arrays_.workers; i < arrays_.threads_end(); ++i) {
      trap(ThreadId(i));
    }
    for (std::size_t i = 0; i < arrays_.workers; ++i) {
      trap(ThreadId(i));
      if (fields_.live(!system_.apcs.empty())) {
        staging(ThreadId(i));
      }
    }
  }

  // The staging area holds something from the indicator on.
  void staging(ThreadId id) {
    TrapFrame& staging = machine_.staging(id);
    fields_.flag(staging.valid);
    if (fields_.live(staging.valid != 0)) {
      fields_.together(fields_.bits(staging.full), fields_.a_service(staging.service));
      if (fields_.live(liveness_.has_placed_faults())) {
        fields_.flag(staging.placed);
      }
    }
    if (fields_.live(staging.valid != 0 || liveness_.is_pulling(id))) {
      const bool full = KeyLiveness::is_full(staging, liveness_.source_of(id));
      registers_.in_use(staging.registers, full, id);
    }
  }

  void describe_shared() {
    for (std::size_t i = 0; i < system_.lists.size(); ++i) {
      list(machine_.list(ListId(i)));
    }
    for (std::size_t i = 0; i < system_.schedulers.size(); ++i) {
      scheduler(machine_.scheduler(SchedulerId(i)));
    }
    for (std::size_t i = 0; i < system_.queues.size(); ++i) {
      fields_.worker(machine_.queue(QueueId(i)).first);
      fields_.worker(machine_.queue(QueueId(i)).last);
    }
    waits_.objects();
    for (std::size_t i = 0; machine_.layout().deletions && i < system_.processes.size(); ++i) {
      fields_.flag(machine_.process(ProcessId(i)).deleting);
      fields_.flag(machine_.process(ProcessId(i)).deleted);
    }
    Globals& globals = machine_.globals();
    fields_.together(fields_.a_thread(globals.torn), fields_.a_thread(globals.lost_yield),
                     fields_.bits(globals.underflow));
  }

  void kthread(ThreadId id) {
    KThread& kthread = arrays_.kthreads[id.at()];
    fields_.number(kthread.state, 3);
    const bool enters = liveness_.schedulers().enter && system_.enters_scheduling(id);
    if (fields_.live(enters || (liveness_.api().conversions && system_.is_worker(id)))) {
      fields_.flag(kthread.standard);
    }
    if (!fields_.live(kthread.state != ThreadState::ended)) {
      return;
    }
    execution(kthread, id);
    waits_.thread(id, kthread);
    const bool waits_for_list = kthread.wait == WaitReason::list && kthread.wait_done == 0;
    if (liveness_.schedulers().lines && fields_.live(waits_for_list)) {
      fields_.primary_count(kthread.behind);
    }
    if (system_.knocked_out(KnockOut::no_aba)) {
      fields_.flag(kthread.queue_released);
    }
    frames(kthread.stack);
    if (fields_.live(system_.lists_change() && liveness_.is_pushing(id))) {
      fields_.scheduler(kthread.pushes_for);
    }
    // Without APCs only a primary that an exception ends gives a worker back (ENTRY-10).
    const bool excepts = system_.apcs.empty() && liveness_.forged_tebs();
    if (fields_.live(excepts && !system_.is_worker(id))) {
      fields_.worker(kthread.torn_off);
    }
    if (fields_.live(!system_.apcs.empty())) {
      apcs(kthread, id);
      if (fields_.live(kthread.apc.valid() || system_.knock_outs.any())) {
        apc_in_service(kthread, id);
      }
    }
  }

  // Where it is and what it waits for.
  void execution(KThread& kthread, ThreadId id) {
    const auto wait = fields_.bits(kthread.wait, 4);
    const auto wait_done = fields_.bits(kthread.wait_done);
    const auto wake_pending = fields_.bits(kthread.wake_pending);
    const auto terminating = fields_.bits(kthread.terminating, machine_.layout().deletions ? 2 : 1);
    const auto depth = fields_.bits(kthread.stack.depth, bits_for(kKernelStackDepth));
    if (system_.is_worker(id)) {
      fields_.together(wait, wait_done, wake_pending, terminating, depth,
                       fields_.a_primary(kthread.queue));
    } else {
      fields_.together(wait, wait_done, wake_pending, terminating, depth,
                       fields_.a_worker(kthread.peer));
    }
  }

  void frames(KernelStack& stack) {
    const std::size_t depth = fields_.live(stack.depth, kKernelStackDepth);
    for (std::size_t i = 0; i < depth; ++i) {
      fields_.kernel_frame(stack.frames[i]);
    }
  }

  // With a primary's part of a disassociate APC.
  void apcs(KThread& kthread, ThreadId id) {
    const auto apc = fields_.an_apc(kthread.apc);
    const auto suspensions = fields_.count_of_apcs(kthread.suspensions);
    if (system_.is_worker(id)) {
      fields_.together(apc, suspensions, fields_.bits(kthread.suspend_holds));
    } else {
      fields_.together(apc, suspensions, fields_.count_of_workers(kthread.requests),
                       fields_.a_worker(kthread.asked_by), fields_.a_worker(kthread.torn_off));
    }
  }

  // What was seen of the lock is of use only between the peek and its use.
  void apc_in_service(KThread& kthread, ThreadId id) {
    if (!fields_.live(system_.is_worker(id))) {
      return;
    }
    fields_.together(fields_.bits(kthread.apc_locked), fields_.bits(kthread.apc_on_user),
                     fields_.a_primary(kthread.asks));
    if (fields_.live(kthread.asks.valid())) {
      fields_.number(kthread.answer, 3);
    }
    const bool waits_its_turn = kthread.asks.valid() && kthread.answer == Answer::none;
    if (fields_.live(liveness_.several_askers() && waits_its_turn)) {
      fields_.worker_count(kthread.behind);
    }
    const StepRef next = kthread.stack.depth != 0 ? kthread.stack.top() : StepRef{};
    if (fields_.live(is_in(next, RoutineId::fig13_apc) || is_in(next, RoutineId::fig08_staging))) {
      fields_.flag(kthread.seen_locked);
      fields_.primary(kthread.seen_cid);
      fields_.rounds(kthread.rounds);
    }
  }

  void user(ThreadId id) {
    UserPortion& user = arrays_.users[id.at()];
    if (fields_.live(liveness_.runs_program(system_, id))) {
      fields_.flag(user.page_present);
      for (std::uint16_t& done : user.loop_done) {
        fields_.repeats(done);
      }
    }
    if (fields_.live(liveness_.is_primary(id))) {
      scheduling(id, user);
    }
  }

  // Of a primary that has ended only what it leaves behind counts.
  void scheduling(ThreadId id, UserPortion& user) {
    if (fields_.live(liveness_.schedulers().departures)) {
      // With no more than two one at most leaves something to an heir.
      liveness_.schedulers().lines ? fields_.primary_count(user.departed)
                                   : fields_.flag(user.departed);
      fields_.flag(user.idle);
    }
    const bool lives = user.departed == 0;
    const bool has_upcall = arrays_.kthreads[id.at()].state != ThreadState::ended;
    if (fields_.live(lives)) {
      fields_.together(fields_.bits(user.depth, bits_for(kUserStackDepth)),
                       fields_.a_worker(user.hint));
      callers(user);
    }
    fields_.together(fields_.a_worker(user.hand), fields_.a_worker(user.chain),
                     fields_.a_worker(user.walked));
    if (fields_.live(has_upcall || user.hand.valid())) {
      fields_.number(user.reason, 2);
    }
    if (fields_.live(liveness_.schedulers().procedures)) {
      fields_.number(user.status, 4);
      fields_.number(user.upcall, 2);
    }
    if (fields_.live(lives && liveness_.schedulers().steal)) {
      fields_.scheduler(user.victim);
    }
  }

  void callers(UserPortion& user) {
    const std::size_t depth = fields_.live(user.depth, kUserStackDepth);
    for (std::size_t i = 0; i < depth; ++i) {
      fields_.user_frame(user.callers[i]);
    }
  }

  // The instruction that asked for a service is of use only for its cost.
  void trap(ThreadId id) {
    const bool is_worker = system_.is_worker(id);
    KThread& kthread = arrays_.kthreads[id.at()];
    TrapFrame& trap = kthread.trap;
    fields_.flag(trap.valid);
    if (fields_.live(trap.valid != 0)) {
      fields_.together(fields_.bits(trap.full), fields_.a_service(trap.service));
      if (fields_.live(liveness_.has_placed_faults())) {
        fields_.flag(trap.placed);
      }
      if (fields_.live(!is_worker || system_.follows_windows() || liveness_.api().conversions)) {
        fields_.thread(trap.teb);
        if (fields_.live(liveness_.forged_tebs())) {
          fields_.flag(kthread.forged_teb);
        }
      }
    }
    const TrapFrame* source = liveness_.source_of(id);
    if (fields_.live(trap.valid != 0 || source != nullptr)) {
      const bool full = KeyLiveness::is_full(trap, source);
      registers_.in_use(trap.registers, full, is_worker ? id : ThreadId());
    }
  }

  void cpu(Cpu& cpu) {
    if (fields_.live(system_.knocked_out(KnockOut::claim_store_buffer))) {
      fields_.worker(cpu.buffered_claim);
    }
    fields_.thread(cpu.current);
    if (!fields_.live(cpu.current.valid())) {
      return;
    }
    fields_.number(cpu.mode, 1);
    const bool user_mode = cpu.mode == Mode::user;
    const bool entering = !user_mode && cpu.current.valid() && liveness_.is_entering(cpu.current);
    if (fields_.live(user_mode)) {
      fields_.thread(cpu.teb);
    }
    if (fields_.live(user_mode && liveness_.forged_tebs())) {
      fields_.flag(cpu.forged_teb);
    }
    if (fields_.live(user_mode || entering)) {
      registers_.in_use(cpu.registers, true, ThreadId());
    }
  }

  // Whose the hand is every attempt writes anew, and how it ended every failure. Where a primary
  // may be ended its heirs look at both.
  void attempt(ThreadId id) {
    UserPortion& user = arrays_.users[id.at()];
    const bool has_hand = liveness_.is_primary(id) && user.hand.valid();
    const bool has_heirs = liveness_.schedulers().departures;
    if (fields_.live(has_hand && (has_heirs || liveness_.is_attempting(id)))) {
      fields_.flag(user.hand_owned);
    }
    if (fields_.live(has_hand && (user.departed != 0 || liveness_.has_failed(id)))) {
      fields_.number(user.outcome, 3);
    }
  }

  void context(ThreadId id) {
    Context& context = machine_.context(id);
    fields_.together(fields_.a_primary(context.lock.cid), fields_.bits(context.lock.holders, 2),
                     fields_.a_worker(context.next), fields_.bits(context.terminated),
                     fields_.bits(context.suspended), fields_.bits(context.on_list),
                     fields_.bits(context.yielding));
    const bool kept = system_.lists_change() || system_.knocked_out(KnockOut::yield_through_kernel);
    if (fields_.live(kept || liveness_.knows_primary(id))) {
      fields_.primary(context.primary);
    }
    if (fields_.live(system_.knocked_out(KnockOut::publish_after_link))) {
      fields_.worker(context.link_to);
    }
    if (fields_.live(liveness_.api().contexts)) {
      fields_.number(context.state, 2);
    }
    if (fields_.live(liveness_.api().user_contexts)) {
      fields_.number(context.user_context, 8);
    }
    if (fields_.live(context.terminated == 0 || system_.knock_outs.any())) {
      registers_.saved(context, id);
    }
  }

  void note(WorkerNote& note) {
    fields_.together(fields_.a_worker(note.next_ready),
                     fields_.bits(note.queued, liveness_.schedulers().set_aside ? 2 : 1),
                     fields_.bits(note.retired));
  }

  // Of the two counters only their difference counts: who has filled the list and not yet set its
  // event. A primary that ends may be at that while its worker comes round again.
  void list(CompletionList& list) {
    fields_.together(fields_.a_worker(list.head), fields_.bits(list.signalled),
                     fields_.bits(list.shutting_down));
    if (fields_.live(liveness_.schedulers().help_out)) {
      fields_.flag(list.work);
    }
    if (fields_.live(liveness_.api().lists)) {
      fields_.flag(list.absent);
    }
    if (fields_.live(liveness_.schedulers().departures)) {
      fields_.flag(list.departed);
    }
    std::uint32_t missing = list.filled - list.signals;
    const bool primaries_push = liveness_.schedulers().departures || machine_.layout().deletions;
    primaries_push ? fields_.thread_count(missing) : fields_.worker_count(missing);
    if constexpr (Codec::kUnpacks) {
      list.filled = missing;
    }
  }

  void scheduler(Scheduler& scheduler) {
    fields_.together(fields_.a_worker(scheduler.first), fields_.a_worker(scheduler.last),
                     fields_.count_of_workers(scheduler.live));
    if (fields_.live(liveness_.schedulers().help_out)) {
      fields_.together(fields_.count_of_primaries(scheduler.idle), fields_.bits(scheduler.waking));
    }
    if (fields_.live(liveness_.schedulers().go_round)) {
      fields_.worker(scheduler.position);
    }
  }

  KeyFields<Codec>& fields_;
  const Machine machine_;
  const System& system_;
  const KeyArrays arrays_;
  const KeyLiveness& liveness_;
  KeyRegisters<Codec> registers_;
  KeyWaits<Codec> waits_;
  KeyPaging<Codec> paging_;
  KeyDebug<Codec> debug_;
};

}  // namespace umsim
