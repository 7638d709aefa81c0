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
    const machine = new Machine(report.header);
    beginLocks(machine, report, events);
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

// A lock is from the beginning what its first transition says that it was.
function beginLocks(machine: Machine, report: Report, events: Events): void {
  const transition = report.kinds.findIndex((kind) => kind.name === "lock_transition");
  const begun = new Set<number>();
  const locks = machine.thread.lock;
  for (let i = 0; i < events.count && begun.size < locks.length; i++) {
    if (events.kind[i] !== transition || begun.has(events.thread[i])) continue;
    begun.add(events.thread[i]);
    locks[events.thread[i]] = events.oldLow[i];
  }
}
