// What each kind of event says about the state of the machine: a row a kind. Who does what when is
// followed as in traces/activity.cpp; a test holds one against the other.

import type {Events} from "../trace/events.ts";
import {NONE, stepNamed, type Report} from "../trace/report.ts";
import {Kept, type Machine, Mode, Saved} from "./machine.ts";

interface Fields {
  readonly cpu: number;
  readonly thread: number;
  readonly object: number;
  readonly old: number;
  readonly new: number;
  readonly oldHigh: number;  // of addresses
  readonly newHigh: number;
  readonly step: number;
}
type Effect = (machine: Machine, event: Fields, words: Words) => void;

// Numbers of values that mean something for the state.
interface Words {
  readonly tornOff: number;          // an answer of FIG. 7
  readonly ready: number;            // a state of threads
  readonly suspension: number;       // the reason of a wait that no block has told
  readonly places: readonly Kept[];  // by ContextPlace
  readonly primaryFrame: number;     // a ContextPlace
  readonly resetEvent: number;       // a step
}

const put = (view: Int32Array, index: number, value: number): void => {
  if (index < view.length) view[index] = value;
};

const apcState = (state: number): Effect => (machine, event) =>
    put(machine.apc.state, event.object, state);
const signalled: Effect = (machine, event) =>
    put(machine.object.signalled, event.object, event.new);
const debugs: Effect = ({thread}, event) => {
  put(thread.debugTold, event.thread, 1);
  put(thread.debugLow, event.thread, event.new);
  put(thread.debugHigh, event.thread, event.newHigh);
};

// The newest registers of a thread are now in the frame of `keeper`, or where it says.
const keep = ({thread}: Machine, of: number, kept: Kept, keeper = NONE): void => {
  put(thread.kept, of, kept);
  put(thread.keeper, of, keeper);
};
const isInUserMode = ({cpu}: Machine, event: Fields): boolean => cpu.mode[event.cpu] === Mode.user;

// The thread has no CPU from here on.
const leave = ({thread}: Machine, of: number, step: number): void => put(thread.left, of, step);

const runs = (machine: Machine, cpu: number, user: number, mode: Mode): void => {
  put(machine.cpu.user, cpu, user);
  put(machine.cpu.mode, cpu, mode);
};

// Of the worker whose user portion a primary runs nobody has it any more.
const letGo = (machine: Machine, primary: number): void => {
  const worker = machine.inHand(primary);
  if (worker !== NONE) machine.thread.primary[worker] = NONE;
};

