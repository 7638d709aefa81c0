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

// Liveness must outlive it.
template <class Codec>
class KeyDescription {
 public:
  using Fields = KeyFields<Codec>;

  KeyDescription(const Machine& machine, const KeyLiveness& liveness)
      : machine_(machine),
        system_(machine.system()),
        arrays_(machine),
        liveness_(liveness),
        registers_(machine, liveness),
        waits_(machine),
        paging_(machine),
        debug_(machine, liveness.debug_addresses()) {}

  // What a field's liveness is derived from comes before it.
  void describe(Fields& fields) {
    for (std::size_t i = 0; i < system_.apcs.size(); ++i) {
      event(fields, system_.apcs[i], machine_.apc(ApcId(i)));
    }
    describe_threads(fields);
    for (Cpu& running : arrays_.cpus) {
      cpu(fields, running);
    }
    paging_.describe(fields);
    debug_.describe(fields);
    for (std::size_t i = arrays_.workers; i < arrays_.threads_end(); ++i) {
      attempt(fields, ThreadId(i));
    }
    for (std::size_t i = 0; i < arrays_.workers; ++i) {
      context(fields, ThreadId(i));
      note(fields, machine_.note(ThreadId(i)));
    }
    describe_shared(fields);
  }

 private:
  // Visits count until they decide nothing any more.
  void event(Fields& fields, const ApcSpec& spec, Apc& apc) {
    fields.number(apc.state, 2);
    if (fields.live(spec.place.occurrence != 0 && apc.state == ApcState::expected)) {
      fields.number(apc.visits, bits_for(spec.place.occurrence));
    }
  }

  void describe_threads(Fields& fields) {
    for (std::size_t i = 0; i < arrays_.threads_end(); ++i) {
      registers_.newest(fields, ThreadId(i));
      kthread(fields, ThreadId(i));
    }
    for (std::size_t i = 0; i < arrays_.threads_end(); ++i) {
      user(fields, ThreadId(i));
    }
    for (std::size_t i = arrays_.workers; i < arrays_.threads_end(); ++i) {
      trap(fields, ThreadId(i));
    }
    for (std::size_t i = 0; i < arrays_.workers; ++i) {
      trap(fields, ThreadId(i));
      if (fields.live(!system_.apcs.empty())) {
        staging(fields, ThreadId(i));
      }
    }
  }

  // The staging area holds something from the indicator on.
  void staging(Fields& fields, ThreadId id) {
    TrapFrame& staging = machine_.staging(id);
    fields.flag(staging.valid);
    if (fields.live(staging.valid != 0)) {
      fields.together(fields.bits(staging.full), fields.a_service(staging.service));
      if (fields.live(liveness_.has_placed_faults())) {
        fields.flag(staging.placed);
      }
    }
    if (fields.live(staging.valid != 0 || liveness_.is_pulling(id))) {
      const bool full = KeyLiveness::is_full(staging, liveness_.source_of(id));
      registers_.in_use(fields, staging.registers, full, id);
    }
  }

  void describe_shared(Fields& fields) {
    for (std::size_t i = 0; i < system_.lists.size(); ++i) {
      list(fields, machine_.list(ListId(i)));
    }
    for (std::size_t i = 0; i < system_.schedulers.size(); ++i) {
      scheduler(fields, machine_.scheduler(SchedulerId(i)));
    }
    for (std::size_t i = 0; i < system_.queues.size(); ++i) {
      fields.worker(machine_.queue(QueueId(i)).first);
      fields.worker(machine_.queue(QueueId(i)).last);
    }
    waits_.objects(fields);
    for (std::size_t i = 0; machine_.layout().deletions && i < system_.processes.size(); ++i) {
      fields.flag(machine_.process(ProcessId(i)).deleting);
      fields.flag(machine_.process(ProcessId(i)).deleted);
    }
    Globals& globals = machine_.globals();
    fields.together(fields.a_thread(globals.torn), fields.a_thread(globals.lost_yield),
                    fields.bits(globals.underflow));
  }

