// Reports that umsim writes of its shipped scenarios: what the viewer reads is what JSON Lines say,
// and each event's old value is the state that the viewer has come to.

import assert from "node:assert/strict";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, test} from "node:test";

import {EFFECTS} from "../src/model/effects.ts";
import {buildTimeline} from "../src/model/lanes.ts";

import type {Machine} from "../src/model/machine.ts";
import {Phrases} from "../src/model/phrases.ts";
import {NONE, stepLabel} from "../src/trace/report.ts";
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

function run(name: string, ...options: string[]): {written: Written; lines: Line[]} {
  const report = join(folder, "report.html");
  const trace = join(folder, "trace.jsonl");
  umsim(
      "run", name, "--json", "--schedule-out", join(folder, "s.json"), "--trace", report, "--trace",
      trace, ...options);
  const lines = readFileSync(trace, "utf8")
                    .trim()
                    .split("\n")
                    .slice(1)
                    .map((line) => JSON.parse(line) as Line);
  return {written: readReport(report), lines};
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
  }
  return undefined;
}

function assertConsistent(written: Written): number {
  const {events, report} = written;
  const {history} = buildTimeline(report, events, written.before);
  let held = 0;
  for (let i = 0; i < events.count; i++) {
    const kind = report.kinds[events.kind[i]].name;
    const expected = stateBefore(
        history.after(i), kind,
        {cpu: events.cpu[i], thread: events.thread[i], object: events.object[i]});
    if (expected === undefined) continue;
    assert.equal(expected, events.oldLow[i], `event ${events.id[i]}, ${kind}`);
    held += 1;
  }
  return held;
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
    for (const facet of ["lock", "wait", "parked", "list", "ended", "primary"] as const) {
      assert.deepEqual(
          part.history.after(0).thread[facet], whole.history.after(first).thread[facet], facet);
    }
    for (const facet of ["thread", "user", "mode"] as const) {
      assert.deepEqual(
          part.history.after(0).cpu[facet], whole.history.after(first).cpu[facet], facet);
    }
  }
});

test("Every effect is of a kind that umsim has", () => {
  const kinds = new Set(run("fig16-yield").written.report.kinds.map((kind) => kind.name));
  for (const name of Object.keys(EFFECTS)) assert.ok(kinds.has(name), name);
});
