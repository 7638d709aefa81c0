// The events of a trace, a typed array a field: a million take 45 MB.

import {NONE} from "./report.ts";

export const TWO_32 = 2 ** 32;

export class Events {
  count = 0;
  kind = new Uint8Array(0);
  step = new Uint16Array(0);  // 1 + 256 * routine + row, 0 none
  cpu = new Uint16Array(0);
  thread = new Uint16Array(0);
  object = new Uint16Array(0);
  oldLow = new Uint32Array(0);  // values have 64 bits; indices and words need the low half only
  oldHigh = new Uint32Array(0);
  newLow = new Uint32Array(0);
  newHigh = new Uint32Array(0);
  cycles = new Float64Array(0);
  id = new Float64Array(0);
  cause = new Float64Array(0);  // an id, 0 none

  // Makes room for `more` events behind those that there are.
  reserve(more: number): void {
    const wanted = this.count + more;
    if (wanted <= this.kind.length) return;
    const room = Math.max(wanted, this.kind.length * 2, 4096);
    const grown = <T extends {set(from: T): void}>(to: T, from: T): T => (to.set(from), to);
    this.kind = grown(new Uint8Array(room), this.kind);
    this.step = grown(new Uint16Array(room), this.step);
    this.cpu = grown(new Uint16Array(room), this.cpu);
    this.thread = grown(new Uint16Array(room), this.thread);
    this.object = grown(new Uint16Array(room), this.object);
    this.oldLow = grown(new Uint32Array(room), this.oldLow);
    this.oldHigh = grown(new Uint32Array(room), this.oldHigh);
    this.newLow = grown(new Uint32Array(room), this.newLow);
    this.newHigh = grown(new Uint32Array(room), this.newHigh);
    this.cycles = grown(new Float64Array(room), this.cycles);
    this.id = grown(new Float64Array(room), this.id);
    this.cause = grown(new Float64Array(room), this.cause);
  }

  // Position of the event with that id, or -1. Ids rise, and mostly by one.
  withId(id: number): number {
    if (this.count === 0) return -1;
    const guess = id - this.id[0];
    if (this.id[guess] === id && guess < this.count) return guess;
    const found = lowerBound(this.count, (i) => this.id[i] < id);
    return found < this.count && this.id[found] === id ? found : -1;
  }

  // How many events happen at `cycles` or before.
  countUntil(cycles: number): number {
    return lowerBound(this.count, (i) => this.cycles[i] <= cycles);
  }

  // Position of the event that made this one possible, or -1.
  causeOf(position: number): number {
    const cause = this.cause[position] ?? 0;
    return cause === 0 ? -1 : this.withId(cause);
  }

  get lastCycles(): number {
    return this.count === 0 ? 0 : this.cycles[this.count - 1];
  }
}

// The first position of [0, count) for which `before` no longer holds; it must hold for none
// behind.
export function lowerBound(count: number, before: (position: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(middle))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

export function isNone(index: number): boolean {
  return index === NONE;
}