  void kthread(Fields& fields, ThreadId id) {
    KThread& kthread = arrays_.kthreads[id.at()];
    fields.number(kthread.state, 3);
    const bool enters = liveness_.schedulers().enter && system_.enters_scheduling(id);
    if (fields.live(enters || (liveness_.api().conversions && system_.is_worker(id)))) {
      fields.flag(kthread.standard);
    }
    if (!fields.live(kthread.state != ThreadState::ended)) {
      return;
    }
    execution(fields, kthread, id);
    waits_.thread(fields, id, kthread);
    const bool waits_for_list = kthread.wait == WaitReason::list && kthread.wait_done == 0;
    if (liveness_.schedulers().lines && fields.live(waits_for_list)) {
      fields.primary_count(kthread.behind);
    }
    if (system_.knocked_out(KnockOut::no_aba)) {
      fields.flag(kthread.queue_released);
    }
    frames(fields, kthread.stack);
    if (fields.live(system_.lists_change() && liveness_.is_pushing(id))) {
      fields.scheduler(kthread.pushes_for);
    }
    // Without APCs only a primary that an exception ends gives a worker back (ENTRY-10).
    const bool excepts = system_.apcs.empty() && liveness_.forged_tebs();
    if (fields.live(excepts && !system_.is_worker(id))) {
      fields.worker(kthread.torn_off);
    }
    if (fields.live(!system_.apcs.empty())) {
      apcs(fields, kthread, id);
      if (fields.live(kthread.apc.valid() || system_.knock_outs.any())) {
        apc_in_service(fields, kthread, id);
      }
    }
  }

  // Where it is and what it waits for.
  void execution(Fields& fields, KThread& kthread, ThreadId id) {
    const auto wait = fields.bits(kthread.wait, 4);
    const auto wait_done = fields.bits(kthread.wait_done);
    const auto wake_pending = fields.bits(kthread.wake_pending);
    const auto terminating = fields.bits(kthread.terminating, machine_.layout().deletions ? 2 : 1);
    const auto depth = fields.bits(kthread.stack.depth, bits_for(kKernelStackDepth));
    if (system_.is_worker(id)) {
      fields.together(wait, wait_done, wake_pending, terminating, depth,
                      fields.a_primary(kthread.queue));
    } else {
      fields.together(wait, wait_done, wake_pending, terminating, depth,
                      fields.a_worker(kthread.peer));
    }
  }

  void frames(Fields& fields, KernelStack& stack) {
    const std::size_t depth = fields.live(stack.depth, kKernelStackDepth);
    for (std::size_t i = 0; i < depth; ++i) {
      fields.kernel_frame(stack.frames[i]);
    }
  }

  // With a primary's part of a disassociate APC.
  void apcs(Fields& fields, KThread& kthread, ThreadId id) {
    const auto apc = fields.an_apc(kthread.apc);
    const auto suspensions = fields.count_of_apcs(kthread.suspensions);
    if (system_.is_worker(id)) {
      fields.together(apc, suspensions, fields.bits(kthread.suspend_holds));
    } else {
      fields.together(apc, suspensions, fields.count_of_workers(kthread.requests),
                      fields.a_worker(kthread.asked_by), fields.a_worker(kthread.torn_off));
    }
  }

