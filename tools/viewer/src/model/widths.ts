// How much room on the axis each of many things has that stand there one after the other, so that
// those which are too narrow to be seen are passed over together, however many they are.
//
// A tree of maxima: each number of a level is the largest of sixteen of the level below. Of things
// that fall into classes the same sixteens have sums too: how much room each class takes before
// them.

import {lowerBound} from "../trace/events.ts";

// Where events are on the axis: their cycles, or their position in the trace.
export type Axis = Float64Array;

const FAN = 16;

// In which class each of the things is.
export interface Classed {
  readonly count: number;    // of classes
  readonly of : Uint8Array;  // by thing
}

export class Widths {
  private readonly levels: Float64Array[] = [];
  private starts = new Float64Array(0);  // where each sixteen begins
  private sums = new Float64Array(0);    // and by class, how much room is taken before

  // `events` says with which event each begins; the last one ends with the axis.
  constructor(
      private readonly events: Uint32Array,
      readonly count: number,
      private readonly axis: Axis,
  ) {
    let below = new Float64Array(count > FAN ? count : 0);
    for (let i = 0; i < below.length; i++) below[i] = this.width(i);
    while (below.length > FAN) {
      const level = new Float64Array(Math.ceil(below.length / FAN));
      for (let i = 0; i < below.length; i++) {
        const at = (i / FAN) | 0;
        if (below[i] > level[at]) level[at] = below[i];
      }
      this.levels.push(level);
      below = level;
    }
  }

  begin(i: number): number {
    return this.axis[i < this.count ? this.events[i] : this.axis.length - 1];
  }

  // The first from `i` on that has at least that width, or `count`.
  next(i: number, least: number): number {
    let at = i;
    let level = -1;  // -1: the things themselves
    for (;;) {
      const size = level < 0 ? this.count : this.levels[level].length;
      if (at >= size) return this.count;
      const width = level < 0 ? this.width(at) : this.levels[level][at];
      if (width >= least) {
        if (level < 0) return at;
        at *= FAN;
        level -= 1;
      } else {
        at += 1;
        // Behind the last of sixteen the level above knows whether the next ones matter.
        for (; at % FAN === 0 && level + 1 < this.levels.length; level += 1) at /= FAN;
      }
    }
  }

  // Writes to `room` how much each class takes of the axis up to `position`, and returns it. In
  // sixteens that are narrower than `grain` all things count as evenly spread.
  before(position: number, classed: Classed, room: Float64Array, grain = 0): Float64Array {
    const {count, of} = classed;
    if (this.starts.length === 0) this.sumUp(classed);
    const {starts, sums} = this;
    const at = Math.max(0, lowerBound(starts.length, (i) => starts[i] <= position) - 1);
    const width = at + 1 < starts.length ? starts[at + 1] - starts[at] : Infinity;
    if (width < grain) {
      const part = Math.max(0, position - starts[at]) / width;
      for (let c = 0, i = at * count; c < count; c++, i++)
        room[c] = sums[i] + part * (sums[i + count] - sums[i]);
      return room;
    }
    for (let c = 0; c < count; c++) room[c] = sums[at * count + c];
    const end = Math.min(this.count, (at + 1) * FAN);
    for (let i = at * FAN, begin = this.begin(i); i < end && begin < position; i++) {
      const next = this.begin(i + 1);
      room[of[i]] += Math.min(next, position) - begin;
      begin = next;
    }
    return room;
  }

  private sumUp({count, of}: Classed): void {
    const sixteens = Math.ceil(this.count / FAN);
    this.starts = new Float64Array(sixteens);
    this.sums = new Float64Array(sixteens * count);
    const room = new Float64Array(count);
    for (let i = 0; i < this.count; i++) {
      if (i % FAN === 0) {
        this.starts[i / FAN] = this.begin(i);
        this.sums.set(room, (i / FAN) * count);
      }
      room[of[i]] += this.width(i);
    }
  }

  private width(i: number): number {
    return this.begin(i + 1) - this.begin(i);
  }
}

// The widths on whichever axis is in use; those of another are forgotten.
export class WidthsOf {
  private latest: Widths|null = null;
  private axis: Axis|null = null;

  on(axis: Axis, events: Uint32Array, count: number): Widths {
    if (this.latest === null || this.axis !== axis || this.latest.count !== count) {
      this.latest = new Widths(events, count, axis);
      this.axis = axis;
    }
    return this.latest;
  }
}
