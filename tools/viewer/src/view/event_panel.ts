// The panel about one event: what, why, where in the patent, and what it changed.

import type {History} from "../model/history.ts";
import type {Phrases} from "../model/phrases.ts";
import type {Trace} from "../trace/document.ts";
import {figureOf, stepAt} from "../trace/report.ts";
import {el, table} from "./dom.ts";
import {changes} from "./state_words.ts";

const MOST_CAUSES = 12;
const MOST_EFFECTS = 6;
const LOOK_AHEAD = 20000;  // events among which effects are looked for

// The events that led to this one, the nearest first.
export function causesOf(trace: Trace, event: number): number[] {
  const chain: number[] = [];
  let cause = event < 0 ? -1 : trace.events.causeOf(event);
  while (cause >= 0 && chain.length < MOST_CAUSES) {
    chain.push(cause);
    cause = trace.events.causeOf(cause);
  }
  return chain;
}

export function effectsOf(trace: Trace, event: number): number[] {
  const {events} = trace;
  const id = events.id[event];
  const found: number[] = [];
  const end = Math.min(events.count, event + LOOK_AHEAD);
  for (let i = event + 1; i < end && found.length < MOST_EFFECTS; i++) {
    if (events.cause[i] === id) found.push(i);
  }
  return found;
}

export function eventPanel(
    trace: Trace,
    history: History,
    phrases: Phrases,
    event: number,
    select: (event: number) => void,
    ): Node {
  if (event < 0)
    return el("p", {class: "hint"}, "Click an event or a slice, or press → for the first event.");
  const {events, report} = trace;
  const at = stepAt(report, events.step[event]);
  const figure = figureOf(at?.step.label ?? "");
  const cpu = events.cpu[event];
  const facts: [string, string][] = [
    [
      "when",
      `${phrases.time(events.cycles[event])} (cycle ${events.cycles[event].toLocaleString("en")})`
    ],
    ["event", `#${events.id[event]} ${phrases.kind(event).name}`],
    ["where", cpu < report.header.machine.cpus ? `CPU${cpu}` : "outside of the CPUs"],
    ["thread", phrases.thread(events.thread[event])],
  ];
  if (at !== null)
    facts.push(["step", `${at.step.label}: ${at.step.what}`], ["flow", at.routine.title]);
  if (figure !== "") facts.push(["patent", figure]);
  const kind = phrases.kind(event);
  if (kind.object !== "nothing") facts.push([`object (${kind.object})`, phrases.object(event)]);
  if (kind.old !== "nothing") facts.push(["old value", phrases.old(event)]);
  if (kind.new !== "nothing") facts.push(["new value", phrases.new(event)]);
  return el(
      "div",
      {},
      el("h3", {}, phrases.of(event)),
      el("dl", {}, ...facts.flatMap(([name, text]) => [el("dt", {}, name), el("dd", {}, text)])),
      changesOf(history, phrases, event),
      el("h4", {}, "Why"),
      links(
          causesOf(trace, event), "Nothing in the trace led to it.", events.cycles[event], phrases,
          trace, select),
      el("h4", {}, "What it led to"),
      links(
          effectsOf(trace, event), "Nothing that follows names it.", events.cycles[event], phrases,
          trace, select),
  );
}

function changesOf(history: History, phrases: Phrases, event: number): Node {
  const found = changes(history.after(event), history.after(event + 1), phrases);
  if (found.length === 0) return el("p", {class: "hint"}, "The state shown here stays the same.");
  const rows = found.map(
      (one) =>
          el("tr", {}, el("th", {scope: "row"}, one.what), el("td", {}, one.before),
             el("td", {}, one.after)),
  );
  return table("State before and after", ["", "before", "after"], rows);
}

function links(
    found: readonly number[],
    none: string,
    here: number,
    phrases: Phrases,
    trace: Trace,
    select: (event: number) => void,
    ): Node {
  if (found.length === 0) return el("p", {class: "hint"}, none);
  return el(
      "ol",
      {class: "chain"},
      ...found.map((event) => {
        const away = trace.events.cycles[event] - here;
        const when = away === 0 ?
            "at once" :
            `${phrases.time(Math.abs(away))} ${away < 0 ? "before" : "later"}`;
        return el(
            "li", {}, el("button", {type: "button", click: () => select(event)}, phrases.of(event)),
            el("span", {class: "faint"}, ` ${when}`));
      }),
  );
}
