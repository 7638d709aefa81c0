// Arrows: what goes from one thread to another, and from the arrival of an APC to its body.

import type {Events} from "../trace/events.ts";
import {NONE, type Report} from "../trace/report.ts";

export type ArrowClass = "switch"|"directed"|"release"|"apc";

export interface Arrow {
  readonly kind: ArrowClass;
  readonly from: number;  // event
  readonly to: number;
  readonly fromThread: number;  // NONE: the lane of the APC
  readonly toThread: number;
  readonly apc: number;
}

// How the event's fields say who is at the arrow's ends.
const BY_KIND: Readonly < Record < string, {
  kind: ArrowClass;
  back: boolean
}
>> = {
  ums_switch: {kind: "switch", back: false},  // thread to object
  ums_yield: {kind: "switch", back: true},    // object to thread
  directed_switch: {kind: "directed", back: false},
  queue_release: {kind: "release", back: false},
  disassociate_sent: {kind: "apc", back: false},
  disassociate_answered: {kind: "apc", back: false},
};

// Arrows of events [from, to), in order, at most `most`.
export function arrowsBetween(
    report: Report,
    events: Events,
    from: number,
    to: number,
    most: number,
    ): Arrow[] {
  const rules = report.kinds.map((kind) => BY_KIND[kind.name]);
  const begin = report.kinds.findIndex((kind) => kind.name === "apc_begin");
  const arrows: Arrow[] = [];
  for (let i = Math.max(0, from); i < to && arrows.length < most; i++) {
    const rule = rules[events.kind[i]];
    const ends = [events.thread[i], events.object[i]];
    if (rule !== undefined) {
      if (rule.back) ends.reverse();
      arrows.push(
          {kind: rule.kind, from: i, to: i, fromThread: ends[0], toThread: ends[1], apc: NONE});
    } else if (events.kind[i] === begin) {
      const cause = events.causeOf(i);
      if (cause < 0) continue;
      arrows.push(
          {kind: "apc", from: cause, to: i, fromThread: NONE, toThread: ends[0], apc: ends[1]});
    }
  }
  return arrows;
}
