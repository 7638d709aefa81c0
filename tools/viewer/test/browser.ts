// Chromium with a report in it: what the browser tests and the measurements share.

import {existsSync} from "node:fs";
import {pathToFileURL} from "node:url";
import {type Browser, type BrowserContextOptions, chromium, type Page} from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export async function launch(): Promise<Browser> {
  const found = process.env["CHROMIUM"] ?? PLACES.find((place) => existsSync(place));
  if (found === undefined) throw new Error("there is no Chromium; CHROMIUM can name one");
  // Its own sandbox needs rights that root in a container does not have; it opens our files only.
  return chromium.launch({executablePath: found, args: ["--no-sandbox"]});
}

export interface Opened {
  readonly page: Page;
  readonly complaints:
      string[];  // messages on the console, errors, requests other than the page's own
}

// What has changed is drawn with the next frame of the screen: behind it, it is to be seen.
export const drawn = (page: Page): Promise<void> => page.evaluate(
    () => new Promise<void>(
        (resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))));

export async function open(
    browser: Browser, path: string, options: BrowserContextOptions = {},
    fragment = ""): Promise<Opened> {
  const context = await browser.newContext({viewport: {width: 1400, height: 900}, ...options});
  const page = await context.newPage();
  const complaints: string[] = [];
  const url = pathToFileURL(path).href;
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) complaints.push(`request of ${request.url()}`);
  });
  await page.goto(url + fragment);
  await page.waitForSelector("html[data-ready]");
  await drawn(page);
  return {page, complaints};
}
