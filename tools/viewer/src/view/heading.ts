// What stands above the timeline: the trace's name, where it comes from, and what a reader must
// know.

import type {Trace} from "../trace/document.ts";
import {el} from "./dom.ts";

export function heading(trace: Trace, second: Trace|null): Node {
  if (second === null) return el("div", {}, el("h1", {}, titleOf(trace)), about(trace, ""));
  const [first, other] = [trace, second].map((one) => one.report.header.scenario);
  const same = titleOf(trace) === titleOf(second);
  const which = (one: Trace, name: string): Node =>
      about(one, `${name} trace: ${same ? "" : `${titleOf(one)}, `}`);
  return el(
      "div", {}, el("h1", {}, same ? titleOf(trace) : `${first} and ${other}`),
      which(trace, "first"), which(second, "second"));
}

function titleOf({report: {header}}: Trace): string {
  return `${header.scenario}: ${header.title}`;
}

function about(trace: Trace, which: string): Node {
  return el("p", {class: "faint"}, which + origin(trace));
}

// "2 CPUs at 2400 MHz (desktop-2008), timed, seed 1, 140 events".
export function origin(trace: Trace): string {
  const {header} = trace.report;
  const {cpus, clock_mhz: clock, profile} = header.machine;
  const parts = [
    `${cpus} CPU${cpus === 1 ? "" : "s"} at ${clock} MHz (${profile})`, header.engine,
    `seed ${header.seed}`, `${trace.events.count.toLocaleString("en")} events`
  ];
  if (header.protocol !== undefined) parts.push(`profile ${header.protocol}`);
  if (header.knock_outs.length !== 0) parts.push(`without ${header.knock_outs.join(", ")}`);
  return parts.join(", ");
}

export function notices(trace: Trace): Node[] {
  const found: Node[] = [];
  if (trace.cut !== "") {
    found.push(el("p", {class: "notice", role: "alert"}, `⚠ This report was cut: ${trace.cut}.`));
  }
  if (trace.report.finding !== "") {
    found.push(
        el("p", {class: "notice", role: "note"}, `✗ Counterexample: ${trace.report.finding}`));
  }
  return found;
}