  // What was seen of the lock is of use only between the peek and its use.
  void apc_in_service(Fields& fields, KThread& kthread, ThreadId id) {
    if (!fields.live(system_.is_worker(id))) {
      return;
    }
    fields.together(fields.bits(kthread.apc_locked), fields.bits(kthread.apc_on_user),
                    fields.a_primary(kthread.asks));
    if (fields.live(kthread.asks.valid())) {
      fields.number(kthread.answer, 3);
    }
    const bool waits_its_turn = kthread.asks.valid() && kthread.answer == Answer::none;
    if (fields.live(liveness_.several_askers() && waits_its_turn)) {
      fields.worker_count(kthread.behind);
    }
    const StepRef next = kthread.stack.depth != 0 ? kthread.stack.top() : StepRef{};
    if (fields.live(is_in(next, RoutineId::fig13_apc) || is_in(next, RoutineId::fig08_staging))) {
      fields.flag(kthread.seen_locked);
      fields.primary(kthread.seen_cid);
      fields.rounds(kthread.rounds);
    }
  }

  void user(Fields& fields, ThreadId id) {
    UserPortion& user = arrays_.users[id.at()];
    if (fields.live(liveness_.runs_program(system_, id))) {
      fields.flag(user.page_present);
      for (std::uint16_t& done : user.loop_done) {
        fields.repeats(done);
      }
    }
    if (fields.live(liveness_.is_primary(id))) {
      scheduling(fields, id, user);
    }
  }

  // Of a primary that has ended only what it leaves behind counts.
  void scheduling(Fields& fields, ThreadId id, UserPortion& user) {
    if (fields.live(liveness_.schedulers().departures)) {
      // With no more than two one at most leaves something to an heir.
      liveness_.schedulers().lines ? fields.primary_count(user.departed)
                                   : fields.flag(user.departed);
      fields.flag(user.idle);
    }
    const bool lives = user.departed == 0;
    const bool has_upcall = arrays_.kthreads[id.at()].state != ThreadState::ended;
    if (fields.live(lives)) {
      fields.together(fields.bits(user.depth, bits_for(kUserStackDepth)),
                      fields.a_worker(user.hint));
      callers(fields, user);
    }
    fields.together(fields.a_worker(user.hand), fields.a_worker(user.chain),
                    fields.a_worker(user.walked));
    if (fields.live(has_upcall || user.hand.valid())) {
      fields.number(user.reason, 2);
    }
    if (fields.live(liveness_.schedulers().procedures)) {
      fields.number(user.status, 4);
      fields.number(user.upcall, 2);
    }
    if (fields.live(lives && liveness_.schedulers().steal)) {
      fields.scheduler(user.victim);
    }
  }

  void callers(Fields& fields, UserPortion& user) {
    const std::size_t depth = fields.live(user.depth, kUserStackDepth);
    for (std::size_t i = 0; i < depth; ++i) {
      fields.user_frame(user.callers[i]);
    }
  }

  // The instruction that asked for a service is of use only for its cost.
  void trap(Fields& fields, ThreadId id) {
    const bool is_worker = system_.is_worker(id);
    KThread& kthread = arrays_.kthreads[id.at()];
    TrapFrame& trap = kthread.trap;
    fields.flag(trap.valid);
    if (fields.live(trap.valid != 0)) {
      fields.together(fields.bits(trap.full), fields.a_service(trap.service));
      if (fields.live(liveness_.has_placed_faults())) {
        fields.flag(trap.placed);
      }
      if (fields.live(!is_worker || system_.follows_windows() || liveness_.api().conversions)) {
        fields.thread(trap.teb);
        if (fields.live(liveness_.forged_tebs())) {
          fields.flag(kthread.forged_teb);
        }
      }
    }
    const TrapFrame* source = liveness_.source_of(id);
    if (fields.live(trap.valid != 0 || source != nullptr)) {
      const bool full = KeyLiveness::is_full(trap, source);
      registers_.in_use(fields, trap.registers, full, is_worker ? id : ThreadId());
    }
  }

