// The report as a person uses it, in headless Chromium.

import assert from "node:assert/strict";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before, test} from "node:test";
import type {Browser, Page} from "playwright-core";
import {launch, open, type Opened} from "./browser.ts";
import {readReport, umsim} from "./samples.ts";
import type {App} from "../src/view/app.ts";

const RULER = 24;  // pixels, above the lanes

type WithViewer = Window&{umsimViewer: App};

let browser: Browser;
let opened: Opened;
let page: Page;
let folder = "";
const path = (name: string): string => join(folder, name);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "umsim-page-"));
  umsim("run", "fig02-directed-switch", "--json", "--trace", path("fig02.html"));
  browser = await launch();
  opened = await open(browser, path("fig02.html"));
  page = opened.page;
});

after(async () => {
  await browser.close();
  rmSync(folder, {recursive: true});
});

const panel = (): Promise<string> => page.locator("main > .tabs").first().innerText();
const selected = (): Promise<number> =>
    page.evaluate(() => (window as unknown as WithViewer).umsimViewer.selected);
const seen = (): Promise<[number, number]> => page.evaluate(() => {
  const {viewport} = (window as unknown as WithViewer).umsimViewer.view;
  return [viewport.from, viewport.to] as [number, number];
});
const colours = (of: Page): Promise<number> => of.evaluate(() => {
  const canvas = document.querySelector<HTMLCanvasElement>(".canvas canvas")!;
  const data = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data;
  const found = new Set<number>();
  for (let i = 0; i < data.length; i += 4)
    found.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
  return found.size;
});

test("A report opens with its name, its lanes drawn and its events in the table", async () => {
  assert.equal(
      await page.title(), "fig02-directed-switch: Three workers take turns on two primaries");
  assert.ok((await colours(page)) > 10);
  assert.equal(await page.locator(".events").getAttribute("aria-rowcount"), "187");
  assert.match(await page.locator(".events tbody tr").first().innerText(), /P1 gets the CPU/);
});

test("Arrows go from event to event; the panel says what, where, which step and why", async () => {
  for (let i = 0; i < 29; i++) await page.keyboard.press("ArrowRight");
  assert.equal(await selected(), 28);
  const text = await panel();
  for (const words
           of ["P1 => Reader", "CPU0", "FIG15.B7.control", "FIG. 15, B7.control",
               "UMS switch: primary to worker", "lock Reader -/0 > P1/0"]) {
    assert.ok(text.includes(words), `${words} in ${text}`);
  }
  await page.keyboard.press("c");
  assert.equal(await selected(), 26);
  await page.keyboard.press("e");
  assert.equal(await selected(), 28);
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowLeft");
  assert.match(await panel(), /Reader UMS lock\s+-\/0\s+P1\/0/);
  await page.keyboard.press("Shift+ArrowRight");
  assert.equal(await page.evaluate(() => location.hash), "#44");
});

test("A click on a slice selects the event that it begins with", async () => {
  await page.keyboard.press("0");
  await page.locator(".canvas canvas").click({position: {x: 320, y: RULER + 42}});
  assert.match(await panel(), /P1 => Reader/);
});


test("A click on a cause goes there, and so does one on a row of the table", async () => {
  await page.locator(".chain button").first().click();
  assert.equal(await selected(), 26);
  await page.locator(".events tbody tr", {hasText: "P2 => Server"}).click();
  assert.equal(await selected(), 32);
  assert.equal(
      await page.locator(".events tr[aria-selected=true]").getAttribute("data-event"), "32");
});

test("The steps of the running flow stand beside it, the current one marked", async () => {
  await page.keyboard.press("2");
  assert.match(await panel(), /FIG15: UMS switch: primary to worker/);
  assert.match(await page.locator(".steps [aria-current=step]").innerText(), /^FIG15.B7.control/);
  const labels = await page.locator(".steps > li > b").allInnerTexts();
  const flow =
      JSON.parse(umsim("flow", "FIG15", "--json")) as {routines: {steps: {label: string}[]}[]};
  assert.deepEqual(labels, flow.routines[0].steps.map((step) => step.label));
});