export const EFFECTS: Readonly<Record<string, Effect>> = {
  thread_switch: (machine, event) => {
    leave(machine, machine.cpu.thread[event.cpu], event.step);
    put(machine.cpu.registers, event.cpu, NONE);
    put(machine.cpu.thread, event.cpu, event.new);
    runs(machine, event.cpu, NONE, event.new === NONE ? Mode.idle : Mode.kernel);
    put(machine.cpu.teb, event.cpu, NONE);  // until it returns to user mode, which loads one
    put(machine.thread.parked, event.new, 0);
  },
  cpu_idle: (machine, event, words) => {
    const {ready, parked, wait} = machine.thread;
    put(ready, event.thread, event.new === words.ready ? 1 : 0);
    if (event.new !== words.ready && parked[event.thread] === 0 && wait[event.thread] === 0)
      put(wait, event.thread, words.suspension);
    leave(machine, event.thread, event.step);
    put(machine.cpu.registers, event.cpu, NONE);
    put(machine.cpu.thread, event.cpu, NONE);
    runs(machine, event.cpu, NONE, Mode.idle);
    put(machine.cpu.teb, event.cpu, NONE);
    put(machine.cpu.segmentLow, event.cpu, 0);
    put(machine.cpu.segmentHigh, event.cpu, 0);
    put(machine.cpu.debugLow, event.cpu, 0);
    put(machine.cpu.debugHigh, event.cpu, 0);
  },
  thread_ready: (machine, event, words) => {
    put(machine.thread.ready, event.thread, 1);
    if (machine.thread.wait[event.thread] === words.suspension)
      put(machine.thread.wait, event.thread, 0);
  },
  kernel_entry: (machine, event) => {
    put(machine.cpu.thread, event.cpu, event.object === NONE ? event.thread : event.object);
    runs(machine, event.cpu, event.thread, Mode.kernel);
    put(machine.cpu.registers, event.cpu, NONE);
    keep(machine, event.thread, Kept.frame, event.object);
  },
  // What runs then is what the CPU's thread has in hand (ENTRY-1).
  kernel_exit: (machine, event) => {
    const worker = machine.inHand(event.thread);
    put(machine.cpu.thread, event.cpu, event.thread);
    runs(machine, event.cpu, worker === NONE ? event.thread : worker, Mode.user);
    put(machine.cpu.registers, event.cpu, event.object);
    keep(machine, event.object, Kept.portion);
  },
  ums_switch: (machine, event) => {
    letGo(machine, event.thread);
    if (isInUserMode(machine, event)) {
      put(machine.cpu.registers, event.cpu, event.object);
      keep(machine, event.object, Kept.portion);
    } else {
      keep(machine, event.object, Kept.frame, event.thread);
    }
    keep(machine, event.thread, Kept.portion);
    put(machine.cpu.user, event.cpu, event.object);
    put(machine.thread.primary, event.object, event.thread);
  },
  ums_yield: (machine, event) => {
    put(machine.cpu.user, event.cpu, event.thread);
    put(machine.thread.primary, event.object, NONE);
  },
  context_saved: (machine, event) => {
    keep(machine, event.thread, Kept.portion);
    put(machine.thread.saved, event.thread, event.new === 1 ? Saved.full : Saved.reduced);
    // Of a user portion that saves itself the primary's runs on.
    if (isInUserMode(machine, event))
      put(machine.cpu.registers, event.cpu, machine.cpu.thread[event.cpu]);
  },
  context_moved: (machine, event, words) => {
    const comes = event.new === words.primaryFrame;
    // A primary's frame that has a worker's registers does not have its own.
    if (comes || event.old === words.primaryFrame) keep(machine, event.object, Kept.portion);
    keep(machine, event.thread, words.places[event.new], comes ? event.object : NONE);
  },
  context_terminated: (machine, event) => put(machine.thread.terminated, event.thread, 1),
  segment_load: ({cpu}, event) => {
    put(cpu.segmentLow, event.cpu, event.new);
    put(cpu.segmentHigh, event.cpu, event.newHigh);
  },
  debug_registers_loaded: ({cpu}, event) => {
    put(cpu.debugLow, event.cpu, event.new);
    put(cpu.debugHigh, event.cpu, event.newHigh);
  },
  debug_registers_set: debugs,
  page_mapped: ({thread}, event) => {
    put(thread.viewLow, event.thread, event.new);
    put(thread.viewHigh, event.thread, event.newHigh);
    put(thread.unmapped, event.thread, 0);
  },
  // The second mapping goes before the first one.
  page_unmapped: ({thread}, event) => {
    const second = thread.viewLow[event.thread] >>> 0 === event.old &&
        thread.viewHigh[event.thread] >>> 0 === event.oldHigh;
    if (!second) put(thread.unmapped, event.thread, 1);
    put(thread.viewLow, event.thread, 0);
    put(thread.viewHigh, event.thread, 0);
  },
  page_freed: ({thread}, event) => put(thread.freed, event.thread, 1),
  queue_push: (machine, event) => machine.enqueue(event.thread, event.object, event.old),
  queue_take: (machine, event) => machine.dequeue(event.thread),
  set_aside: ({thread}, event) => put(thread.aside, event.thread, event.new),
  list_event: ({list}, event) => {
    const bit = 1 << event.old;
    const others = list.events[event.object] & ~bit;
    put(list.events, event.object, event.new !== 0 ? others | bit : others);
  },
  disassociate_sent: ({thread}, event) =>
      put(thread.requests, event.object, thread.requests[event.object] + 1),
  apc_taken: ({thread}, event) => {
    if (event.object === NONE) put(thread.requests, event.thread, event.new);
  },
  scenario_event: apcState(4),
  process_deletion: apcState(4),
  directed_switch: (machine, event) => {
    letGo(machine, event.thread);
    put(machine.thread.parked, event.object, 0);  // its unpark is the event behind this one
  },
  upcall: (machine, event) => {
    letGo(machine, event.thread);
    put(machine.cpu.user, event.cpu, event.thread);
  },
  disassociate_answered: (machine, event, words) => {
    if (event.new === words.tornOff) letGo(machine, event.thread);
  },
  lock_transition: (machine, event) => put(machine.thread.lock, event.thread, event.new),
  teb_load: (machine, event) => put(machine.cpu.teb, event.cpu, event.new),
  list_push: (machine, event) => machine.push(event.thread, event.object),
  list_signal: (machine, event) => put(machine.list.signalled, event.object, 1),
  list_dequeue: (machine, event) => {
    machine.empty(event.object);
    put(machine.list.signalled, event.object, 0);
  },
  block: (machine, event) => {
    put(machine.thread.wait, event.thread, event.new);
    put(machine.thread.ready, event.thread, 0);  // it leaves its CPU in the event behind this one
  },
  list_freed: (machine, event) => {
    machine.empty(event.object);
    put(machine.list.events, event.object, 0);
    put(machine.list.freed, event.object, 1);
    put(machine.list.signalled, event.object, 0);
  },
  unblock: (machine, event) => put(machine.thread.wait, event.thread, 0),
  wait_given_up: (machine, event) => put(machine.thread.wait, event.thread, 0),
  queue_release: (machine, event) => put(machine.thread.wait, event.object, 0),
  park: (machine, event) => put(machine.thread.parked, event.thread, 1),
  unpark: (machine, event) => put(machine.thread.parked, event.thread, 0),
  apc_queued: apcState(1),
  apc_deferred: apcState(2),
  apc_begin: apcState(3),
  apc_end: apcState(4),
  thread_end: (machine, event) => {
    letGo(machine, event.thread);
    put(machine.thread.primary, event.thread, NONE);
    put(machine.thread.ended, event.thread, 1);
    keep(machine, event.thread, Kept.nowhere);
    put(machine.thread.wait, event.thread, 0);
  },
  suspended: (machine, event) => put(machine.thread.suspended, event.thread, event.new),
  resumed: (machine, event) => put(machine.thread.suspended, event.thread, event.new),
  object_set: (machine, event, words) => {
    signalled(machine, event, words);
    if (event.thread === NONE) put(machine.object.running, event.object, 0);
  },
  object_wait: signalled,
  // With its process a timer is freed as well.
  object_reset: ({object}, event, words) => {
    put(object.signalled, event.object, 0);
    if (event.step !== words.resetEvent) put(object.running, event.object, 0);
  },
  timer_start: ({object}, event) => {
    put(object.signalled, event.object, 0);
    put(object.running, event.object, 1);
  },
};

