// The parts of the viewer that draw nothing.

import assert from "node:assert/strict";
import {test} from "node:test";

import {arrowsBetween} from "../src/model/arrows.ts";
import {EFFECTS} from "../src/model/effects.ts";
import {History} from "../src/model/history.ts";
import {buildTimeline, kernelDetail, KernelState, kernelState} from "../src/model/lanes.ts";
import {Phrases, timeText} from "../src/model/phrases.ts";
import {search} from "../src/model/search.ts";
import {Marks, NOTHING, Slices, visit} from "../src/model/slices.ts";
import type {Axis} from "../src/model/widths.ts";
import {Alignment} from "../src/trace/alignment.ts";
import {readBlock} from "../src/trace/blocks.ts";
import {Events, lowerBound} from "../src/trace/events.ts";
import {BlockError, bytesOf} from "../src/trace/numbers.ts";

import {figureOf, NONE} from "../src/trace/report.ts";
import {changes, stateOf} from "../src/view/state_words.ts";
import {ticks, Viewport} from "../src/view/viewport.ts";

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

function slicesOf(...pairs: [number, number][]): Slices {
  const slices = new Slices();
  for (const [event, value] of pairs) slices.add(event, value);
  return slices;
}

function seen(slices: Slices, axis: number[], from: number, to: number, pixel: number): string[] {
  const found: string[] = [];
  visit(slices, Float64Array.from(axis), from, to, pixel, {
    slice: (begin, end, index) => found.push(`${slices.values[index]}:${begin}-${end}`),
    many: (begin, end) => found.push(`many:${begin}-${end}`),
  });
  return found;
}

test("Only slices in sight are drawn, those at the edges too, and gaps are not", () => {
  const slices = slicesOf([0, 1], [1, NOTHING], [2, 3], [3, 4]);
  const axis = [0, 10, 20, 30, 40];
  assert.deepEqual(seen(slices, axis, 0, 40, 1), ["1:0-10", "3:20-30", "4:30-40"]);
  assert.deepEqual(seen(slices, axis, 5, 25, 1), ["1:0-10", "3:20-30"]);
  assert.deepEqual(seen(slices, axis, 12, 18, 1), []);
});

test("Slices narrower than a pixel are drawn as one, and wide ones between them alone", () => {
  const slices = slicesOf([0, 1], [1, 2], [2, 3], [3, 4], [4, 5]);
  assert.deepEqual(
      seen(slices, [0, 1, 2, 3, 50, 100], 0, 100, 10), ["many:0-3", "4:3-50", "5:50-100"]);
});

test("What a drawing costs depends on pixels, not on how many slices there are", () => {
  const count = 200_000;
  const slices = new Slices();
  const axis = Array.from({length: count + 1}, (_, i) => i);
  for (let i = 0; i < count; i++) slices.add(i, i % 7);
  assert.ok(seen(slices, axis, 0, count, count / 1000).length <= 1010);
});

// Numbers that look random and are the same in every run.
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

// A trace of `count` events with rests between bursts, and slices that begin at some of them.
function randomLane(count: number, seed: number): {slices: Slices; axis: Axis} {
  const random = numbers(seed);
  const axis = new Float64Array(count + 1);
  const slices = new Slices();
  for (let i = 0, at = 0; i <= count; i++) {
    axis[i] = at;
    const rest = random.next().value;
    at += rest < 0.02 ? 5000 * random.next().value : Math.floor(rest * 4);
    if (i < count && random.next().value < 0.7)
      slices.set(i, Math.floor(random.next().value * 3) - 1);
  }
  return {slices, axis};
}

// What is drawn, found by looking at every slice.
function plainly(slices: Slices, axis: Axis, from: number, to: number, pixel: number): string[] {
  const begin = (i: number) => axis[i < slices.count ? slices.events[i] : axis.length - 1];
  const wide = (i: number) => i + 1 >= slices.count || begin(i + 1) - begin(i) >= pixel;
  const found: string[] = [];
  let first = 0;
  while (first + 1 < slices.count && begin(first + 1) <= from) first += 1;
  for (let i = first; i < slices.count && begin(i) < to; i++) {
    if (wide(i)) {
      if (slices.values[i] !== NOTHING && begin(i + 1) >= from)
        found.push(`${slices.values[i]}:${begin(i)}-${begin(i + 1)}`);
      continue;
    }
    const run = i;
    while (!wide(i + 1)) i += 1;
    if (i > run || slices.values[run] !== NOTHING) found.push(`many:${begin(run)}-${begin(i + 1)}`);
  }
  return found;
}

test("What is drawn of many slices is what looking at each of them finds", () => {
  for (const [seed, count] of [[1, 3], [2, 16], [3, 17], [4, 300], [5, 5000]]) {
    const {slices, axis} = randomLane(count, seed);
    const end = axis[count];
    for (const pixel of [0.5, 1.5, 20, 400, end / 1000, end]) {
      for (const [from, to] of [[0, end], [end / 3, end / 2], [end / 2, end / 2 + 30 * pixel]]) {
        const drawn: string[] = [];
        visit(slices, axis, from, to, pixel, {
          slice: (begin, last, index) => drawn.push(`${slices.values[index]}:${begin}-${last}`),
          many: (begin, last) => drawn.push(`many:${begin}-${last}`),
        });
        assert.deepEqual(drawn, plainly(slices, axis, from, to, pixel), `${count}, ${pixel}`);
      }
    }
  }
});

test("Every mark is drawn, those that are too near to be told apart as one", () => {
  const {axis} = randomLane(5000, 7);
  const end = axis[5000];
  const events = Uint32Array.from(axis.keys()).filter((i) => i % 3 === 0 && i < 5000);
  for (const pixel of [0.5, 3, 40, end / 1000]) {
    const drawn: [number, number][] = [];
    new Marks(events).visit(
        axis, end / 4, end / 2, pixel, (first, last) => drawn.push([first, last]));
    const places = [...events].map((i) => axis[i]);
    const first = places.findIndex((place) => place >= end / 4);
    const expected: [number, number][] = [];
    for (let i = first; i < places.length && places[i] <= end / 2; i++) {
      const begin = places[i];
      while (i + 1 < places.length && places[i + 1] - places[i] < pixel) i += 1;
      expected.push([begin, places[i]]);
    }
    assert.deepEqual(drawn, expected);
  }
  new Marks(new Uint32Array(0)).visit(axis, 0, end, 1, () => assert.fail("there are none"));
});

test("A slice lasts while its value does", () => {
  const slices = new Slices();
  for (const [event, value] of [[0, NOTHING], [1, 5], [2, 5], [3, NOTHING], [4, 5]])
    slices.set(event, value);
  assert.deepEqual([...slices.events.slice(0, slices.count)], [1, 3, 4]);
  assert.deepEqual([0, 1, 2, 3, 9].map((event) => slices.at(event)), [-1, 0, 0, 1, 2]);
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
        {kind: "kernel_exit", cycles: 20, thread: 1},
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
  assert.equal(stateOf(history.after(5), phrases, 0), "user mode on CPU0, parked");
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