test("The scrubber shows the whole machine at any event", async () => {
  await page.keyboard.press("3");
  await page.locator(".slider").fill("54");
  assert.match(await panel(), /Reader\s+worker\s+kernel mode on CPU0\s+-\/1/);
  assert.match(await panel(), /Contexts[^]*Reader\s+own trap frame\s+older\s+CPU0/);
  assert.match(await panel(), /P1\s+re-entry context\s+own stack, since FIG2.6.wake/);
  assert.match(await panel(), /Pool.ready\s+Server/);
  assert.match(await page.locator(".state caption").allInnerTexts().then(String), /^CPUs,Threads/);
  await page.locator(".slider").fill("185");
  assert.match(await panel(), /P2\s+primary\s+ended/);
  assert.match(await page.locator(".now").innerText(), /after #186/);
  await page.keyboard.press("1");
});

test("Keys zoom, move and show all; the wheel with Ctrl zooms at the pointer", async () => {
  await page.locator(".canvas canvas").focus();
  await page.keyboard.press("0");
  const [, length] = await seen();
  await page.keyboard.press("w");
  await page.keyboard.press("w");
  const [from, to] = await seen();
  assert.ok(to - from < length / 2);
  await page.keyboard.press("a");
  assert.ok((await seen())[0] < from);
  await page.keyboard.press("0");
  await page.mouse.move(700, 200);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -300);
  await page.keyboard.up("Control");
  const [zoomedFrom, zoomedTo] = await seen();
  assert.ok(zoomedFrom > 0 && zoomedTo < length);
  await page.keyboard.press("0");
  assert.deepEqual(await seen(), [0, length]);
});

test("Dragging moves the timeline, and the minimap goes where it is clicked", async () => {
  for (let i = 0; i < 6; i++) await page.keyboard.press("w");
  const [from] = await seen();
  await page.mouse.move(600, 250);
  await page.mouse.down();
  await page.mouse.move(700, 250, {steps: 5});
  await page.mouse.up();
  assert.ok((await seen())[0] < from);
  await page.locator(".minimap").click({position: {x: 10, y: 10}});
  assert.equal((await seen())[0], 0);
  await page.keyboard.press("0");
});

test("The axis can be the order of events, so that each has the same room", async () => {
  await page.keyboard.press("o");
  await page.keyboard.press("0");
  assert.deepEqual(await seen(), [0, 186]);
  await page.keyboard.press("o");
  await page.keyboard.press("0");
  assert.ok((await seen())[1] > 186);
});

test("A search counts, goes from one to the next, and can hide all others", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("Reader lock");
  const trace = readReport(path("fig02.html"));
  const kind = trace.report.kinds.findIndex((one) => one.name === "lock_transition");
  const expected = [...trace.events.kind.slice(0, trace.events.count).keys()].filter(
      (i) => trace.events.kind[i] === kind && trace.events.thread[i] === 0);
  assert.equal(await page.locator(".found").innerText(), `${expected.length} found`);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Home");
  await page.keyboard.press("n");
  assert.equal(await selected(), expected[0]);
  await page.keyboard.press("N");
  assert.equal(await selected(), expected.at(-1));
  await page.locator("#only").check();
  assert.equal(
      await page.locator(".events").getAttribute("aria-rowcount"), String(expected.length + 1));
  await page.locator("#only").uncheck();
  await page.locator("input[type=search]").fill("");
  await page.keyboard.press("Escape");
});

test("Events can be read as an interleaving, a column a CPU", async () => {
  await page.locator(".canvas canvas").focus();
  await page.keyboard.press("i");
  assert.deepEqual(
      await page.locator(".events thead th").allInnerTexts(), ["time", "CPU0", "CPU1", "outside"]);
  await page.keyboard.press("i");
  assert.equal(await page.locator(".events thead th").count(), 6);
});

test("Help opens at its first key, lists every key, and closes with Escape", async () => {
  await page.setViewportSize({width: 1400, height: 500});
  await page.keyboard.press("?");
  assert.ok(await page.locator("dialog").isVisible());
  assert.equal(await page.locator("dialog").evaluate((dialog) => dialog.scrollTop), 0);
  await page.setViewportSize({width: 1400, height: 900});
  assert.ok((await page.locator("dialog kbd").count()) > 20);
  await page.keyboard.press("Escape");
  assert.ok(!(await page.locator("dialog").isVisible()));
});

