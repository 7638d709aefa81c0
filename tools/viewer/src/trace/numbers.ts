// Numbers as umsim writes them in reports: LEB128 (traces/html_numbers.h), in base64.

import {TWO_32} from "./events.ts";

// Bytes that are none of umsim's: the report was cut, or somebody has edited it.
export class BlockError extends Error {}

// The high half of the latest number stands beside it.
export class Numbers {
  high = 0;
  private at: number;

  constructor(
      private readonly bytes: Uint8Array,
      begin = 0,
      private readonly end = bytes.length,
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
