// Reports that umsim writes of its shipped scenarios: what the viewer reads is what JSON Lines say,
// and each event's old value is the state that the viewer has come to.

import assert from "node:assert/strict";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, test} from "node:test";

import {EFFECTS} from "../src/model/effects.ts";
import {buildTimeline, kernelDetail, KernelState, kernelState, type Lane} from "../src/model/lanes.ts";

import type {Machine} from "../src/model/machine.ts";
import {Phrases} from "../src/model/phrases.ts";
import {NOTHING} from "../src/model/slices.ts";
import {NONE, stepLabel} from "../src/trace/report.ts";
import {registersOf} from "../src/view/state_words.ts";
import {Dump} from "./dump.ts";
import {readReport, umsim, type Written} from "./samples.ts";

const folder = mkdtempSync(join(tmpdir(), "umsim-viewer-"));
after(() => rmSync(folder, {recursive: true}));

type Line = Readonly<Record<string, unknown>>&{
  id: number;
  cycles: number;
  kind: string
};

const names = (JSON.parse(umsim("list", "--json")) as {
                scenarios: {name: string}[]
              }).scenarios.map((one) => one.name);

function run(name: string, ...options: string[]): {written: Written; lines: Line[]; dump: string} {
  const report = join(folder, "report.html");
  const dump = join(folder, "trace.vcd");
  const trace = join(folder, "trace.jsonl");
  umsim(
      "run", name, "--json", "--schedule-out", join(folder, "s.json"), "--trace", report, "--trace",
      trace, "--trace", dump, ...options);
  const lines = readFileSync(trace, "utf8")
                    .trim()
                    .split("\n")
                    .slice(1)
                    .map((line) => JSON.parse(line) as Line)
                    .filter((line) => line["before"] !== true);
  return {written: readReport(report), lines, dump};
}

// A value as JSON Lines have it.
function spelled(value: unknown): string {
  if (value === null) return "-";
  if (typeof value !== "object") return String(value);
  const lock = value as {
    cid: string|null;
    holders: number
  };
  return `${lock.cid ?? "-"}/${lock.holders}`;
}

// What the viewer says in its own words, in those of JSON Lines.
function plain(written: Written, meaning: string, text: string): string {
  if (meaning === "lock_held") return String(text !== "");
  if (meaning === "flag") return String(text === "set");
  if (meaning === "service" && text === "interrupt") return "none";
  return written.report.values[meaning] === undefined ? text : text.replaceAll(" ", "_");
}

function assertSame(written: Written, lines: readonly Line[]): void {
  const {events, report} = written;
  assert.equal(events.count, lines.length);
  assert.ok(written.ended);
  const phrases = new Phrases(report, events);
  lines.forEach((line, i) => {
    const kind = phrases.kind(i);
    assert.equal(kind.name, line.kind);
    assert.equal(events.id[i], line.id);
    assert.equal(events.cycles[i], line.cycles);
    assert.equal(events.cause[i], line["cause"] ?? 0);
    assert.equal(phrases.thread(events.thread[i]), spelled(line["thread"]));
    assert.equal(events.cpu[i] === NONE ? null : `CPU${events.cpu[i]}`, line["cpu"]);
    assert.equal(stepLabel(report, events.step[i]), line["step"] ?? "");
    if (kind.object !== "nothing") assert.equal(phrases.object(i), spelled(line["object"]));
    if (kind.old !== "nothing")
      assert.equal(plain(written, kind.old, phrases.old(i)), spelled(line["old"]));
    if (kind.new !== "nothing")
      assert.equal(plain(written, kind.new, phrases.new(i)), spelled(line["new"]));
  });
}

// The state that the old value of an event speaks of, or nothing where the viewer has none.
function stateBefore(
    before: Machine, kind: string, event: {cpu: number; thread: number; object: number}): number|
    undefined {
  switch (kind) {
    case "thread_switch":
    case "cpu_idle":
      return before.cpu.thread[event.cpu];
    case "lock_transition":
      return before.thread.lock[event.thread];
    case "unblock":
      return before.thread.wait[event.thread];
    case "list_push":
    case "list_dequeue":
      return before.on(event.object)[0] ?? NONE;
    case "teb_load":
      return before.cpu.teb[event.cpu] === NONE ? undefined : before.cpu.teb[event.cpu];
    case "segment_load":
      return before.cpu.segmentLow[event.cpu] >>> 0;
    case "debug_registers_loaded":
      return before.cpu.debugLow[event.cpu] >>> 0;
    case "debug_registers_set":
      return before.thread.debugLow[event.thread] >>> 0;
  }
  return undefined;
}

