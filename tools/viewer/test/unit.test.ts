// The parts of the viewer that draw nothing.

import assert from "node:assert/strict";
import {test} from "node:test";

import {arrowsBetween} from "../src/model/arrows.ts";
import {EFFECTS} from "../src/model/effects.ts";
import {History} from "../src/model/history.ts";
import {buildTimeline, kernelDetail, KernelState, kernelState} from "../src/model/lanes.ts";
import {Machine} from "../src/model/machine.ts";
import {Phrases, timeText} from "../src/model/phrases.ts";
import {search} from "../src/model/search.ts";
import {NOTHING, type Slices} from "../src/model/slices.ts";
import {Alignment} from "../src/trace/alignment.ts";
import {readBlock} from "../src/trace/blocks.ts";
import {Events, lowerBound} from "../src/trace/events.ts";
import {BlockError, bytesOf} from "../src/trace/numbers.ts";

import {figureOf, NONE} from "../src/trace/report.ts";
import {changes, sections, stateOf} from "../src/view/state_words.ts";
import {luminance, Palette, textOn} from "../src/view/theme.ts";
import {ticks, timeTicks, Viewport} from "../src/view/viewport.ts";

import {eventsOf, KINDS, NO_EVENTS, REPORT, STORY} from "./samples.ts";

test("A binary search gives the first position that is no longer before", () => {
  const sorted = [1, 3, 3, 7];
  for (let wanted = 0; wanted < 9; wanted++) {
    const expected = sorted.filter((value) => value < wanted).length;
    assert.equal(lowerBound(sorted.length, (i) => sorted[i] < wanted), expected);
  }
  assert.equal(lowerBound(0, () => true), 0);
});

test("An event is found by its id, with and without gaps", () => {
  const events = eventsOf([1, 2, 3, 4].map((cycles) => ({kind: "block", cycles})));
  assert.deepEqual([0, 1, 4, 5].map((id) => events.withId(id)), [-1, 0, 3, -1]);
  events.id.set([10, 12, 13, 20]);
  assert.deepEqual(
      [9, 10, 11, 12, 13, 20, 21].map((id) => events.withId(id)), [-1, 0, -1, 1, 2, 3, -1]);
});

// As traces/html_columns.h has it.
function block(count: number, columns: number[][]): Uint8Array {
  return Uint8Array.from([count, 1, 5, ...columns.flatMap((column) => [column.length, ...column])]);
}

test("A block of columns becomes events; values of 64 bits keep all their bits", () => {
  const events = new Events();
  const wide = [0xd6, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];  // 2^64 - 42
  readBlock(
      block(
          2,
          [
            [3, 8], [2, 0], [1, 0], [1, 2], [2, 0], [0], [128 + 1, 4, ...wide], [0, 7], [0, 2],
            [0, 3]
          ]),
      KINDS, events);
  assert.equal(events.count, 2);
  assert.deepEqual([...events.id.slice(0, 2)], [1, 4]);
  assert.deepEqual([...events.cycles.slice(0, 2)], [5, 12]);
  assert.deepEqual([...events.cause.slice(0, 2)], [0, 1]);
  assert.deepEqual([...events.cpu.slice(0, 2)], [0, NONE]);
  assert.equal(events.oldLow[0], NONE * 256);   // a lock word without an owner
  assert.equal(events.newLow[0], 1 * 256 + 1);  // owner P1, one holder
  const phrases = new Phrases(REPORT, events);
  assert.equal(phrases.of(0), "lock W1 -/0 > P1/1");
  assert.equal(phrases.new(1), "0xFFFFFFFFFFFFFFD6");
});

test("A block that is cut or wrong gives an error and no event", () => {
  const whole = block(1, [[1], [0], [1], [1], [0], [], [], [0], [0], [0]]);
  for (const bytes
           of [whole.slice(0, 4), whole.slice(0, whole.length - 1),
               block(1, [[99], [0], [1], [1], [0], [], [], [0], [0], [0]])]) {
    const events = new Events();
    assert.throws(() => readBlock(bytes, KINDS, events), BlockError);
    assert.equal(events.count, 0);
  }
  assert.throws(() => bytesOf("*"), BlockError);
});

