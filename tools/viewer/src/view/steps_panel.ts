// The step table of the flow that runs, as `umsim flow` has it, with the current step marked.

import type {Trace} from "../trace/document.ts";
import {figureOf, stepAt, type Step} from "../trace/report.ts";
import {el} from "./dom.ts";

// The step that the event comes from; of an event of no step, the latest on any CPU before it.
export function stepOf(trace: Trace, event: number): number {
  for (let i = event; i >= 0; i--)
    if (trace.events.step[i] !== 0) return trace.events.step[i];
  return 0;
}

export function stepsPanel(trace: Trace, event: number): Node {
  const at = stepAt(trace.report, event < 0 ? 0 : stepOf(trace, event));
  if (at === null) return el("p", {class: "hint"}, "No step has run yet.");
  const {routine} = at;
  return el(
      "div",
      {},
      el("h3", {}, `${routine.name}: ${routine.title}`),
      el("p", {class: "faint"}, `${routine.mode} mode`),
      el("ol", {class: "steps"}, ...routine.steps.map((step) => item(step, step === at.step))),
  );
}

function item(step: Step, current: boolean): Node {
  const figure = figureOf(step.label);
  const more = current ?
      el("div", {class: "more"}, ...(figure === "" ? [] : [el("p", {}, `Patent: ${figure}`)]),
         el("ul", {},
            ...step.exits.map(
                (exit) => el("li", {}, `${exit.when === "" ? "" : exit.when + " "}→ ${exit.to}`))),
         el("p", {class: "faint"}, touches(step))) :
      null;
  return el(
      "li", current ? {"aria-current": "step", class: "current"} : {}, el("b", {}, step.label),
      ` ${step.what}`, more);
}

function touches(step: Step): string {
  const parts = step.footprint.map((access) => `${access.rights} ${access.role}.${access.place}`);
  return `cost ${step.cost}; ${parts.length === 0 ? "own CPU only" : parts.join(", ")}`;
}
