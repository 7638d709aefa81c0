// Slices: what a lane shows over the whole trace; each lasts until the next one begins.
//
// A slice begins at an event, and its place on the axis follows from that; so the same slices serve
// an axis of time and one of events. Slices narrower than a pixel are drawn as one.

import {lowerBound} from "../trace/events.ts";

export const NOTHING = -1;

export class Slices {
  count = 0;
  events = new Uint32Array(16);  // which event begins it
  values = new Int32Array(16);   // NOTHING: a gap

  // Ends the slice that is open and begins one; nothing happens when the value stays.
  set(event: number, value: number): void {
    const last = this.count - 1;
    if (last >= 0 && this.values[last] === value) return;
    if (last < 0 && value === NOTHING) return;
    if (this.count === this.events.length) this.grow();
    this.events[this.count] = event;
    this.values[this.count] = value;
    this.count += 1;
  }

  // Begins a slice even when the value is the same.
  add(event: number, value: number): void {
    if (this.count === this.events.length) this.grow();
    this.events[this.count] = event;
    this.values[this.count++] = value;
  }

  // The slice that is open when the event has happened, or -1.
  at(event: number): number {
    return lowerBound(this.count, (i) => this.events[i] <= event) - 1;
  }

  private grow(): void {
    const events = new Uint32Array(this.count * 2);
    const values = new Int32Array(this.count * 2);
    events.set(this.events);
    values.set(this.values);
    this.events = events;
    this.values = values;
  }
}

// Where events are on the axis: their cycles, or their position in the trace.
export type Axis = Float64Array;

export interface Drawn {
  slice(begin: number, end: number, index: number): void;  // on the axis
  many(begin: number, end: number): void;                  // several that are too narrow
}

// Hands out what is to be seen of `slices` between `from` and `to`, left to right. What is narrower
// than `pixel` goes together with its neighbours, so that the cost depends on the width in pixels,
// not on how many slices there are.
export function visit(
    slices: Slices,
    axis: Axis,
    from: number,
    to: number,
    pixel: number,
    draw: Drawn,
    ): void {
  const {events, values, count} = slices;
  const last = axis.length === 0 ? 0 : axis[axis.length - 1];
  const begin = (i: number): number => (i < count ? axis[events[i]] : last);
  let i = Math.max(0, lowerBound(count, (j) => axis[events[j]] <= from) - 1);
  while (i < count && begin(i) < to) {
    const start = begin(i);
    const end = begin(i + 1);
    if (end - start >= pixel || i + 1 >= count) {
      if (values[i] !== NOTHING && end >= from) draw.slice(start, end, i);
      i += 1;
      continue;
    }
    const next = gallop(i + 1, count, (j) => begin(j) < start + pixel);
    const past = Math.max(next - 1, i + 1);  // a slice that is wide enough stands alone
    if (past > i + 1 || values[i] !== NOTHING) draw.many(start, Math.max(begin(past), start));
    i = past;
  }
}

// lowerBound for an answer that is likely to be near.
function gallop(first: number, count: number, before: (position: number) => boolean): number {
  let step = 1;
  let low = first;
  while (low + step < count && before(low + step)) {
    low += step;
    step *= 2;
  }
  const high = Math.min(count, low + step);
  return low + lowerBound(high - low, (i) => before(low + i));
}