test("The state at any event is that of all events before it, one after the other", () => {
  const many = eventsOf(Array.from(
      {length: 5000},
      (_, i) => ({kind: "lock_transition", cycles: i, thread: 0, object: 1, old: i, new: i + 1})));
  const history = new History(REPORT, many, NO_EVENTS);
  for (const count of [0, 1, 2047, 2048, 2049, 4999, 5000]) {
    assert.equal(history.after(count).thread.lock[0], count);
  }
});

test("Workers that start parked are on their list, until a primary takes it", () => {
  const history = new History(REPORT, STORY, NO_EVENTS);
  assert.deepEqual(history.after(0).on(0), [0]);
  assert.equal(history.after(0).thread.parked[0], 1);
  assert.deepEqual(history.after(3).on(0), []);
});

test("The newest context is at the head of a list", () => {
  const history = new History(
      REPORT, eventsOf([{kind: "list_push", cycles: 1, thread: 1, object: 0, old: 0}]), NO_EVENTS);
  assert.deepEqual(history.after(1).on(0), [1, 0]);
});

test("A queue keeps the order in which events put its workers, wherever they leave it", () => {
  const machine = new Machine({
    ...REPORT.header,
    threads: [0, 1, 2, 3].map((i) => ({...REPORT.header.threads[0], name: `W${i}`}))
  });
  const queue = 0;
  machine.enqueue(0, queue, NONE);
  machine.enqueue(1, queue, 0);
  machine.enqueue(2, queue, 0);
  assert.deepEqual(machine.inQueue(queue), [0, 2, 1]);
  machine.enqueue(3, queue, NONE);
  machine.dequeue(2);
  assert.deepEqual(machine.inQueue(queue), [3, 0, 1]);
  machine.enqueue(2, queue, 2);  // behind one that has left before the trace begins
  assert.deepEqual(machine.inQueue(queue), [3, 0, 1, 2]);
  for (const one of [3, 1, 0, 2]) machine.dequeue(one);
  assert.deepEqual(machine.inQueue(queue), []);
});

test(
    "Where a thread's registers are is said of both portions, and a copy left behind is older",
    () => {
      const history = new History(REPORT, STORY, NO_EVENTS);
      const phrases = new Phrases(REPORT, STORY);
      const contexts = (count: number) =>
          sections(history.after(count), phrases).find((one) => one.title === "Contexts")!.rows;
      assert.deepEqual(contexts(0), [
        ["W1", "user portion", "newest, full", "own stack"],
        ["P1", "own trap frame", "", "own stack"],
      ]);
      assert.deepEqual(contexts(5), [
        ["W1", "CPU0", "older", "own stack"],
        ["P1", "re-entry context", "", ""],
      ]);
    });

test("Lanes show who runs where, in which mode, and the lock while it is not free", () => {
  const {lanes, marks} = buildTimeline(REPORT, STORY, NO_EVENTS);
  const lane = (content: string, of: number) =>
      lanes.find((one) => one.content === content && one.of === of)!.slices;
  const values = (slices: Slices) => [...slices.values.slice(0, slices.count)];
  assert.deepEqual(values(lane("runs", 0)), [3, 2, 0, NOTHING]);  // P1 kernel, P1, W1
  assert.deepEqual(values(lane("user", 0)), [0, NOTHING]);
  assert.deepEqual(values(lane("lock", 0)), [256]);
  const kernel = lane("kernel", 1);
  assert.deepEqual(
      values(kernel).map((value) => (value === NOTHING ? value : kernelState(value))),
      [KernelState.running, NOTHING, KernelState.carries, KernelState.blocked]);
  assert.equal(kernelDetail(kernel.values[2]), 0);  // it carries W1
  assert.deepEqual([...marks[0].events], [0, 1, 2, 3, 4, 5, 6]);
});

test("Back in user mode through the kernel the worker in hand runs, and not who asked", () => {
  const {lanes} = buildTimeline(
      REPORT, eventsOf([
        {kind: "thread_switch", cycles: 0, thread: 1, old: NONE, new: 1},
        {kind: "ums_switch", cycles: 10, thread: 1, object: 0},
        {kind: "kernel_exit", cycles: 20, thread: 1, object: 0},
      ]),
      NO_EVENTS);
  const {values, count} = lanes.find((one) => one.content === "runs")!.slices;
  assert.equal(values[count - 1], 0);  // W1 in user mode
  const user = lanes.find((one) => one.content === "user" && one.of === 0)!.slices;
  assert.deepEqual([user.events[0], user.values[0]], [2, 0]);
});

