// A second trace beside the first: its timeline below the other, on the same axis, and what is said
// of how the two are aligned.

import {buildTimeline, type Timeline} from "../model/lanes.ts";
import {Phrases} from "../model/phrases.ts";
import {Marks} from "../model/slices.ts";
import type {Alignment, How} from "../trace/alignment.ts";
import type {Other, Trace} from "../trace/document.ts";
import {el} from "./dom.ts";
import {causesOf, eventPanel} from "./event_panel.ts";
import {Palette} from "./theme.ts";
import {TimelineView} from "./timeline.ts";

// How a row of both traces is marked, and what that means.
export const SIGNS: Readonly<Record<How, readonly[string, string]>> = {
  "same": ["=", "the same"],
  "shifted": ["~", "the same at another time, on another CPU or for another cause"],
  "changed": ["≠", "another step, something else or another value"],
  "moved here": ["↕", "the same, in another order in the second trace"],
  "moved there": ["↕", "the same, in another order in the first trace"],
  "only here": ["<", "only in the first trace"],
  "only there": [">", "only in the second trace"],
};

export class Beside {
  readonly view: TimelineView;
  readonly phrases: Phrases;
  readonly trace: Trace;
  readonly alignment: Alignment;
  readonly palette: Palette;
  private readonly timeline: Timeline;

  // `select` is handed events of the second trace.
  constructor(
      {trace, alignment}: Other,
      first: TimelineView,
      firstPalette: Palette,
      private readonly select: (event: number) => void,
  ) {
    this.trace = trace;
    this.alignment = alignment;
    const {report, events, before} = trace;
    this.phrases = new Phrases(report, events);
    this.palette = new Palette(report.header.threads, firstPalette);
    this.timeline = buildTimeline(report, events, before);
    this.view = new TimelineView(
        trace, this.timeline, this.phrases, this.palette, select, "Second timeline");
    this.view.link(first);
  }

  // The row where the traces part, or -1.
  get parting(): number {
    return this.alignment.same < this.alignment.length ? this.alignment.same : -1;
  }

  mark(event: number): void {
    const chain = causesOf(this.trace, event);
    this.view.selection = {event, chain, hits: new Marks(new Uint32Array(0))};
    this.view.redraw();
  }

  notice(): Node {
    const {same, said} = this.alignment;
    const text = this.parting < 0 ?
        "= Both traces have the same events." :
        `≠ The traces part after ${same.toLocaleString("en")} ${
            same === 1 ? "event that is" : "events that are"} the same. `;
    return el(
        "p", {class: "notice", role: "note"}, text, el("span", {class: "said"}, said.join(" ")));
  }

  // What belongs there to what is selected.
  panel(row: number, event: number): Node {
    const [sign, meaning] = row < 0 ? ["", ""] : SIGNS[this.alignment.how(row)];
    const content = event < 0 && row >= 0 ?
        el("p", {class: "hint"}, "The second trace has no such event.") :
        eventPanel(this.trace, this.timeline.history, this.phrases, event, this.select);
    return el(
        "section", {class: "second", "aria-label": "Second trace"},
        el("h2", {}, `Second trace ${sign}`), el("p", {class: "faint"}, meaning), content);
  }
}
