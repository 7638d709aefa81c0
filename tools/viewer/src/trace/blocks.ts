// Reads the blocks of events that umsim writes (traces/html_columns.h says what is in them).

import {Events, TWO_32} from "./events.ts";
import {BlockError, Numbers} from "./numbers.ts";
import {NONE, type Kind} from "./report.ts";

const COLUMNS = 10;
const MOST_EVENTS = 1 << 20;  // of one block

const index = (packed: number): number => (packed === 0 ? NONE : packed - 1);

function unpacked(meaning: string, value: number): number {
  if (meaning === "thread") return index(value);
  return meaning === "lock" ? index(value >>> 8) * 256 + (value & 255) : value;
}

// Appends the events of a block. Throws BlockError, and then has appended none.
export function readBlock(bytes: Uint8Array, kinds: readonly Kind[], events: Events): void {
  const numbers = new Numbers(bytes);
  const count = numbers.number();
  if (count > MOST_EVENTS) throw new BlockError("a block has too many events");
  let id = numbers.number() - 1;
  let cycles = numbers.number();
  const columns = Array.from({length: COLUMNS}, () => numbers.part());
  const [kind, step, cpu, thread, object, older, newer, time, ids, cause] = columns as [
    Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers,
  ];
  events.reserve(count);
  for (let i = events.count; i < events.count + count; i++) {
    const info = kinds[(events.kind[i] = kind.low())];
    if (info === undefined) throw new BlockError("an event is of no known kind");
    events.step[i] = step.low();
    events.cpu[i] = index(cpu.low());
    events.thread[i] = index(thread.low());
    events.object[i] = index(object.low());
    events.oldLow[i] = info.old === "nothing" ? 0 : splitValue(older, info.old, events.oldHigh, i);
    events.newLow[i] = info.new === "nothing" ? 0 : splitValue(newer, info.new, events.newHigh, i);
    events.cycles[i] = cycles += time.number();
    events.id[i] = id += ids.number() + 1;
    const back = cause.number();
    events.cause[i] = back === 0 ? 0 : id - back;
  }
  events.count += count;
}

function splitValue(from: Numbers, meaning: string, high: Uint32Array, i: number): number {
  const value = from.low();
  high[i] = from.high + Math.floor(value / TWO_32);
  return unpacked(meaning, value % TWO_32);
}