test("Arrows go from a primary to the worker that it runs", () => {
  assert.deepEqual(arrowsBetween(REPORT, STORY, 0, 7, 9), [
    {kind: "switch", from: 4, to: 4, fromThread: 1, toThread: 0, apc: NONE},
  ]);
});

test("An event in words is what umsim prints", () => {
  const phrases = new Phrases(REPORT, STORY);
  assert.equal(phrases.of(3), "lock W1 -/0 > P1/0");
  assert.equal(phrases.of(4), "P1 => W1");
  assert.equal(phrases.of(5), "P1 blocks (timer)");
  const empty = new Phrases(
      REPORT, eventsOf([{kind: "list_push", cycles: 0, thread: 0, object: 0, old: NONE}]));
  assert.equal(empty.of(0), "W1 -> list L (was empty)");
  assert.equal(phrases.time(5000), "2,500 ns");
  assert.equal(timeText(1234567.9), "1,234,567 ns");
});

test("A search finds events that have every word, by thread, kind, step, value and id", () => {
  const found = (query: string) => [...search(REPORT, STORY, query)];
  assert.deepEqual(found("w1"), [2, 3, 4]);
  assert.deepEqual(found("W1 lock"), [3]);
  assert.deepEqual(found("fig15.b3"), [3]);
  assert.deepEqual(found("timer"), [5]);
  assert.deepEqual(found("#5"), [4]);
  assert.deepEqual(found("nothing-of-the-kind"), []);
  assert.deepEqual(found("  "), []);
});

test("What an event changes is said before and after", () => {
  const history = new History(REPORT, STORY, NO_EVENTS);
  const phrases = new Phrases(REPORT, STORY);
  assert.deepEqual(changes(history.after(3), history.after(4), phrases), [
    {what: "W1 UMS lock", before: "-/0", after: "P1/0"},
  ]);
  assert.equal(stateOf(history.after(5), phrases, 0), "user mode on CPU0, kernel portion parked");
  assert.equal(stateOf(history.after(5), phrases, 1), "carries W1 on CPU0");
  assert.equal(stateOf(history.after(7), phrases, 1), "blocked (timer)");
});

test("Zooming keeps what is under the pointer, and ends at the whole trace and at a pixel", () => {
  const view = new Viewport(1000, 100);
  view.zoom(0.5, 25);
  assert.equal(view.position(25), 250);
  assert.equal(view.to - view.from, 500);
  for (let i = 0; i < 60; i++) view.zoom(0.5, 50);
  assert.ok(view.to - view.from > 1);
  for (let i = 0; i < 60; i++) view.zoom(2, 50);
  assert.deepEqual([view.from, view.to], [0, 1000]);
  view.zoom(0.1, 0);
  view.pan(-500);
  assert.equal(view.from, 0);
  view.reveal(900);
  assert.ok(view.x(900) > 0 && view.x(900) < 100);
});

// Rows as traces/html_alignment.h has them.
function alignmentOf(
    runs: readonly number[], moved: readonly number[], first: number, second: number): Alignment {
  const rows = Buffer.from([...runs, 0, ...moved]).toString("base64");
  return new Alignment({same: 1, said: [], rows}, first, second);
}

test(
    "Rows of two traces have the events of both in their order, moved ones at either place", () => {
      const alignment = alignmentOf([7, 7 + 6, 7 + 4, 7 + 1, 7 + 3, 7 + 5, 7 + 2], [4], 5, 5);
      const rows = Array.from(
          {length: alignment.length},
          (_, row) => [alignment.how(row), alignment.firstIn(row), alignment.secondIn(row)]);
      assert.deepEqual(rows, [
        ["same", 0, 0], ["only there", -1, 1], ["moved there", -1, 2], ["shifted", 1, 3],
        ["moved here", 2, -1], ["only here", 3, -1], ["changed", 4, 4]
      ]);
    });

