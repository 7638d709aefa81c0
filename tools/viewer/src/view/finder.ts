// The search: its box, what it has found, and the way from one to the next.

import {search} from "../model/search.ts";
import {Marks} from "../model/slices.ts";
import type {Trace} from "../trace/document.ts";
import {lowerBound} from "../trace/events.ts";
import {el} from "./dom.ts";

export class Finder {
  readonly box =
      el("input",
         {type: "search", placeholder: "W1 lock, FIG15.B3, #12", "aria-label": "Search events"});
  readonly parts: readonly Node[];
  hits: Uint32Array = new Uint32Array(0);
  marks = new Marks(this.hits);
  private readonly found = el("span", {class: "found", "aria-live": "polite"});
  private readonly only = el("input", {type: "checkbox", id: "only"});

  // `changed` is told what only is to be shown, or null for all.
  constructor(
      private readonly trace: Trace,
      private readonly changed: (only: Uint32Array|null) => void,
  ) {
    this.parts = [this.box, this.found, el("label", {"for": "only"}, this.only, " only these")];
    this.box.addEventListener("input", () => this.search(this.box.value));
    this.only.addEventListener("change", () => this.search(this.box.value));
  }

  search(query: string): void {
    const asked = query.trim() !== "";
    this.hits = search(this.trace.report, this.trace.events, query);
    this.marks = new Marks(this.hits);
    this.found.textContent = asked ? `${this.hits.length.toLocaleString("en")} found` : "";
    this.changed(this.only.checked && asked ? this.hits : null);
  }

  // What it has found before or behind an event; from the end it goes on at the other; -1: nothing.
  next(event: number, direction: 1|- 1): number {
    const {hits} = this;
    if (hits.length === 0) return -1;
    const next = direction > 0 ? lowerBound(hits.length, (i) => hits[i] <= event) :
                                 lowerBound(hits.length, (i) => hits[i] < event) - 1;
    const wrapped = (next + hits.length) % hits.length;
    this.found.textContent = `${wrapped + 1} of ${hits.length.toLocaleString("en")}`;
    return hits[wrapped];
  }
}
