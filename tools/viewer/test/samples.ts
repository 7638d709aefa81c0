// A report made by hand for tests of the viewer's parts, and reports that umsim writes.

import {execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";

import {readBlock} from "../src/trace/blocks.ts";
import {Events} from "../src/trace/events.ts";
import {bytesOf} from "../src/trace/numbers.ts";

import {NONE, type Kind, type Report} from "../src/trace/report.ts";

export const KINDS: readonly Kind[] = [
  kind("thread_switch", "nothing", "thread", "thread", "{thread} gets the CPU"),
  kind("kernel_exit", "thread", "nothing", "nothing", "{thread} back in user mode"),
  kind("ums_switch", "thread", "nothing", "nothing", "{thread} => {object}"),
  kind("lock_transition", "thread", "lock", "lock", "lock {thread} {old} > {new}"),
  {
    ...kind("list_push", "list", "thread", "nothing", "{thread} -> list {object}"),
    phrase_of_none: "{thread} -> list {object} (was empty)"
  },
  kind("list_dequeue", "list", "thread", "nothing", "{thread} takes list {object}"),
  kind("block", "nothing", "nothing", "wait_reason", "{thread} blocks ({new})"),
  kind("cpu_idle", "nothing", "thread", "nothing", "{old} leaves the CPU"),
  kind("page_mapped", "nothing", "nothing", "address", "{thread} at {new}"),
  kind("unblock", "nothing", "nothing", "wait_reason", "{thread} can go on ({new})"),
];

function kind(
    name: string, object: Kind["object"], old: string, newer: string, phrase: string): Kind {
  return {name, object, old, new: newer, weight: "major", phrase};
}

// Two CPUs at 2 GHz; worker W1, which starts parked, and primary P1 with list L.
export const REPORT: Report = {
  report: 1,
  header: {
    scenario: "small",
    title: "A small system",
    engine: "timed",
    seed: 1,
    steps: false,
    machine: {profile: "unit", cpus: 2, clock_mhz: 2000},
    threads: [
      {name: "W1", kind: "worker", scheduler: "S", parked: true},
      {name: "P1", kind: "primary", scheduler: "S", parked: false},
    ],
    schedulers: [{name: "S", list: "L"}],
    lists: ["L"],
    apcs: [],
    knock_outs: [],
  },
  finding: "",
  kinds: KINDS,
  values: {wait_reason: ["none", "timer", "page"]},
  routines: [
    {
      name: "FIG15",
      title: "switch",
      mode: "user",
      steps: [
        {
          label: "FIG15.B1",
          what: "save",
          cost: "user_step",
          guard: "none",
          exits: [],
          footprint: []
        },
        {
          label: "FIG15.B3",
          what: "load the TEB",
          cost: "user_step",
          guard: "none",
          exits: [],
          footprint: []
        },
      ]
    },
  ],
};

export interface Fields {
  kind: string;
  cycles: number;
  cpu?: number;
  thread?: number;
  object?: number;
  old?: number;
  new?: number;
  step?: number;
  cause?: number;
}

export function eventsOf(all: readonly Fields[]): Events {
  const events = new Events();
  events.reserve(all.length);
  all.forEach((one, i) => {
    events.kind[i] = KINDS.findIndex((known) => known.name === one.kind);
    events.cycles[i] = one.cycles;
    events.id[i] = i + 1;
    events.cpu[i] = one.cpu ?? 0;
    events.thread[i] = one.thread ?? NONE;
    events.object[i] = one.object ?? NONE;
    events.oldLow[i] = one.old ?? 0;
    events.newLow[i] = one.new ?? 0;
    events.step[i] = one.step ?? 0;
    events.cause[i] = one.cause ?? 0;
  });
  events.count = all.length;
  return events;
}

export const NO_EVENTS = eventsOf([]);

// P1 gets CPU0, runs W1's user portion, and blocks.
export const STORY = eventsOf([
  {kind: "thread_switch", cycles: 0, thread: 1, old: NONE, new: 1},
  {kind: "kernel_exit", cycles: 10, thread: 1, object: 1, cause: 1},
  {kind: "list_dequeue", cycles: 20, thread: 1, object: 0, old: 0, cause: 2},
  {kind: "lock_transition", cycles: 30, thread: 0, object: 1, old: NONE * 256, new: 256, step: 2},
  {kind: "ums_switch", cycles: 40, thread: 1, object: 0, cause: 4},
  {kind: "block", cycles: 90, thread: 1, new: 1},
  {kind: "cpu_idle", cycles: 90, old: 1},
]);

export interface Written {
  readonly report: Report;
  readonly events: Events;
  readonly before: Events;
  readonly ended: boolean;
}

// What a browser would find in the page.
export function readReport(path: string): Written {
  const page = readFileSync(path, "utf8");
  const header = /id="umsim-report">(.*?)<\/script>/s.exec(page);
  if (header === null) throw new Error(`${path} has no header`);
  const report = JSON.parse(header[1]) as Report;
  const events = new Events();
  for (const block of page.matchAll(/class="umsim-block">([^<]*)<\/script>/g)) {
    readBlock(bytesOf(block[1]), report.kinds, events);
  }
  const before = new Events();
  const led = /id="umsim-before">([^<]*)</.exec(page);
  if (led !== null) readBlock(bytesOf(led[1]), report.kinds, before);
  return {report, events, before, ended: page.includes(`id="umsim-end">${events.count}<`)};
}

export function umsim(...args: string[]): string {
  const program = process.env["UMSIM"];
  if (program === undefined) throw new Error("the environment must name the program in UMSIM");
  try {
    return execFileSync(
        program, args, {encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28});
  } catch (error) {
    // Runs that are expected to fail still write their traces; 2 and 4 are no such end.
    const status = (error as {status?: number}).status;
    if (status === 1 || status === 3) return (error as {stdout: string}).stdout;
    throw error;
  }
}
