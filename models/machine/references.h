// Where the structs of a state name threads, schedulers, lists and events: every reference, once.
//
// A renaming of these things (models/machine/renaming.h) needs all of them; a test compares them
// with the table of the members.
#pragma once

#include "models/cpu/debug_registers.h"
#include "models/machine/state.h"

namespace umsim {

// refer() hands every reference in the struct to `visit`, as a ThreadId&, SchedulerId& or ApcId&,
// valid or not.
template <class Visit>
void refer(Registers& registers, Visit visit) {
  visit(registers.control.stack_owner);
}

template <class Visit>
void refer(Cpu& cpu, Visit visit) {
  visit(cpu.current);
  visit(cpu.teb);
  visit(cpu.buffered_claim);
  refer(cpu.registers, visit);
}

// The position of an instruction is an event's index when the fault is a placed one.
template <class Visit>
void refer(TrapFrame& trap, Visit visit) {
  visit(trap.teb);
  refer(trap.registers, visit);
  if (trap.placed != 0) {
    ApcId event(trap.instruction);
    visit(event);
    trap.instruction = event.value;
  }
}

template <class Visit>
void refer(KThread& kthread, Visit visit) {
  visit(kthread.apc);
  visit(kthread.seen_cid);
  visit(kthread.peer);
  visit(kthread.queue);
  visit(kthread.asks);
  visit(kthread.asked_by);
  visit(kthread.torn_off);
  visit(kthread.pushes_for);
  refer(kthread.trap, visit);
}

template <class Visit>
void refer(WaitBlock& block, Visit visit) {
  visit(block.next);
}

template <class Visit>
void refer(UserPortion& user, Visit visit) {
  visit(user.hand);
  visit(user.chain);
  visit(user.walked);
  visit(user.hint);
  visit(user.victim);
}

template <class Visit>
void refer(Context& context, Visit visit) {
  visit(context.lock.cid);
  visit(context.primary);
  visit(context.next);
  visit(context.link_to);
  refer(context.saved, visit);
}

template <class Visit>
void refer(CompletionList& list, Visit visit) {
  visit(list.head);
}

template <class Visit>
void refer(Scheduler& scheduler, Visit visit) {
  visit(scheduler.first);
  visit(scheduler.last);
  visit(scheduler.position);
}

template <class Visit>
void refer(Queue& queue, Visit visit) {
  visit(queue.first);
  visit(queue.last);
}

template <class Visit>
void refer(WorkerNote& note, Visit visit) {
  visit(note.next_ready);
}

template <class Visit>
void refer(DispatcherObject& object, Visit visit) {
  visit(object.first);
}

template <class Visit>
void refer(LentDebugRegisters& lent, Visit visit) {
  visit(lent.worker);
}

template <class Visit>
void refer(Globals& globals, Visit visit) {
  visit(globals.torn);
  visit(globals.lost_yield);
  visit(globals.surprised);
}

// These name nothing.
template <class Visit>
void refer(SwitchCounts&, Visit) {}
template <class Visit>
void refer(Apc&, Visit) {}
template <class Visit>
void refer(DebugRegisters&, Visit) {}

}  // namespace umsim
