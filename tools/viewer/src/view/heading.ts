// What stands above the timeline: the trace's name, where it comes from, and what a reader must
// know.

import type {Trace} from "../trace/document.ts";
import {el} from "./dom.ts";

export function heading(trace: Trace): Node {
  const {header} = trace.report;
  return el(
      "div", {}, el("h1", {}, `${header.scenario}: ${header.title}`),
      el("p", {class: "faint"}, origin(trace)));
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