test("Everything can be reached and named without a mouse", async () => {
  const unnamed = await page.locator("button, input, canvas:not([aria-hidden]), [role=tabpanel]")
                      .evaluateAll(
                          (found) => found
                                         .filter(
                                             (one) =>
                                                 !(one.getAttribute("aria-label") ||
                                                   one.getAttribute("aria-labelledby") ||
                                                   one.textContent?.trim() ||
                                                   (one as HTMLInputElement).labels?.length))
                                         .map((one) => one.outerHTML));
  assert.deepEqual(unnamed, []);
  await page.locator("[role=tab]").first().focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Steps");
  assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute("aria-selected")), "true");
  await page.keyboard.press("ArrowLeft");
});

test("What has the focus and scrolls is scrolled by the arrows, and the lanes stay", async () => {
  await page.setViewportSize({width: 1400, height: 400});
  const tabs = page.locator("main > .tabs").first();
  await tabs.locator("[role=tabpanel]").focus();
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction(() => document.querySelector(".panel")!.scrollTop > 0);
  await page.setViewportSize({width: 1400, height: 900});
});

test("The slider says in words which moment it is", async () => {
  await page.locator(".slider").fill("54");
  assert.match(
      (await page.locator(".slider").getAttribute("aria-valuetext")) ?? "", /^after #55 at .* ns$/);
});

test("The last row of the table is seen as a whole", async () => {
  await page.keyboard.press("Escape");
  await page.keyboard.press("End");
  const row = page.locator(".events tr[aria-selected=true]");
  await row.waitFor();
  const [bottom, end] = await row.evaluate(
      (element) =>
          [element.getBoundingClientRect().bottom,
           element.closest(".scroller")!.getBoundingClientRect().bottom]);
  assert.ok(bottom <= end + 0.5, `${bottom} of ${end}`);
});

test("The axis says what it is, and its marks are round", async () => {
  const axis = page.locator(".controls button", {hasText: "Axis"});
  assert.equal(await axis.innerText(), "Axis: time");
  await axis.click();
  assert.equal(await axis.innerText(), "Axis: order");
  await axis.click();
  await page.keyboard.press("0");
});

test("It is dark where the system is, and by key", async () => {
  const dark = await open(browser, path("fig02.html"), {colorScheme: "dark"}, "#41");
  const theme = (): Promise<string|undefined> =>
      dark.page.evaluate(() => document.documentElement.dataset["theme"]);
  assert.equal(await theme(), "dark");
  assert.equal(
      await dark.page.evaluate(() => getComputedStyle(document.body).backgroundColor),
      "rgb(20, 23, 28)");
  assert.equal(
      await dark.page.evaluate(() => (window as unknown as WithViewer).umsimViewer.selected), 40);
  await dark.page.keyboard.press("t");
  assert.equal(await theme(), "light");
  assert.deepEqual(dark.complaints, []);
  await dark.page.context().close();
});

test(
    "On paper it is white and says everything about the event, its state and its steps",
    async () => {
      const dark = await open(browser, path("fig02.html"), {colorScheme: "dark"}, "#41");
      await dark.page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
      await dark.page.emulateMedia({media: "print"});
      const text = await dark.page.locator(".paper").innerText();
      for (const words
               of ["P1 woken", "State of the machine", "SERVICE.block", "Reader blocks (timer)"])
        assert.ok(text.includes(words), words);
      assert.equal(
          await dark.page.evaluate(() => getComputedStyle(document.body).backgroundColor),
          "rgb(255, 255, 255)");
      assert.ok(!(await dark.page.locator(".controls").isVisible()));
      const [own, seen] =
          await dark.page.locator(".canvas canvas").evaluate((canvas: HTMLCanvasElement) => {
            const box = canvas.getBoundingClientRect();
            return [canvas.width / canvas.height, box.width / box.height];
          });
      assert.ok(Math.abs(own / seen - 1) < 0.01, `${own} is drawn as ${seen}`);
      await dark.page.context().close();
    });

test("A narrow window has everything one below the other, and nothing beside it", async () => {
  const narrow = await open(browser, path("fig02.html"), {viewport: {width: 380, height: 800}});
  assert.ok(await narrow.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  assert.ok((await colours(narrow.page)) > 10);
  await narrow.page.context().close();
});

test("A report that was cut opens, says so, and shows what there is", async () => {
  const text = readFileSync(path("fig02.html"), "utf8");
  writeFileSync(
      path("cut.html"),
      text.slice(0, text.indexOf("<script type=\"text/plain\" id=\"umsim-end\"")));
  const block = text.indexOf("class=\"umsim-block\">");
  writeFileSync(path("torn.html"), text.slice(0, block + 400));
  for (const [name, rows] of [["cut.html", "187"], ["torn.html", "1"]]) {
    const cut = await open(browser, path(name));
    assert.match(await cut.page.locator("[role=alert]").innerText(), /This report was cut/);
    assert.equal(await cut.page.locator(".events").getAttribute("aria-rowcount"), rows);
    await cut.page.keyboard.press("ArrowRight");
    assert.deepEqual(cut.complaints, []);
    await cut.page.context().close();
  }
});

test("A counterexample says what it breaks, and opens in the order of its events", async () => {
  umsim(
      "check", "fig11-smallest-lock-race", "--knock-out", "second-lock-test", "--json",
      "--schedule-out", path("race.schedule.json"));
  umsim(
      "run", "fig11-smallest-lock-race", "--schedule", path("race.schedule.json"), "--json",
      "--steps", "--trace", path("race.html"));
  const race = await open(browser, path("race.html"));
  assert.match(
      await race.page.locator(".notice").innerText(),
      /INV-2: a worker's user portion runs in user mode/);
  assert.deepEqual(
      await race.page.locator(".events thead th").allInnerTexts(),
      ["time", "CPU0", "CPU1", "outside"]);
  assert.match(await race.page.locator("header").innerText(), /without second-lock-test/);
  assert.match(await race.page.locator(".tabs h3").innerText(), /^P1 => W1$/);
  assert.match(
      await race.page.locator(".events tr[aria-selected=true]").innerText(),
      /P1 => W1 FIG15.B7.control/);
  const steps = race.page.locator(".events td.own", {hasText: "FIG15.B7.integer"});
  assert.equal((await steps.innerText()).match(/FIG15.B7.integer/g)?.length, 1);
  assert.deepEqual(race.complaints, []);
  await race.page.context().close();
});

// The colours of a row of pixels of a lane, `down` pixels below the ruler.
const coloursAt = (of: Page, down: number): Promise<string[]> => of.evaluate((y) => {
  const canvas = document.querySelector<HTMLCanvasElement>(".canvas canvas")!;
  const {data} = canvas.getContext("2d")!.getImageData(200, y, canvas.width - 260, 1);
  const found = new Set<string>();
  for (let i = 0; i < data.length; i += 4) found.add([...data.slice(i, i + 3)].join());
  return [...found];
}, RULER + down);

test("Of half a million events the whole view says who has the CPUs, and how much", async () => {
  const busy = process.env["BUSY"] ?? "bench/busy.json";
  umsim("run", busy, "--json", "--max-steps", "930000", "--trace", path("busy.html"));
  const many = await open(browser, path("busy.html"));
  const found = await coloursAt(many.page, 38);  // in the middle of CPU0
  assert.ok(found.includes("240,228,66"));       // W4
  assert.ok(!found.includes("140,149,159"));     // grey
  await many.page.mouse.move(500, 165);
  const text = await many.page.locator(".tip").innerText();
  assert.match(text, /^CPU0, thread: W4 \d+ %, .*W3 \d+ %/);
  const sum = [...text.matchAll(/(\d+) %/g)].reduce((total, [, part]) => total + Number(part), 0);
  assert.ok(sum >= 94 && sum <= 106, text);
  assert.deepEqual(many.complaints, []);
  await many.page.context().close();
});

test("Of half a million events the last can be reached, in the table and by key", async () => {
  const many = await open(browser, path("busy.html"));
  await many.page.keyboard.press("End");
  const count =
      await many.page.evaluate(() => (window as unknown as WithViewer).umsimViewer.selected + 1);
  assert.ok(count > 400_000);
  await many.page.locator(`.events tr[data-event="${count - 1}"]`).waitFor();
  await many.page.locator(".scroller")
      .evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
  await many.page.waitForFunction((half) => {
    const first = document.querySelector(".events tbody tr")?.getAttribute("data-event");
    return Math.abs(Number(first) - half) < half / 20;
  }, count / 2);
  assert.deepEqual(many.complaints, []);
  await many.page.context().close();
});

test("Nothing is said on the console, and nothing is fetched", () => {
  assert.deepEqual(opened.complaints, []);
});