// An event that takes registers from somewhere finds them there.
function assertRegisters(before: Machine, {events, report}: Written, i: number): void {
  const {name} = report.kinds[events.kind[i]];
  const thread = events.thread[i];
  const what = `event ${events.id[i]}, ${name}`;
  if (name === "kernel_entry") assert.equal(before.cpu.registers[events.cpu[i]], thread, what);
  if (name === "kernel_exit" && events.object[i] !== thread)
    assert.equal(before.thread.keeper[events.object[i]], thread, what);
  if (name !== "context_moved") return;
  const place = report.values["context_place"][events.oldLow[i]];
  const found = registersOf(before, new Phrases(report, events), thread);
  const own = place === "primary frame" ?
      `trap frame of ${report.header.threads[events.object[i]].name}` :
      place === "staging" ? "staging area" :
                            place;
  assert.equal(found, own, what);
}

const OF_PROTOCOL = ["disassociation", "indicator", "defer", "pull"];

function assertConsistent(written: Written): number {
  const {events, report} = written;
  const {history} = buildTimeline(report, events, written.before);
  let held = 0;
  for (let i = 0; i < events.count; i++) {
    const kind = report.kinds[events.kind[i]].name;
    const expected = stateBefore(
        history.after(i), kind,
        {cpu: events.cpu[i], thread: events.thread[i], object: events.object[i]});
    assertRegisters(history.after(i), written, i);
    if (expected === undefined) continue;
    // Waits of FIG. 7 end with the answer; that it goes on a thread says when it has a CPU.
    const reason = report.values["wait_reason"][events.oldLow[i]];
    if (kind === "unblock" && expected === 0 && OF_PROTOCOL.includes(reason)) continue;
    assert.equal(expected, events.oldLow[i], `event ${events.id[i]}, ${kind}`);
    held += 1;
  }
  return held;
}

// What a lane shows in the words of a value change dump, or nothing where these say no more.
function doing(written: Written, phrases: Phrases, lane: Lane, value: number): string {
  switch (lane.content) {
    case "runs": {
      if (value === NOTHING) return "idle";
      const {name, kind} = written.report.header.threads[value >> 1];
      return value % 2 === 1 && kind === "worker" ? `${name}.kernel` : name;
    }
    case "user":
      return value === NOTHING ? "-" : "user_mode";
    case "lock":
      return value === NOTHING ? "-/0" : phrases.lock(value);
    case "kernel":
      return kernelDoing(phrases, value);
  }
  return "";
}

function kernelDoing(phrases: Phrases, value: number): string {
  if (value === NOTHING) return "-";
  switch (kernelState(value)) {
    case KernelState.running:
      return "kernel";
    case KernelState.ready:
      return "ready";
    case KernelState.parked:
      return "parked";
    case KernelState.waking:
    case KernelState.blocked:
      return `blocked: ${phrases.value("wait_reason", kernelDetail(value))}`;
    case KernelState.carries:
      return `runs ${phrases.thread(kernelDetail(value))}`;
  }
}

// Where a dump has what a lane shows.
function signalOf(written: Written, lane: Lane): string {
  if (lane.content === "runs") return `cpus.${lane.name}`;
  if (lane.content === "lock") return `locks.${lane.name}`;
  const worker = written.report.header.threads[lane.of].kind === "worker";
  return `threads.${lane.name}${lane.content === "kernel" && worker ? ".kernel" : ""}`;
}

// The dump's word for the same, without what lanes do not say.
function plainly(lane: Lane, said: string): string {
  if (lane.content === "user") return said.startsWith("user_mode") ? "user_mode" : "-";
  if (lane.content !== "kernel") return said;
  if (said === "ended" || said.startsWith("user_mode")) return "-";
  if (said === "-") return "ready";  // lanes do not know that a thread has not begun
  return said.startsWith("kernel:") ? "kernel" : said;
}

