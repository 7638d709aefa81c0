// What each kind of event says about the state of the machine: a row a kind. Who does what when is
// followed as in traces/activity.cpp; a test holds one against the other.

import type {Events} from "../trace/events.ts";
import {NONE, type Report} from "../trace/report.ts";
import {type Machine, Mode} from "./machine.ts";

interface Fields {
  readonly cpu: number;
  readonly thread: number;
  readonly object: number;
  readonly old: number;
  readonly new: number;
}
type Effect = (machine: Machine, event: Fields, words: Words) => void;

// Numbers of values that mean something for the state.
interface Words {
  readonly tornOff: number;     // an answer of FIG. 7
  readonly ready: number;       // a state of threads
  readonly suspension: number;  // the reason of a wait that no block has told
}

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

// Of the worker whose user portion a primary runs nobody has it any more.
const letGo = (machine: Machine, primary: number): void => {
  const worker = machine.inHand(primary);
  if (worker !== NONE) machine.thread.primary[worker] = NONE;
};

export const EFFECTS: Readonly<Record<string, Effect>> = {
  thread_switch: (machine, event) => {
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
    put(machine.cpu.thread, event.cpu, NONE);
    runs(machine, event.cpu, NONE, Mode.idle);
    put(machine.cpu.teb, event.cpu, NONE);
  },
  thread_ready: (machine, event, words) => {
    put(machine.thread.ready, event.thread, 1);
    if (machine.thread.wait[event.thread] === words.suspension)
      put(machine.thread.wait, event.thread, 0);
  },
  kernel_entry: (machine, event) => {
    put(machine.cpu.thread, event.cpu, event.object === NONE ? event.thread : event.object);
    runs(machine, event.cpu, event.thread, Mode.kernel);
  },
  // What runs then is what the CPU's thread has in hand (ENTRY-1).
  kernel_exit: (machine, event) => {
    const worker = machine.inHand(event.thread);
    put(machine.cpu.thread, event.cpu, event.thread);
    runs(machine, event.cpu, worker === NONE ? event.thread : worker, Mode.user);
  },
  ums_switch: (machine, event) => {
    letGo(machine, event.thread);
    put(machine.cpu.user, event.cpu, event.object);
    put(machine.thread.primary, event.object, event.thread);
  },
  ums_yield: (machine, event) => {
    put(machine.cpu.user, event.cpu, event.thread);
    put(machine.thread.primary, event.object, NONE);
  },
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
export interface EffectTable {
  readonly effects: readonly(Effect|undefined)[];
  readonly words: Words;
}

export function effectTable({kinds, values}: Report): EffectTable {
  const numberOf = (meaning: string, word: string): number => (values[meaning] ?? []).indexOf(word);
  return {
    effects: kinds.map((kind) => EFFECTS[kind.name]),
    words: {
      tornOff: numberOf("answer", "torn off"),
      ready: numberOf("thread_state", "ready"),
      suspension: numberOf("wait_reason", "suspension"),
    },
  };
}

export function applyEvent(machine: Machine, events: Events, i: number, table: EffectTable): void {
  const effect = table.effects[events.kind[i]];
  if (effect === undefined) return;
  effect(
      machine, {
        cpu: events.cpu[i],
        thread: events.thread[i],
        object: events.object[i],
        old: events.oldLow[i],
        new: events.newLow[i],
      },
      table.words);
}
