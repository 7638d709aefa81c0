// The groups of lanes, to be folded without a mouse: a button over each title that is drawn. A
// pointer goes through them to what it points at.

import type {Lane} from "../model/lanes.ts";
import {el} from "./dom.ts";
import type {Row} from "./rows.ts";

export class Folds {
  readonly folded = new Set<string>();
  readonly element = el("div", {class: "folds"});
  private readonly buttons = new Map<string, HTMLButtonElement>();

  // `changed` is told when one is folded or unfolded, `reached` when one has got the focus.
  constructor(
      lanes: readonly Lane[],
      private readonly changed: () => void,
      reached: (group: string) => void,
  ) {
    for (const group of new Set(lanes.map((lane) => lane.group))) {
      const count = lanes.filter((lane) => lane.group === group).length;
      const lanesText = `${count} lane${count === 1 ? "" : "s"}`;
      const button = el("button", {
        "type": "button",
        "aria-label": `${group}, ${lanesText}`,
        "aria-expanded": "true",
        "click": () => this.toggle(group),
        "focus": () => reached(group)
      });
      this.buttons.set(group, button);
      this.element.append(button);
    }
  }

  toggle(group: string): void {
    if (!this.folded.delete(group)) this.folded.add(group);
    this.tell();
  }

  get areAllFolded(): boolean {
    return this.folded.size === this.buttons.size;
  }

  foldAll(fold: boolean): void {
    this.folded.clear();
    if (fold)
      for (const group of this.buttons.keys()) this.folded.add(group);
    this.tell();
  }

  get all(): readonly HTMLElement[] {
    return [...this.buttons.values()];
  }

  // Where the titles are on the screen; `top` is where the rows begin.
  place(rows: readonly Row[], top: number): void {
    for (const {group, y, height} of rows) {
      const button = this.buttons.get(group);
      if (button === undefined) continue;
      button.style.top = `${top + y}px`;
      button.style.height = `${height}px`;
    }
  }

  private tell(): void {
    for (const [group, button] of this.buttons)
      button.setAttribute("aria-expanded", String(!this.folded.has(group)));
    this.changed();
  }
}