function assertSameAsDump(written: Written, path: string): number {
  const {events, report} = written;
  const {lanes} = buildTimeline(report, events, written.before);
  const phrases = new Phrases(report, events);
  const dump = new Dump(path);
  const word = (text: string): string => text.replaceAll(" ", "_");
  const {clock_mhz: mhz} = report.header.machine;
  // Before its first transition only the viewer, which looks ahead, knows a lock.
  const begun = new Map(report.header.threads.map((_, i) => [i, events.count]));
  for (let i = events.count - 1; i >= 0; i--)
    if (report.kinds[events.kind[i]].name === "lock_transition") begun.set(events.thread[i], i);
  let held = 0;
  dump.times.forEach((time, i) => {
    const last = events.countUntil(Math.ceil((time * mhz) / 1e6)) - 1;
    for (const lane of lanes) {
      if (!["runs", "user", "lock", "kernel"].includes(lane.content)) continue;
      if (lane.content === "lock" && last < begun.get(lane.of)!) continue;
      const slice = lane.slices.at(last);
      const value = slice < 0 ? NOTHING : lane.slices.values[slice];
      const said = dump.at(i).get(signalOf(written, lane)) ?? "";
      assert.equal(
          word(doing(written, phrases, lane, value)), plainly(lane, said),
          `${lane.name} ${lane.part} after event ${events.id[last]}, ${said}`);
      held += 1;
    }
  });
  return held;
}

for (const name of names) {
  test(`The lanes of ${name} show what everybody does, as other formats have it`, () => {
    const {written, dump} = run(name);
    assert.ok(assertSameAsDump(written, dump) > 20);
  });
}

for (const name of names) {
  test(
      `The viewer reads of ${name} what JSON Lines say, and comes to the states that events name`,
      () => {
        const {written, lines} = run(name);
        assertSame(written, lines);
        assert.ok(assertConsistent(written) > 0 || lines.length < 10);
      });
}

test("A trace with steps and one under the windows profile are read too", () => {
  for (const options of [["--steps"], ["--profile", "windows"]]) {
    const {written, lines} = run("fig02-directed-switch", ...options);
    assertSame(written, lines);
  }
});

test("A part of a run begins in the state that it had come to", () => {
  for (const options
           of [["--trace-last", "60"], ["--trace-from", "30us"], ["--trace-from", "park"]]) {
    const {written, lines} = run("fig02-directed-switch", ...options);
    assert.ok(written.events.id[0] > 1);
    assertSame(written, lines);
    assert.ok(assertConsistent(written) > 5);
    const all = run("fig02-directed-switch").written;
    const whole = buildTimeline(all.report, all.events, all.before);
    const part = buildTimeline(written.report, written.events, written.before);
    const first = written.events.id[0] - 1;
    assertSameState(part.history.after(0), whole.history.after(first));
  }
});

// Where in a list or queue a thread is, says the list or queue.
const ORDER = ["place", "pushes", "behind", "first"];

function assertSameState(found: Machine, expected: Machine): void {
  for (const things of ["cpu", "thread", "list", "apc", "object", "queue"] as const) {
    const facets = found[things] as Readonly<Record<string, Int32Array>>;
    for (const [facet, values] of Object.entries(facets)) {
      const wanted = (expected[things] as Readonly<Record<string, Int32Array>>)[facet];
      if (!ORDER.includes(facet)) assert.deepEqual(values, wanted, `${things} ${facet}`);
    }
  }
  expected.list.pushes.forEach((_, i) => assert.deepEqual(found.on(i), expected.on(i)));
  expected.queue.first.forEach((_, i) => assert.deepEqual(found.inQueue(i), expected.inQueue(i)));
}

for (const name of names) {
  test(`A part of ${name} begins in the state that it had come to`, () => {
    const all = run(name).written;
    const whole = buildTimeline(all.report, all.events, all.before);
    const last = Math.ceil(all.events.count * 0.4);
    const {written} = run(name, "--trace-last", String(last));
    const part = buildTimeline(written.report, written.events, written.before);
    assertSameState(part.history.after(0), whole.history.after(all.events.count - last));
  });
}

test("Every effect is of a kind that umsim has", () => {
  const kinds = new Set(run("fig16-yield").written.report.kinds.map((kind) => kind.name));
  for (const name of Object.keys(EFFECTS)) assert.ok(kinds.has(name), name);
});
