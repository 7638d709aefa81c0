// How two traces are aligned, as umsim has found it (traces/html_alignment.h).

import {BlockError, bytesOf, Numbers} from "./numbers.ts";

// A row in one word, in the order of umsim's enumeration.
export const HOW =
    ["same", "shifted", "changed", "moved here", "moved there", "only here", "only there"] as const;
export type How = typeof HOW[number];

// Which of the traces has an event in such a row.
const IN_FIRST = [true, true, true, true, false, true, false] as const;
const IN_SECOND = [true, true, true, false, true, false, true] as const;
const MOVED_HERE = HOW.indexOf("moved here");

interface Written {
  readonly same: number;
  readonly said: readonly string[];
  readonly rows: string;
}

// Positions in the traces; -1 where there is none.
export class Alignment {
  readonly same: number;              // events, from the beginning on
  readonly said: readonly string[];   // what it comes to
  readonly length: number;            // rows
  private readonly hows: Uint8Array;  // by row
  private readonly firsts: Int32Array;
  private readonly seconds: Int32Array;
  private readonly rowsOfFirst: Int32Array;  // by event
  private readonly rowsOfSecond: Int32Array;
  private readonly moved: Int32Array;  // by event where it is in the second trace
  private readonly movedBack: Int32Array;

  // Throws BlockError where the rows do not have just so many events.
  constructor(written: Written, first: number, second: number) {
    this.same = written.same;
    this.said = written.said;
    const numbers = new Numbers(bytesOf(written.rows));
    this.hows = howsOf(numbers, first + second);
    this.length = this.hows.length;
    this.firsts = positions(this.hows, IN_FIRST, first);
    this.seconds = positions(this.hows, IN_SECOND, second);
    this.rowsOfFirst = rowsOf(this.firsts, first);
    this.rowsOfSecond = rowsOf(this.seconds, second);
    this.moved = new Int32Array(first).fill(-1);
    this.movedBack = new Int32Array(second).fill(-1);
    for (let row = 0, place = 0; row < this.length; row++) {
      if (this.hows[row] !== MOVED_HERE) continue;
      const packed = numbers.number();
      place += packed % 2 === 0 ? packed / 2 : -(packed + 1) / 2;
      this.moved[this.firsts[row]] = place;
      this.movedBack[place] = this.firsts[row];
    }
  }

  how(row: number): How {
    return HOW[this.hows[row]];
  }

  // The events of a row; of one that has moved also the one in the other trace.
  first(row: number): number {
    const own = this.firsts[row];
    return own >= 0 ? own : this.movedBack[this.seconds[row]];
  }
  second(row: number): number {
    const own = this.seconds[row];
    return own >= 0 ? own : this.moved[this.firsts[row]];
  }

  // Those that stand in it.
  firstIn(row: number): number {
    return this.firsts[row];
  }
  secondIn(row: number): number {
    return this.seconds[row];
  }

  rowOfFirst(event: number): number {
    return this.rowsOfFirst[event] ?? -1;
  }
  rowOfSecond(event: number): number {
    return this.rowsOfSecond[event] ?? -1;
  }

  // The next row, forward or back, that is not the same in both; -1 where there is none.
  nextDifference(row: number, direction: 1|- 1): number {
    for (let i = row + direction; i >= 0 && i < this.length; i += direction) {
      if (this.how(i) !== "same" && this.how(i) !== "shifted") return i;
    }
    return -1;
  }
}

function howsOf(numbers: Numbers, most: number): Uint8Array {
  const hows = new Uint8Array(most);
  let rows = 0;
  for (let run = numbers.number(); run !== 0; run = numbers.number()) {
    const length = Math.floor(run / HOW.length);
    if (length === 0 || rows + length > most) throw new BlockError("the rows have no end");
    hows.fill(run % HOW.length, rows, rows + length);
    rows += length;
  }
  return hows.subarray(0, rows);
}

function positions(hows: Uint8Array, has: readonly boolean[], count: number): Int32Array {
  let next = 0;
  const found = new Int32Array(hows.length);
  for (let row = 0; row < hows.length; row++) found[row] = has[hows[row]] ? next++ : -1;
  if (next !== count) throw new BlockError("the rows are those of other traces");
  return found;
}

function rowsOf(events: Int32Array, count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let row = 0; row < events.length; row++)
    if (events[row] >= 0) rows[events[row]] = row;
  return rows;
}
