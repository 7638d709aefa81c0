// What is drawn of lanes and marks, held against the plain way to find it.

import assert from "node:assert/strict";
import {test} from "node:test";

import {Marks, NOTHING, Slices, visit} from "../src/model/slices.ts";
import type {Axis} from "../src/model/widths.ts";
import {sharesOf} from "../src/view/mixes.ts";

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
  const slices = new Slices((value) => value);
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

test("Of what is too narrow the shares are known, between any two places and for any axis", () => {
  const {slices, axis} = randomLane(5000, 11);
  const order = Float64Array.from(axis.keys());
  for (const places of [axis, order]) {
    const end = places[5000];
    for (const [from, to] of [
             [0, end], [end / 3, end / 2], [end / 2, end / 2 + 7], [end, end + 1]]) {
      const expected = new Map<number, number>();
      for (let i = 0; i < slices.count; i++) {
        const begin = Math.max(from, places[slices.events[i]]);
        const next = i + 1 < slices.count ? places[slices.events[i + 1]] : end;
        const room = Math.max(0, Math.min(to, next) - begin);
        expected.set(slices.values[i], (expected.get(slices.values[i]) ?? 0) + room / (to - from));
      }
      const {values} = slices.classes;
      sharesOf(slices, places, from, to)
          .forEach(
              (share, of) => assert.ok(
                  Math.abs(share - (expected.get(values[of]) ?? 0)) < 1e-9,
                  `${values[of]} from ${from} to ${to}: ${share}`));
    }
  }
});

test("Where no difference can be seen shares are taken of sixteen slices at once", () => {
  const {slices, axis} = randomLane(5000, 13);
  const {classes} = slices;
  const widths = slices.widths(axis);
  const grain = 200;
  for (let place = 0; place < axis[5000]; place += axis[5000] / 97) {
    const exact = widths.before(place, classes, new Float64Array(classes.count));
    const about = widths.before(place, classes, new Float64Array(classes.count), grain);
    exact.forEach((room, of) => assert.ok(Math.abs(room - about[of]) <= grain, `${place}, ${of}`));
  }
});

test("Values that look alike are one class, and the rarest share the last", () => {
  const slices = new Slices((value) => value >> 1);
  for (let i = 0; i < 400; i++) slices.add(i, i % 5 === 0 ? NOTHING : i % 200);
  const {count, of, values} = slices.classes;
  assert.equal(values.length, count);
  assert.equal(values[0], NOTHING);
  assert.equal(values.at(-1), NOTHING);  // a hundred kinds are too many
  assert.ok(count < 60);
  assert.deepEqual([of[0], of[1] === of[201], of[2] === of[3]], [0, true, true]);
  assert.equal(Math.max(...of), count - 1);
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
