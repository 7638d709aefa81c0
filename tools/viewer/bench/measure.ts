// Measures reports: size, how long they take to open, and how long a frame takes.
//
//   UMSIM=build/release/sim/cli/umsim node measure.mjs [EVENTS...]      100000 and 1000000 unless
//   given

import {mkdtempSync, rmSync, statSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";

import {launch, open} from "../test/browser.ts";
import {readReport, umsim} from "../test/samples.ts";

import type {App} from "../src/view/app.ts";

const FRAMES = 120;
const STEPS_OF_EVENT = 1.86;  // of busy.json

interface Figures {
  readonly ready: number;
  readonly whole: number[];
  readonly slowest: number[];  // of all zooms the one that takes longest
  readonly zoomed: number[];
  readonly between: number[];
  readonly search: number;
  readonly select: number;
}

function middle(values: readonly number[], part = 0.5): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)];
}

// In the page: draws the whole trace, then a part of it that moves, a frame at a time.
async function measure(frames: number): Promise<Figures> {
  const app = (window as unknown as {umsimViewer: App}).umsimViewer;
  const {view} = app;
  const ready = performance.getEntriesByName("umsim-ready")[0]?.startTime ?? performance.now();
  const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
  const draw = async(act: (i: number) => void): Promise<{times: number[]; between: number[]}> => {
    const between: number[] = [];
    view.frameTimes.length = 0;
    let last = await frame();
    for (let i = 0; i < frames; i++) {
      act(i);
      view.redraw();
      const now = await frame();
      between.push(now - last);
      last = now;
    }
    return {times: [...view.frameTimes], between};
  };
  view.viewport.all();
  const whole = await draw((i) => (view.selection = {...view.selection, event: i}));
  const sum = (times: readonly number[]): number => times.reduce((a, b) => a + b, 0);
  let slowest: {times: number[]; between: number[]} = {times: [], between: []};
  for (let zoom = 1; zoom < 20; zoom++) {
    view.viewport.zoom(1 / 1.7, view.viewport.width / 2);
    const one = await draw((i) => view.viewport.pan(i % 2 === 0 ? 9 : -9));
    if (sum(one.times) > sum(slowest.times)) slowest = one;
  }
  view.viewport.all();
  view.viewport.zoom(1 / 200, view.viewport.width / 2);
  const zoomed = await draw(() => view.viewport.pan(9));
  const start = performance.now();
  app.finder.search("W1 lock");
  const searched = performance.now();
  app.select(Math.floor(app.finder.hits.length / 2));
  const selected = performance.now();
  return {
    ready,
    whole: whole.times,
    slowest: slowest.times,
    zoomed: zoomed.times,
    between: [...whole.between, ...slowest.between, ...zoomed.between],
    search: searched - start,
    select: selected - searched
  };
}

const folder = mkdtempSync(join(tmpdir(), "umsim-measure-"));
const browser = await launch();
console.log(
    "events     MB     bytes/event  opens ms  whole ms  slowest zoom ms  zoomed ms  p95 ms  " +
    "frame to frame ms  search ms  select ms");
for (const wanted of process.argv.length > 2 ? process.argv.slice(2).map(Number) :
                                               [100_000, 1_000_000]) {
  const path = join(folder, `${wanted}.html`);
  umsim(
      "run", process.env["BUSY"] ?? "bench/busy.json", "--json", "--max-steps",
      String(Math.round(wanted * STEPS_OF_EVENT)), "--trace", path);
  const bytes = statSync(path).size;
  const {events} = readReport(path);
  const {page} = await open(browser, path);
  const figures = await page.evaluate(measure, FRAMES);
  await page.context().close();
  const ms = (value: number, width: number): string => value.toFixed(1).padEnd(width);
  console.log(
      String(events.count).padEnd(11) + (bytes / 1e6).toFixed(1).padEnd(7) +
          (bytes / events.count).toFixed(1).padEnd(13) + ms(figures.ready, 10) +
          ms(middle(figures.whole), 10) + ms(middle(figures.slowest), 17) +
          ms(middle(figures.zoomed), 11) +
          ms(middle([...figures.whole, ...figures.slowest, ...figures.zoomed], 0.95), 8) +
          ms(middle(figures.between), 19) + ms(figures.search, 11) + ms(figures.select, 8),
  );
}
await browser.close();
rmSync(folder, {recursive: true});