// Effects by the number of the kind.
type Writable<T> = {
  -readonly[K in keyof T]: T[K]
};

export interface EffectTable {
  readonly effects: readonly(Effect|undefined)[];
  readonly words: Words;
  readonly event: Writable<Fields>;  // of the one at hand: millions are followed
}

export function effectTable({kinds, routines, values}: Report): EffectTable {
  const kept = new Map(
      [["primary frame", Kept.frame], ["own frame", Kept.frame], ["staging", Kept.staging]]);
  const numberOf = (meaning: string, word: string): number => (values[meaning] ?? []).indexOf(word);
  return {
    effects: kinds.map((kind) => EFFECTS[kind.name]),
    words: {
      tornOff: numberOf("answer", "torn off"),
      ready: numberOf("thread_state", "ready"),
      suspension: numberOf("wait_reason", "suspension"),
      places: (values["context_place"] ?? []).map((place) => kept.get(place) ?? Kept.portion),
      primaryFrame: numberOf("context_place", "primary frame"),
      resetEvent: stepNamed(routines, "SERVICE.reset-event"),
    },
    event: {cpu: 0, thread: 0, object: 0, old: 0, new: 0, oldHigh: 0, newHigh: 0, step: 0},
  };
}

export function applyEvent(machine: Machine, events: Events, i: number, table: EffectTable): void {
  const effect = table.effects[events.kind[i]];
  if (effect === undefined) return;
  const {event} = table;
  event.cpu = events.cpu[i];
  event.thread = events.thread[i];
  event.object = events.object[i];
  event.old = events.oldLow[i];
  event.new = events.newLow[i];
  event.oldHigh = events.oldHigh[i];
  event.newHigh = events.newHigh[i];
  event.step = events.step[i];
  effect(machine, event, table.words);
}
