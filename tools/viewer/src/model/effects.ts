// What each kind of event says about the state of the machine: a row a kind.

import type {Events} from "../trace/events.ts";
import {NONE, type Kind} from "../trace/report.ts";
import {type Machine, Mode} from "./machine.ts";

interface Fields {
  readonly cpu: number;
  readonly thread: number;
  readonly object: number;
  readonly old: number;
  readonly new: number;
}
type Effect = (machine: Machine, event: Fields) => void;

const put = (view: Int32Array, index: number, value: number): void => {
  if (index < view.length) view[index] = value;
};

const apcState = (state: number): Effect => (machine, event) =>
    put(machine.apc.state, event.object, state);
const signalled: Effect = (machine, event) =>
    put(machine.object.signalled, event.object, event.new);
const runs = (machine: Machine, cpu: number, user: number, mode: Mode): void => {
  put(machine.cpu.user, cpu, user);
  put(machine.cpu.mode, cpu, mode);
};

export const EFFECTS: Readonly<Record<string, Effect>> = {
  thread_switch: (machine, event) => {
    put(machine.cpu.thread, event.cpu, event.new);
    runs(machine, event.cpu, NONE, event.new === NONE ? Mode.idle : Mode.kernel);
    put(machine.cpu.teb, event.cpu, NONE);  // until it returns to user mode, which loads one
    put(machine.thread.parked, event.new, 0);
  },
  cpu_idle: (machine, event) => {
    put(machine.cpu.thread, event.cpu, NONE);
    runs(machine, event.cpu, NONE, Mode.idle);
    put(machine.cpu.teb, event.cpu, NONE);
  },
  kernel_entry: (machine, event) => runs(machine, event.cpu, event.thread, Mode.kernel),
  kernel_exit: (machine, event) => runs(machine, event.cpu, event.object, Mode.user),
  ums_switch: (machine, event) => {
    put(machine.cpu.user, event.cpu, event.object);
    put(machine.thread.primary, event.object, event.thread);
  },
  ums_yield: (machine, event) => {
    put(machine.cpu.user, event.cpu, event.thread);
    put(machine.thread.primary, event.object, NONE);
  },
  directed_switch: (machine, event) => put(machine.thread.primary, event.object, NONE),
  upcall: (machine, event) => put(machine.cpu.user, event.cpu, event.thread),
  lock_transition: (machine, event) => put(machine.thread.lock, event.thread, event.new),
  teb_load: (machine, event) => put(machine.cpu.teb, event.cpu, event.new),
  list_push: (machine, event) => machine.push(event.thread, event.object),
  list_signal: (machine, event) => put(machine.list.signalled, event.object, 1),
  list_dequeue: (machine, event) => {
    machine.empty(event.object);
    put(machine.list.signalled, event.object, 0);
  },
  block: (machine, event) => put(machine.thread.wait, event.thread, event.new),
  list_freed: (machine, event) => {
    machine.empty(event.object);
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
    put(machine.thread.ended, event.thread, 1);
    put(machine.thread.wait, event.thread, 0);
  },
  suspended: (machine, event) => put(machine.thread.suspended, event.thread, event.new),
  resumed: (machine, event) => put(machine.thread.suspended, event.thread, event.new),
  object_set: signalled,
  object_wait: signalled,
  object_reset: (machine, event) => put(machine.object.signalled, event.object, 0),
  timer_start: (machine, event) => put(machine.object.signalled, event.object, 0),
};

// Effects by the number of the kind.
export type EffectTable = readonly(Effect|undefined)[];

export function effectTable(kinds: readonly Kind[]): EffectTable {
  return kinds.map((kind) => EFFECTS[kind.name]);
}

export function applyEvent(machine: Machine, events: Events, i: number, table: EffectTable): void {
  const effect = table[events.kind[i]];
  if (effect === undefined) return;
  effect(machine, {
    cpu: events.cpu[i],
    thread: events.thread[i],
    object: events.object[i],
    old: events.oldLow[i],
    new: events.newLow[i],
  });
}
