// A second trace beside the first: its timeline below the other, on the same axis, and what is said
// about where they part.

import type {Comparison} from "../model/compare.ts";
import {buildTimeline, type Timeline} from "../model/lanes.ts";
import {Phrases} from "../model/phrases.ts";
import {Marks} from "../model/slices.ts";
import type {Trace} from "../trace/document.ts";
import {el} from "./dom.ts";
import {causesOf, eventPanel} from "./event_panel.ts";
import {TimelineView} from "./timeline.ts";

export class Beside {
  readonly view: TimelineView;
  readonly phrases: Phrases;
  readonly first: number;  // where the traces part, or -1
  private readonly timeline: Timeline;

  constructor(
      readonly comparison: Comparison,
      first: TimelineView,
      private readonly select: (event: number) => void,
  ) {
    const {report, events, before} = this.trace;
    this.phrases = new Phrases(report, events);
    this.timeline = buildTimeline(report, events, before);
    this.view =
        new TimelineView(this.trace, this.timeline, this.phrases, select, "Second timeline");
    this.view.link(first);
    this.first = comparison.first();
  }

  get trace(): Trace {
    return this.comparison.right;
  }

  // The event at the same place is selected here too.
  mark(event: number): void {
    const own = event < this.trace.events.count ? event : -1;
    this.view.selection = {
      event: own,
      chain: causesOf(this.trace, own),
      hits: new Marks(new Uint32Array(0))
    };
    this.view.redraw();
  }

  notice(): Node {
    const {left, right} = this.comparison;
    const text = this.first < 0 ? "= Both traces have the same events." :
        this.first >= Math.min(left.events.count, right.events.count) ?
                                  `≠ One trace ends after ${this.first} events that are the same.` :
                                  `≠ The traces part after ${this.first} events that are the same.`;
    return el("p", {class: "notice", role: "note"}, text);
  }

  // What happened there at the same place.
  panel(event: number): Node {
    const differs = event >= 0 && this.comparison.differs(event);
    const own = event < this.trace.events.count ? event : -1;
    const content = own < 0 && event >= 0 ?
        el("p", {class: "hint"}, "The second trace has ended.") :
        eventPanel(this.trace, this.timeline.history, this.phrases, own, this.select);
    return el(
        "section", {class: "second", "aria-label": "Second trace"},
        el("h2", {}, `Second trace ${differs ? "≠" : "="}`), content);
  }
}
