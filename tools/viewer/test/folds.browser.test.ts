// Groups of lanes that are folded, in headless Chromium.

import assert from "node:assert/strict";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before, test} from "node:test";
import type {Browser, Locator, Page} from "playwright-core";
import {drawn, launch, open} from "./browser.ts";
import {umsim} from "./samples.ts";

let browser: Browser;
let folder = "";
const path = (name: string): string => join(folder, name);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "umsim-folds-"));
  for (const kind of ["html", "jsonl"])
    umsim("run", "fig02-directed-switch", "--json", "--trace", path(`fig02.${kind}`));
  browser = await launch();
});

after(async () => {
  await browser.close();
  rmSync(folder, {recursive: true});
});

const focused = (page: Page): Locator => page.locator(".folds button:focus");
const expanded = (page: Page): Promise<(string | null)[]> =>
    page.locator(".folds button")
        .evaluateAll((all) => all.map((one) => one.getAttribute("aria-expanded")));
// Where the titles are on the screen.
const titles = (page: Page): Promise<number[]> =>
    page.locator(".folds button")
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));

// How far it and what it is in have been scrolled by the browser.
const scrolled = (of: Locator): Promise<number> => of.evaluate((one) => {
  let pixels = 0;
  for (let at: Element|null = one; at !== null; at = at.parentElement) pixels += at.scrollTop;
  return pixels;
});

async function opened(name: string, height: number): Promise<Page> {
  const {page} = await open(browser, path(name), {viewport: {width: 1400, height}});
  return page;
}

test("Groups of lanes are folded by key, and say whether they are", async () => {
  const page = await opened("fig02.html", 900);
  const [, threads] = await titles(page);
  await page.keyboard.press("g");
  assert.equal(await focused(page).getAttribute("aria-label"), "CPUs, 4 lanes");
  assert.equal(await focused(page).getAttribute("aria-expanded"), "true");
  await page.keyboard.press("Enter");
  assert.equal(await focused(page).getAttribute("aria-expanded"), "false");
  await drawn(page);
  assert.ok((await titles(page))[1] < threads - 50);
  await page.keyboard.press("Space");
  await drawn(page);
  assert.equal((await titles(page))[1], threads);
  await page.keyboard.press("Tab");
  assert.equal(await focused(page).getAttribute("aria-label"), "Threads, 13 lanes");
  await page.context().close();
});

test("One key folds all groups, and unfolds them; it is said", async () => {
  const page = await opened("fig02.html", 900);
  const said = page.locator("[aria-live].visually-hidden");
  await page.keyboard.press("Shift+G");
  assert.deepEqual(await expanded(page), ["false", "false", "false"]);
  assert.equal(await said.innerText(), "all lanes are folded");
  await page.keyboard.press("Shift+G");
  assert.deepEqual(await expanded(page), ["true", "true", "true"]);
  assert.equal(await said.innerText(), "all lanes are shown");
  await page.context().close();
});

test("A title that gets the focus is scrolled to, and the lanes stay in their place", async () => {
  const page = await opened("fig02.html", 460);
  for (let i = 0; i < 3; i++) await page.keyboard.press("g");
  await drawn(page);
  const [title, lanes] = await focused(page).evaluate((button) => {
    const {top, bottom} = button.getBoundingClientRect();
    const box = button.closest(".canvas")!.getBoundingClientRect();
    return [[top, bottom], [box.top, box.bottom]];
  });
  assert.ok(title[0] >= lanes[0] && title[1] <= lanes[1] + 1, `${title} in ${lanes}`);
  for (const key of ["Shift+Tab", "Shift+Tab", "Tab"]) {
    await page.keyboard.press(key);
    await drawn(page);
    assert.equal(await scrolled(page.locator(".canvas")), 0);
  }
  await page.context().close();
});

test("A click on a title folds its group", async () => {
  const page = await opened("fig02.html", 900);
  const [cpus] = await titles(page);
  await page.mouse.click(30, cpus + 8);
  assert.deepEqual(await expanded(page), ["false", "true", "true"]);
  await page.mouse.click(30, cpus + 8);
  assert.deepEqual(await expanded(page), ["true", "true", "true"]);
  await page.context().close();
});

test("Of two traces the key goes to the groups of both, one after the other", async () => {
  umsim("view", path("fig02.jsonl"), path("fig02.jsonl"), "--output", path("both.html"));
  const page = await opened("both.html", 900);
  for (let i = 0; i < 4; i++) await page.keyboard.press("g");
  const timeline = focused(page).locator("xpath=ancestor::section");
  assert.equal(await timeline.getAttribute("aria-label"), "Second timeline");
  await page.keyboard.press("Enter");
  assert.deepEqual(await expanded(page), ["true", "true", "true", "false", "true", "true"]);
  await page.keyboard.press("Shift+G");
  assert.deepEqual(new Set(await expanded(page)), new Set(["false"]));
  await page.context().close();
});
