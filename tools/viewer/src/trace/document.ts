// Finds the trace in the page that umsim wrote (traces/html_sink.h says how it is laid out).

import {Alignment} from "./alignment.ts";
import {readBlock} from "./blocks.ts";
import {Events} from "./events.ts";
import {BlockError, bytesOf} from "./numbers.ts";
import type {Report} from "./report.ts";

export interface Trace {
  readonly report: Report;
  readonly events: Events;
  readonly before: Events;  // what led to the state in which a part of a run begins
  readonly cut: string;     // why not all of the trace is there, or nothing
}

export const REPORT_VERSION = 1;

const EVENTS_OF_BLOCK = 4096;  // that umsim writes; more fit

// A second trace to compare with.
export interface Other {
  readonly trace: Trace;
  readonly alignment: Alignment;
}

// What the page holds: a trace, or two. Of a second one that is not whole nothing can be said.
export function readTraces(page: Document): {trace: Trace; other: Other | null} {
  const trace = readDocument(page);
  if (page.getElementById("umsim-report-other") === null) return {trace, other: null};
  const written = page.getElementById("umsim-alignment")?.textContent;
  if (written === null || written === undefined) {
    return {trace: {...trace, cut: "the second trace is not whole, and not shown"}, other: null};
  }
  const second = readDocument(page, "-other");
  const alignment = new Alignment(JSON.parse(written), trace.events.count, second.events.count);
  return {trace, other: {trace: second, alignment}};
}

// Throws Error where the page has no report. The suffix says which of its traces.
function readDocument(page: Document, suffix = ""): Trace {
  const text = page.getElementById(`umsim-report${suffix}`)?.textContent;
  if (text === null || text === undefined) throw new Error("this page holds no report of umsim");
  const report = JSON.parse(text) as Report;
  if (report.report !== REPORT_VERSION) {
    throw new Error(`the report has version ${report.report}, this viewer reads ${REPORT_VERSION}`);
  }
  const events = new Events();
  const before = new Events();
  let cut = "";
  const end = page.getElementById(`umsim-end${suffix}`)?.textContent;
  const blocks = page.querySelectorAll(`script.umsim-block${suffix}`);
  // Room for all at once, where the last line says a number that so many blocks can have.
  events.reserve(Math.min(Number(end ?? 0) || 0, blocks.length * EVENTS_OF_BLOCK));
  const led = page.getElementById(`umsim-before${suffix}`)?.textContent;
  if (led) readBlock(bytesOf(led), report.kinds, before);
  for (const block of blocks) {
    try {
      readBlock(bytesOf(block.textContent ?? ""), report.kinds, events);
    } catch (error) {
      if (!(error instanceof BlockError)) throw error;
      cut = `it cannot be read after event ${events.count}: ${error.message}`;
      break;
    }
  }
  if (cut === "" && end !== String(events.count)) {
    cut = "the run was interrupted, or there was no more room; what follows is missing";
  }
  return {report, events, before, cut};
}
