// Two traces side by side, in headless Chromium.

import assert from "node:assert/strict";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before, test} from "node:test";
import type {Browser} from "playwright-core";
import {launch, open} from "./browser.ts";
import {umsim} from "./samples.ts";
import type {App} from "../src/view/app.ts";

type WithViewer = Window&{umsimViewer: App};

let browser: Browser;
let folder = "";
const path = (name: string): string => join(folder, name);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "umsim-two-"));
  browser = await launch();
});

after(async () => {
  await browser.close();
  rmSync(folder, {recursive: true});
});

test("Two traces stand side by side, and open where they part", async () => {
  const name = "fig16-yield";
  umsim("run", name, "--json", "--trace", path("a.jsonl"));
  umsim("run", name, "--json", "--profile", "windows", "--trace", path("b.jsonl"));
  umsim("view", path("a.jsonl"), path("b.jsonl"), "--output", path("both.html"));
  const found = JSON.parse(umsim("diff", path("a.jsonl"), path("b.jsonl"), "--json")) as
      {same_events: number};
  const both = await open(browser, path("both.html"));
  const at = (): Promise<number> =>
      both.page.evaluate(() => (window as unknown as WithViewer).umsimViewer.selected);
  assert.equal(await at(), found.same_events);
  const notice = `part after ${found.same_events} events`;
  assert.ok((await both.page.locator(".notice").innerText()).includes(notice));
  assert.equal(await both.page.locator(".timeline").count(), 2);
  const row = both.page.locator(`.events tr[data-row="${found.same_events}"]`);
  assert.equal(await row.locator("td").nth(2).innerText(), "≠");
  const before = both.page.locator(`.events tr[data-row="${found.same_events - 1}"]`);
  assert.equal(await before.locator("td").nth(2).innerText(), "=");
  await both.page.keyboard.press("ArrowLeft");
  assert.match(await both.page.locator(".second h2").innerText(), /=/);
  await both.page.keyboard.press("f");
  assert.equal(await at(), found.same_events);
  await both.page.keyboard.press("w");
  await both.page.keyboard.press("0");
  assert.deepEqual(both.complaints, []);
  await both.page.context().close();
});

test(
    "Rows of two traces are those of umsim diff, and what belongs together is selected",
    async () => {
      for (const [profile, name] of [["patent", "p.jsonl"], ["windows", "w.jsonl"]])
        umsim("run", "fig12-blocking-io", "--json", "--profile", profile, "--trace", path(name));
      umsim("view", path("p.jsonl"), path("w.jsonl"), "--output", path("rows.html"));
      const {alignment} =
          JSON.parse(umsim("diff", path("p.jsonl"), path("w.jsonl"), "--aligned", "--json")) as {
            alignment:
                {said: string[]; rows: {how: string; left: number | null; right: number | null}[]}
          };
      const both = await open(browser, path("rows.html"));
      const text = await both.page.locator(".notice").innerText();
      for (const sentence of alignment.said) assert.ok(text.includes(sentence), sentence);
      assert.equal(
          await both.page.locator(".events").getAttribute("aria-rowcount"),
          String(alignment.rows.length + 1));
      const chosen = (): Promise<[number, number]> => both.page.evaluate(() => {
        const {view, second} =
            (window as unknown as {
              umsimViewer:
                  {view: {selection: {event: number}}; second: {view: {selection: {event: number}}}}
            }).umsimViewer;
        return [view.selection.event, second.view.selection.event] as [number, number];
      });
      const kinds = new Set<string>();
      await both.page.keyboard.press("Home");
      for (const row of alignment.rows) {
        const [first, second] = await chosen();
        if (row.left !== null) assert.equal(first, row.left - 1);
        if (row.right !== null) assert.equal(second, row.right - 1);
        if (row.how === "only_left") assert.equal(second, -1);
        if (row.how === "only_right") assert.equal(first, -1);
        kinds.add(row.how);
        await both.page.keyboard.press("ArrowRight");
      }
      assert.ok(
          ["only_left", "only_right", "moved_left", "shifted"].every((how) => kinds.has(how)));
      await both.page.keyboard.press("f");
      await both.page.keyboard.press("]");
      const differs = alignment.rows.map((row) => !["same", "shifted"].includes(row.how));
      const next = differs.indexOf(true, differs.indexOf(true) + 1);
      const sign = both.page.locator(".events tr[aria-selected=true] td:nth-child(3)");
      assert.equal(
          await both.page.locator(".events tr[aria-selected=true]").getAttribute("data-row"),
          String(next));
      assert.match(await sign.innerText(), /[<>≠↕]/);
      assert.deepEqual(both.complaints, []);
      await both.page.context().close();
    });

test("Two traces of different scenarios are both named, and a thread has one colour", async () => {
  umsim("run", "fig15-switch", "--json", "--trace", path("one.jsonl"));
  umsim("run", "fig15-own-teb-first", "--json", "--trace", path("other.jsonl"));
  umsim("view", path("one.jsonl"), path("other.jsonl"), "--output", path("differ.html"));
  const {page, complaints} = await open(browser, path("differ.html"));
  const header = await page.locator("header").innerText();
  for (const words
           of ["fig15-switch and fig15-own-teb-first", "first trace: fig15-switch: A switch",
               "second trace: fig15-own-teb-first: "])
    assert.ok(header.includes(words), `${words} in ${header}`);
  assert.match(await page.locator(".notice").innerText(), /part after 1 event that is the same/);
  assert.equal(await page.locator(".now").innerText(), "at an event of the second trace");
  assert.equal(
      await page.locator("[aria-live=polite]").last().innerText(), "second trace: P2 gets the CPU");
  const colours =
      await page.locator(".events tbody tr")
          .first()
          .locator(".swatch")
          .evaluateAll((found) => found.map((one) => (one as HTMLElement).style.background));
  assert.equal(colours.length, 2);
  assert.equal(colours[0], colours[1]);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("Of two traces a second one that was cut is not shown, and the report says so", async () => {
  const text = readFileSync(path("both.html"), "utf8");
  const end = text.indexOf("<script type=\"application/json\" id=\"umsim-alignment\">");
  assert.ok(end > 0);
  writeFileSync(path("half.html"), text.slice(0, end));
  const half = await open(browser, path("half.html"));
  assert.match(await half.page.locator("[role=alert]").innerText(), /second trace is not whole/);
  assert.equal(await half.page.locator(".timeline").count(), 1);
  await half.page.context().close();
});
