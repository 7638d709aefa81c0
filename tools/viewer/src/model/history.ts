// The machine's state at any event: copies every some thousand events, and what comes after them.

import type {Events} from "../trace/events.ts";
import type {Report} from "../trace/report.ts";
import {applyEvent, effectTable, type EffectTable} from "./effects.ts";
import {Machine} from "./machine.ts";

const EVENTS_OF_COPY = 2048;

export class History {
  private readonly copies: Machine[] = [];
  private readonly effects: EffectTable;

  // `before` has what led to the first event; `visit` sees the machine after each event, while the
  // copies are made.
  constructor(
      report: Report,
      private readonly events: Events,
      before: Events,
      visit: (machine: Machine, event: number) => void = () => {},
  ) {
    this.effects = effectTable(report);
    const machine = new Machine(report.header, kindsOf(report, [before, events]));
    beginAsTold(report, events, "lock_transition", (thread, event) => {
      machine.thread.lock[thread] = events.oldLow[event];
    });
    beginAsTold(report, events, "debug_registers_set", (thread, event) => {
      machine.thread.debugTold[thread] = 1;
      machine.thread.debugLow[thread] = events.oldLow[event];
      machine.thread.debugHigh[thread] = events.oldHigh[event];
    });
    for (let i = 0; i < before.count; i++) applyEvent(machine, before, i, this.effects);
    for (let i = 0; i < events.count; i++) {
      if (i % EVENTS_OF_COPY === 0) this.copies.push(machine.copy());
      applyEvent(machine, events, i, this.effects);
      visit(machine, i);
    }
    if (events.count === 0) this.copies.push(machine);
  }

  // The state after the first `count` events.
  after(count: number): Machine {
    const wanted = Math.max(0, Math.min(count, this.events.count));
    const copy = Math.min(Math.floor(wanted / EVENTS_OF_COPY), this.copies.length - 1);
    const machine = (this.copies[copy] as Machine).copy();
    for (let i = copy * EVENTS_OF_COPY; i < wanted; i++) {
      applyEvent(machine, this.events, i, this.effects);
    }
    return machine;
  }
}

function kindsOf(report: Report, traces: readonly Events[]): ReadonlySet<string> {
  const found = new Uint8Array(report.kinds.length);
  for (const {count, kind} of traces)
    for (let i = 0; i < count; i++) found[kind[i]] = 1;
  return new Set(report.kinds.filter((_, i) => found[i] === 1).map((kind) => kind.name));
}

// Of a thread that is from the beginning what its first event of a kind says that it was.
function beginAsTold(
    report: Report, events: Events, kind: string,
    begin: (thread: number, event: number) => void): void {
  const number = report.kinds.findIndex((one) => one.name === kind);
  const begun = new Set<number>();
  const threads = report.header.threads.length;
  for (let i = 0; i < events.count && begun.size < threads; i++) {
    if (events.kind[i] !== number || begun.has(events.thread[i])) continue;
    begun.add(events.thread[i]);
    begin(events.thread[i], i);
  }
}
