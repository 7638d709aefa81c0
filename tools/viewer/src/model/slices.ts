// Slices: what a lane shows over the whole trace; each lasts until the next one begins.
//
// A slice begins at an event, and its place on the axis follows from that; so the same slices serve
// an axis of time and one of events. Slices narrower than a pixel are drawn together, as the shares
// of the classes that their values are in.

import {lowerBound} from "../trace/events.ts";
import {type Axis, type Classed, type Widths, WidthsOf} from "./widths.ts";

export const NOTHING = -1;

const MOST_CLASSES = 48;  // the rarest go together

// The classes of a lane's values: 0 are gaps, the last one the rare ones, if there are such.
export interface Classes extends Classed {
  readonly values: readonly number[];  // of each class one value; NOTHING: of gaps and rare ones
}

export class Slices {
  count = 0;
  events = new Uint32Array(16);  // which event begins it
  values = new Int32Array(16);   // NOTHING: a gap
  private readonly known = new WidthsOf();
  private classified: Classes|null = null;

  // `kindOf` tells values apart that look different: a small number each.
  constructor(private readonly kindOf: (value: number) => number = () => 0) {}

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

  // Of slices that are complete.
  widths(axis: Axis): Widths {
    return this.known.on(axis, this.events, this.count);
  }

  // Of slices that are complete.
  get classes(): Classes {
    if (this.classified === null || this.classified.of.length !== this.count)
      this.classified = this.classify();
    return this.classified;
  }

  private classify(): Classes {
    const seen: {kind: number; value: number; times: number}[] = [];  // by kind
    for (let i = 0; i < this.count; i++) {
      const value = this.values[i];
      if (value === NOTHING) continue;
      const kind = this.kindOf(value);
      (seen[kind] ??= {kind, value, times: 0}).times += 1;
    }
    const kinds = seen.filter(Boolean).sort((a, b) => b.times - a.times);
    const own = kinds.length <= MOST_CLASSES ? kinds : kinds.slice(0, MOST_CLASSES - 1);
    const classOf = new Uint8Array(seen.length).fill(own.length + 1);
    own.sort((a, b) => a.kind - b.kind).forEach(({kind}, i) => (classOf[kind] = i + 1));
    const of = new Uint8Array(this.count);
    for (let i = 0; i < this.count; i++)
      if (this.values[i] !== NOTHING) of[i] = classOf[this.kindOf(this.values[i])];
    const values = [NOTHING, ...own.map((one) => one.value)];
    if (own.length < kinds.length) values.push(NOTHING);
    return {count: values.length, of, values};
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

export interface Drawn {
  slice(begin: number, end: number, index: number): void;  // on the axis
  many(begin: number, end: number): void;                  // several that are too narrow
}

// Hands out what is to be seen of `slices` between `from` and `to`, left to right. Neighbours that
// are narrower than `pixel` go together, as many as there are; so the cost depends on the width in
// pixels, not on how many slices there are.
export function visit(
    slices: Slices,
    axis: Axis,
    from: number,
    to: number,
    pixel: number,
    draw: Drawn,
    ): void {
  const {values, count} = slices;
  const widths = slices.widths(axis);
  let i = Math.max(0, lowerBound(count, (j) => widths.begin(j) <= from) - 1);
  while (i < count && widths.begin(i) < to) {
    const wide = Math.min(widths.next(i, pixel), count - 1);  // the last one stands alone
    if (wide > i) {
      if (wide > i + 1 || values[i] !== NOTHING) draw.many(widths.begin(i), widths.begin(wide));
      i = wide;
    } else {
      const end = widths.begin(i + 1);
      if (values[i] !== NOTHING && end >= from) draw.slice(widths.begin(i), end, i);
      i += 1;
    }
  }
}

// Events that are marked, in order.
export class Marks {
  private readonly known = new WidthsOf();

  constructor(readonly events: Uint32Array) {}

  // Hands out where marks stand between `from` and `to`; those that are less than `pixel` apart
  // together, from the first to the last of them.
  visit(
      axis: Axis, from: number, to: number, pixel: number,
      draw: (first: number, last: number) => void): void {
    const {events} = this;
    const widths = this.known.on(axis, events, events.length);
    let i = lowerBound(events.length, (j) => widths.begin(j) < from);
    while (i < events.length && widths.begin(i) <= to) {
      const last = Math.min(widths.next(i, pixel), events.length - 1);
      draw(widths.begin(i), widths.begin(last));
      i = last + 1;
    }
  }
}
