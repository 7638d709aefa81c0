// Two traces beside each other: event by event, and where they part.
//
// Events stand at the same place in both when everything that a trace says of them is the same, by
// name: an index may mean another thread in another scenario.

import type {Trace} from "../trace/document.ts";
import {NONE, queueNames, type Named, type Report} from "../trace/report.ts";

// For each index of `theirs` the one that has the same name here; -1 where nothing has.
function translation(ours: readonly string[], theirs: readonly string[]): number[] {
  return theirs.map((name) => ours.indexOf(name));
}

const namesOf = (things: readonly Named[]|undefined): string[] =>
    (things ?? []).map((thing) => thing.name);

export class Comparison {
  private readonly threads: number[];
  private readonly objects: Readonly<Record<string, number[]>>;

  // Both traces must be of one umsim, whose kinds and steps have the same numbers.
  constructor(
      readonly left: Trace,
      readonly right: Trace,
  ) {
    const ours = left.report.header;
    const theirs = right.report.header;
    this.threads = translation(
        ours.threads.map((thread) => thread.name), theirs.threads.map((thread) => thread.name));
    this.objects = {
      thread: this.threads,
      list: translation(ours.lists, theirs.lists),
      apc: translation(namesOf(ours.apcs), namesOf(theirs.apcs)),
      object: translation(namesOf(ours.objects), namesOf(theirs.objects)),
      queue: translation(queueNames(ours), queueNames(theirs)),
    };
  }

  get length(): number {
    return Math.max(this.left.events.count, this.right.events.count);
  }

  // True also where only one of the traces has an event at this place.
  differs(i: number): boolean {
    const a = this.left.events;
    const b = this.right.events;
    if (i >= a.count || i >= b.count) return true;
    const kind = this.kinds[a.kind[i]];
    return a.kind[i] !== b.kind[i] || a.cycles[i] !== b.cycles[i] || a.step[i] !== b.step[i] ||
        a.cpu[i] !== b.cpu[i] || a.cause[i] !== b.cause[i] ||
        a.thread[i] !== this.ours(this.threads, b.thread[i]) ||
        a.object[i] !== this.ours(this.objects[kind.object], b.object[i]) ||
        a.oldHigh[i] !== b.oldHigh[i] || a.newHigh[i] !== b.newHigh[i] ||
        a.oldLow[i] !== this.value(kind.old, b.oldLow[i]) ||
        a.newLow[i] !== this.value(kind.new, b.newLow[i]);
  }

  // The first place where they differ, or -1.
  first(): number {
    for (let i = 0; i < this.length; i++)
      if (this.differs(i)) return i;
    return -1;
  }

  private get kinds(): Report["kinds"] {
    return this.left.report.kinds;
  }

  private ours(names: readonly number[]|undefined, index: number): number {
    return names === undefined || index === NONE ? index : names[index] ?? index;
  }

  private value(meaning: string, low: number): number {
    if (meaning === "thread") return this.ours(this.threads, low);
    return meaning === "lock" ? this.ours(this.threads, low >>> 8) * 256 + (low & 255) : low;
  }
}