  void cpu(Fields& fields, Cpu& cpu) {
    if (fields.live(system_.knocked_out(KnockOut::claim_store_buffer))) {
      fields.worker(cpu.buffered_claim);
    }
    fields.thread(cpu.current);
    if (!fields.live(cpu.current.valid())) {
      return;
    }
    fields.number(cpu.mode, 1);
    const bool user_mode = cpu.mode == Mode::user;
    const bool entering = !user_mode && cpu.current.valid() && liveness_.is_entering(cpu.current);
    if (fields.live(user_mode)) {
      fields.thread(cpu.teb);
    }
    if (fields.live(user_mode && liveness_.forged_tebs())) {
      fields.flag(cpu.forged_teb);
    }
    if (fields.live(user_mode || entering)) {
      registers_.in_use(fields, cpu.registers, true, ThreadId());
    }
  }

  // Whose the hand is every attempt writes anew, and how it ended every failure. Where a primary
  // may be ended its heirs look at both.
  void attempt(Fields& fields, ThreadId id) {
    UserPortion& user = arrays_.users[id.at()];
    const bool has_hand = liveness_.is_primary(id) && user.hand.valid();
    const bool has_heirs = liveness_.schedulers().departures;
    if (fields.live(has_hand && (has_heirs || liveness_.is_attempting(id)))) {
      fields.flag(user.hand_owned);
    }
    if (fields.live(has_hand && (user.departed != 0 || liveness_.has_failed(id)))) {
      fields.number(user.outcome, 3);
    }
  }

  void context(Fields& fields, ThreadId id) {
    Context& context = machine_.context(id);
    fields.together(fields.a_primary(context.lock.cid), fields.bits(context.lock.holders, 2),
                    fields.a_worker(context.next), fields.bits(context.terminated),
                    fields.bits(context.suspended), fields.bits(context.on_list),
                    fields.bits(context.yielding));
    const bool kept = system_.lists_change() || system_.knocked_out(KnockOut::yield_through_kernel);
    if (fields.live(kept || liveness_.knows_primary(id))) {
      fields.primary(context.primary);
    }
    if (fields.live(system_.knocked_out(KnockOut::publish_after_link))) {
      fields.worker(context.link_to);
    }
    if (fields.live(liveness_.api().contexts)) {
      fields.number(context.state, 2);
    }
    if (fields.live(liveness_.api().user_contexts)) {
      fields.number(context.user_context, 8);
    }
    if (fields.live(context.terminated == 0 || system_.knock_outs.any())) {
      registers_.saved(fields, context, id);
    }
  }

  void note(Fields& fields, WorkerNote& note) {
    fields.together(fields.a_worker(note.next_ready),
                    fields.bits(note.queued, liveness_.schedulers().set_aside ? 2 : 1),
                    fields.bits(note.retired));
  }

  // Of the two counters only their difference counts: who has filled the list and not yet set its
  // event. A primary that ends may be at that while its worker comes round again.
  void list(Fields& fields, CompletionList& list) {
    fields.together(fields.a_worker(list.head), fields.bits(list.signalled),
                    fields.bits(list.shutting_down));
    if (fields.live(liveness_.schedulers().help_out)) {
      fields.flag(list.work);
    }
    if (fields.live(liveness_.api().lists)) {
      fields.flag(list.absent);
    }
    if (fields.live(liveness_.schedulers().departures)) {
      fields.flag(list.departed);
    }
    std::uint32_t missing = list.filled - list.signals;
    const bool primaries_push = liveness_.schedulers().departures || machine_.layout().deletions;
    primaries_push ? fields.thread_count(missing) : fields.worker_count(missing);
    if constexpr (Codec::kUnpacks) {
      list.filled = missing;
    }
  }

  void scheduler(Fields& fields, Scheduler& scheduler) {
    fields.together(fields.a_worker(scheduler.first), fields.a_worker(scheduler.last),
                    fields.count_of_workers(scheduler.live));
    if (fields.live(liveness_.schedulers().help_out)) {
      fields.together(fields.count_of_primaries(scheduler.idle), fields.bits(scheduler.waking));
    }
    if (fields.live(liveness_.schedulers().go_round)) {
      fields.worker(scheduler.position);
    }
  }

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
