// The panel that shows the keys, and says what is drawn.

import type {Command} from "./commands.ts";
import {el} from "./dom.ts";

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc"
};

function spelled(key: string): string {
  return key.split("+").map((part) => NAMES[part] ?? part).join("+") || "+";
}

export function helpDialog(commands: readonly Command[]): HTMLDialogElement {
  const rows = commands.map(
      (command) =>
          el("tr", {},
             el("td", {},
                ...command.keys.flatMap(
                    (key) => [el("kbd", {}, key === "+" ? "+" : spelled(key)), " "])),
             el("td", {}, command.what)),
  );
  const dialog = el(
      "dialog", {"aria-label": "Help"}, el("h2", {tabindex: "-1", autofocus: true}, "Keys"),
      el("table", {}, el("tbody", {}, ...rows)), el("h2", {}, "What is drawn"),
      el("ul", {},
         el("li", {},
            "Colours name threads. A slice in kernel mode, and a lock that the " +
                "kernel holds, is hatched ╱╱."),
         el("li", {},
            "Of a kernel portion: dots: ready, ╲╲: blocked, crossed: parked; " +
                "otherwise the CPU that runs it."),
         el("li", {},
            "Arrows: solid: a switch in user mode or a directed switch; dotted: " +
                "a kernel queue wakes a primary; dashed: an APC or its question."),
         el("li", {},
            "Slices that are narrower than a pixel are drawn together: each kind of them has the " +
                "share of the height that it has of the time. Point at them for figures."),
         el("li", {}, "A lock word is written owner/kernel holders; -/0 is free and not drawn."),
         el("li", {},
            "Ctrl and the wheel zoom, the wheel scrolls, Shift and the wheel or dragging move.")),
      el("form", {method: "dialog"}, el("button", {}, "Close")));
  return dialog;
}