test("What has moved is selected in both traces, wherever it is clicked", () => {
  const alignment = alignmentOf([7, 7 + 4, 7 + 1, 7 + 3], [2], 3, 3);
  assert.deepEqual([0, 1, 2, 3].map((row) => alignment.first(row)), [0, 2, 1, 2]);
  assert.deepEqual([0, 1, 2, 3].map((row) => alignment.second(row)), [0, 1, 2, 1]);
  assert.deepEqual([0, 1, 2].map((event) => alignment.rowOfFirst(event)), [0, 2, 3]);
  assert.deepEqual([0, 1, 2].map((event) => alignment.rowOfSecond(event)), [0, 1, 2]);
  assert.deepEqual([0, 1, 2, 3].map((row) => alignment.nextDifference(row, 1)), [1, 3, 3, -1]);
  assert.equal(alignment.nextDifference(3, -1), 1);
});

test("Rows that have other events than the traces are refused", () => {
  for (const runs of [[7], [7 * 3], [7, 7 + 5]])
    assert.throws(() => alignmentOf(runs, [], 2, 2), BlockError);
  assert.throws(() => new Alignment({same: 0, said: [], rows: "Bw=="}, 1, 1), BlockError);
});

test("Ticks stand at round positions", () => {
  assert.deepEqual(ticks(3, 27, 5), [5, 10, 15, 20, 25]);
  assert.deepEqual(ticks(0, 0, 5), []);
});

test("The figure of the patent follows from a step's label", () => {
  assert.equal(figureOf("FIG15.B7.control"), "FIG. 15, B7.control");
  assert.equal(figureOf("SCHED.entry"), "");
});

test("Effects are of kinds that there are, so that none is forgotten when one is renamed", () => {
  assert.ok(Object.keys(EFFECTS).length > 20);
  for (const name of ["thread_switch", "block", "cpu_idle"]) assert.ok(EFFECTS[name]);
});

test("The ruler's times are round, in a unit that tells them apart", () => {
  const texts = (from: number, to: number) => timeTicks(from, to, 4).map((tick) => tick.text);
  assert.deepEqual(texts(0, 143_000_000), ["0 ms", "50 ms", "100 ms"]);
  assert.deepEqual(
      texts(72_300, 72_700), ["72,300 ns", "72,400 ns", "72,500 ns", "72,600 ns", "72,700 ns"]);
  assert.deepEqual(texts(1_499_000, 1_504_000), ["1,500 µs", "1,502 µs", "1,504 µs"]);
});

test("Twenty-one threads have colours of their own, on which names can be read", () => {
  const threads = Array.from({length: 21}, (_, i) => ({name: `T${i}`}));
  const palette = new Palette(threads);
  const colours = threads.map((_, i) => palette.of(i)!);
  assert.equal(new Set(colours).size, 21);
  for (const colour of colours) {
    const [darker, lighter] = [luminance(colour), luminance(textOn(colour))].sort((a, b) => a - b);
    assert.ok((lighter + 0.05) / (darker + 0.05) >= 4.5, colour);
  }
  assert.equal(palette.of(NONE), null);
});

test("Threads of one name have one colour in both of two traces", () => {
  const first = new Palette([{name: "W1"}, {name: "P1"}]);
  const second = new Palette([{name: "W2"}, {name: "P1"}, {name: "W1"}], first);
  assert.deepEqual([second.of(1), second.of(2)], [first.of(1), first.of(0)]);
  assert.ok(![first.of(0), first.of(1)].includes(second.of(0)));
});

test("A thread that waits no more, and is not ready yet, is waking", () => {
  const events = eventsOf([
    {kind: "thread_switch", cycles: 1, thread: 1, new: 1, cpu: 0},
    {kind: "block", cycles: 2, thread: 1, new: 1, cpu: 0},
    {kind: "cpu_idle", cycles: 2, thread: 1, old: 1, cpu: 0},
    {kind: "unblock", cycles: 9, thread: 1, new: 1, cpu: 0},
  ]);
  const history = new History(REPORT, events, NO_EVENTS);
  assert.equal(stateOf(history.after(4), new Phrases(REPORT, events), 1), "waking");
  assert.equal(stateOf(history.after(0), new Phrases(REPORT, events), 0), "kernel portion parked");
});
