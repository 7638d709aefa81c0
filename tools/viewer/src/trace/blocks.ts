// Reads the blocks of events that umsim writes (traces/html_columns.h says what is in them).

import {Events, TWO_32} from "./events.ts";
import {NONE, type Kind} from "./report.ts";

// A block that is none: the report was cut, or somebody has edited it.
export class BlockError extends Error {}

const COLUMNS = 10;
const MOST_EVENTS = 1 << 20;  // of one block

// Numbers in LEB128; the high half of the latest one stands beside it.
class Numbers {
  high = 0;
  private at: number;

  constructor(
      private readonly bytes: Uint8Array,
      begin: number,
      private readonly end: number,
  ) {
    this.at = begin;
  }

  low(): number {
    let value = 0;
    let scale = 1;
    this.high = 0;
    for (;;) {
      if (this.at >= this.end) throw new BlockError("a block ends early");
      const byte = this.bytes[this.at++];
      if (scale <= 2 ** 28) {
        value += (byte & 127) * scale;  // below 2^35
        scale *= 128;
      } else {
        return this.wide(value, byte);
      }
      if (byte < 128) return value;
    }
  }

  // Goes on with the sixth byte, whose lowest bit is bit 35.
  private wide(value: number, sixth: number): number {
    let all = BigInt(value);
    let shift = 35n;
    for (let byte = sixth;; byte = this.bytes[this.at++] as number) {
      all |= BigInt(byte & 127) << shift;
      if (byte < 128) break;
      shift += 7n;
      if (this.at >= this.end || shift > 63n) throw new BlockError("a number has no end");
    }
    const exact = BigInt.asUintN(64, all);
    this.high = Number(exact >> 32n);
    return Number(exact & 0xffffffffn);
  }

  // The number as a whole; exact below 2^53.
  number(): number {
    const low = this.low();
    return low + this.high * TWO_32;
  }

  part(): Numbers {
    const length = this.number();
    const begin = this.at;
    this.at += length;
    if (this.at > this.end) throw new BlockError("a block ends early");
    return new Numbers(this.bytes, begin, this.at);
  }
}

const index = (packed: number): number => (packed === 0 ? NONE : packed - 1);

function unpacked(meaning: string, value: number): number {
  if (meaning === "thread") return index(value);
  return meaning === "lock" ? index(value >>> 8) * 256 + (value & 255) : value;
}

// Appends the events of a block. Throws BlockError, and then has appended none.
export function readBlock(bytes: Uint8Array, kinds: readonly Kind[], events: Events): void {
  const numbers = new Numbers(bytes, 0, bytes.length);
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

export function bytesOf(base64: string): Uint8Array {
  let text: string;
  try {
    text = atob(base64);
  } catch {
    throw new BlockError("a block is not base64");
  }
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
