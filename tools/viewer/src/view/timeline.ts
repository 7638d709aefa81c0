// The timeline on the page: what is seen of it, and what pointers do there.

import type {Phrases} from "../model/phrases.ts";
import type {Content, Lane, Timeline} from "../model/lanes.ts";
import {Marks, NOTHING} from "../model/slices.ts";
import type {Axis} from "../model/widths.ts";
import {lowerBound} from "../trace/events.ts";
import type {Trace} from "../trace/document.ts";
import {Painter, RULER} from "./canvas.ts";
import {el, fitted, type Size} from "./dom.ts";
import {Folds} from "./folds.ts";
import {Minimap} from "./minimap.ts";
import {Labels} from "./labels.ts";
import {sharesOf} from "./mixes.ts";
import {layOut, rowAt, type Row} from "./rows.ts";
import {type Palette, THEMES, type Theme} from "./theme.ts";
import {type Tick, ticks, timeTicks, Viewport} from "./viewport.ts";

const GUTTER = 168;
const NARROW_GUTTER = 104;
const NARROW = 700;  // pixels
const WIDTH_ON_PAPER = 1040;
const HIGHEST_ON_PAPER = 1300;
const SCALE_ON_PAPER = 2;
const TICK = 110;  // pixels from mark to mark of the ruler, about
const NEAR = 1.5;  // pixels; narrower slices are told together
const CLICK = 4;   // pixels that a pointer may move and still click

interface Point {
  readonly x: number;
  readonly y: number;
}

// What a lane shows where it shows nothing.
const NOTHING_NAMES: Readonly<Partial<Record<Content, string>>> = {
  runs: "idle",
  steps: "idle",
  lock: "free",
  list: "empty",
  object: "not set"
};

export interface Selection {
  readonly event: number;  // or -1
  readonly chain: readonly number[];
  readonly hits: Marks;
}

export class TimelineView {
  readonly element: HTMLElement;
  viewport: Viewport;
  byEvents = false;  // the axis runs over events, not over time
  selection: Selection = {event: -1, chain: [], hits: new Marks(new Uint32Array(0))};
  theme: Theme = THEMES.light;
  readonly folds: Folds;
  readonly frameTimes: number[] = [];  // milliseconds that the latest drawings took

  private readonly canvas = el("canvas", {tabindex: "0", role: "application"});
  private readonly mini = el("canvas", {class: "minimap", "aria-hidden": "true"});
  private readonly tip = el("div", {class: "tip", hidden: true, "aria-hidden": "true"});
  private readonly painter: Painter;
  private readonly minimap: Minimap;
  private readonly labels: Labels;
  private readonly times: Axis;
  private readonly positions: Axis;
  private rows: Row[] = [];
  private height = 0;
  private scroll = 0;
  private due = 0;
  private onPaper = false;
  private linked: TimelineView|null = null;
  private readonly pointers = new Map<number, Point>();
  private moved = 0;

  constructor(
      private readonly trace: Trace,
      private readonly timeline: Timeline,
      private readonly phrases: Phrases,
      palette: Palette,
      private readonly select: (event: number) => void,
      name = "Timeline",
  ) {
    const {events, report} = trace;
    this.labels = new Labels(report, phrases, palette);
    const last = events.lastCycles;
    const first = events.count === 0 ? 0 : events.cycles[0];
    const tail = Math.max(1, (last - first) / 50);  // so that the last event has some room
    this.times = new Float64Array(events.count + 1);
    this.positions = new Float64Array(events.count + 1);
    for (let i = 0; i < events.count; i++) {
      this.times[i] = events.cycles[i] - first;
      this.positions[i] = i;
    }
    this.times[events.count] = last + tail - first;
    this.positions[events.count] = events.count;
    this.viewport = new Viewport(Math.max(1, last - first + tail));
    const context = this.canvas.getContext("2d");
    if (context === null) throw new Error("this browser cannot draw");
    this.painter = new Painter(context);
    this.folds = new Folds(timeline.lanes, () => this.layOut(), (group) => this.revealGroup(group));
    this.minimap = new Minimap(this.mini, events.count);
    this.element =
        el("section", {class: "timeline", "aria-label": name}, this.mini,
           el("div", {class: "canvas"}, this.canvas, this.folds.element, this.tip));
    this.canvas.setAttribute("aria-label", name);
    this.canvas.setAttribute(
        "aria-description", "→ and ← go from event to event; ? lists all keys");
    this.layOut();
    this.listen();
    new ResizeObserver(() => this.redraw()).observe(this.element);
  }

  get axis(): Axis {
    return this.byEvents ? this.positions : this.times;
  }

  // Both show the same part of their axes from now on, which are as long as the longer one.
  link(other: TimelineView): void {
    other.viewport.length = Math.max(other.viewport.length, this.viewport.length);
    other.viewport.all();
    this.viewport = other.viewport;
    this.linked = other;
    other.linked = this;
  }

  focus(): void {
    this.canvas.focus();
  }

  // The axis changes its meaning; the event in the middle stays.
  useEvents(byEvents: boolean): void {
    const {from, to} = this.viewport;
    const first = lowerBound(this.trace.events.count, (i) => this.axis[i] < from);
    const last = lowerBound(this.trace.events.count, (i) => this.axis[i] < to);
    const views = this.linked === null ? [this] : [this, this.linked];
    for (const view of views) view.byEvents = byEvents;
    this.viewport.length = Math.max(1, ...views.map((view) => view.axis[view.axis.length - 1]));
    this.viewport.show(
        this.axis[first], Math.max(this.axis[last] - this.axis[first], 8 * (byEvents ? 1 : 0)));
    this.redraw();
  }

  reveal(event: number): void {
    this.viewport.reveal(this.axis[event]);
    this.redraw();
  }

  // The next drawing comes with the next frame of the screen, however often it is asked for.
  redraw(): void {
    if (this.due !== 0) return;
    this.due = requestAnimationFrame(() => {
      this.due = 0;
      this.draw();
    });
    this.linked?.redraw();
  }

  draw(): void {
    if (this.onPaper) return;
    this.scrollBy(0);
    this.drawAs(fitted(this.canvas));
  }

  // All lanes, or as many as a page has room for. The style sheet fits the picture to the page;
  // it stays until the screen is drawn again.
  drawForPaper(): void {
    this.onPaper = true;
    const height = Math.min(RULER + this.height, HIGHEST_ON_PAPER);
    this.canvas.width = WIDTH_ON_PAPER * SCALE_ON_PAPER;
    this.canvas.height = height * SCALE_ON_PAPER;
    this.drawAs({width: WIDTH_ON_PAPER, height, scale: SCALE_ON_PAPER});
  }

  leavePaper(): void {
    this.onPaper = false;
    this.redraw();
  }

  private drawAs({width, height, scale}: Size): void {
    const start = performance.now();
    this.viewport.width = Math.max(1, width - this.gutter);
    const scroll = Math.max(0, Math.min(this.scroll, this.height - (height - RULER)));
    this.folds.place(this.rows, RULER - scroll);
    const {report, events} = this.trace;
    this.painter.paint(
        {
          report,
          events,
          timeline: this.timeline,
          labels: this.labels,
          axis: this.axis,
          ticks: this.ticks(),
          viewport: this.viewport,
          rows: this.rows,
          scroll,
          height: this.height,
          gutter: this.gutter,
          selected: this.selection.event,
          chain: this.selection.chain,
          hits: this.selection.hits,
          theme: this.theme,
        },
        width,
        height,
        scale,
    );
    this.minimap.paint(this.axis, this.viewport, this.theme, this.selection.event);
    this.frameTimes.push(performance.now() - start);
    if (this.frameTimes.length > 1000) this.frameTimes.shift();
  }

  // Pixels down; lanes end at the bottom.
  scrollBy(pixels: number): void {
    const room = Math.max(0, this.height - (this.canvas.clientHeight - RULER));
    this.scroll = Math.max(0, Math.min(room, this.scroll + pixels));
  }

  // The title of a group that has got the focus is seen.
  private revealGroup(group: string): void {
    const row = this.rows.find((one) => one.group === group);
    if (row === undefined) return;
    const room = this.canvas.clientHeight - RULER;
    const below = row.y + row.height - (this.scroll + room);
    this.scrollBy(row.y < this.scroll ? row.y - this.scroll : Math.max(0, below));
    this.folds.place(this.rows, RULER - this.scroll);
    this.redraw();
  }

  get overflows(): boolean {
    return this.height > this.canvas.clientHeight - RULER;
  }

  private get gutter(): number {
    return this.canvas.clientWidth < NARROW ? NARROW_GUTTER : GUTTER;
  }

  private ticks(): Tick[] {
    const {viewport} = this;
    const {events, report} = this.trace;
    const count = viewport.width / TICK;
    if (this.byEvents) {
      return ticks(viewport.from + 1, viewport.to + 1, count)
          .filter((place) => Number.isInteger(place) && place <= events.count)
          .map((place) => ({position: place - 1, text: `event ${events.id[place - 1]}`}));
    }
    const first = events.count === 0 ? 0 : events.cycles[0];
    const cycles = report.header.machine.clock_mhz / 1000;  // a nanosecond
    return timeTicks((viewport.from + first) / cycles, (viewport.to + first) / cycles, count)
        .map(({ns, text}) => ({position: ns * cycles - first, text}));
  }

  private layOut(): void {
    ({rows: this.rows, height: this.height} = layOut(this.timeline, this.folds.folded));
    this.redraw();
  }

  private listen(): void {
    const canvas = this.canvas;
    canvas.addEventListener("wheel", (event) => this.wheel(event), {passive: false});
    canvas.addEventListener("dblclick", (event) => {
      this.viewport.zoom(0.4, event.offsetX - this.gutter);
      this.redraw();
    });
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, {x: event.offsetX, y: event.offsetY});
      this.moved = 0;
      this.tip.hidden = true;
    });
    canvas.addEventListener("pointermove", (event) => this.pointerMoved(event));
    canvas.addEventListener("pointerup", (event) => {
      if (this.moved < CLICK && this.pointers.size === 1) this.click(event.offsetX, event.offsetY);
      this.pointers.delete(event.pointerId);
    });
    canvas.addEventListener("pointercancel", (event) => this.pointers.delete(event.pointerId));
    canvas.addEventListener("pointerleave", () => (this.tip.hidden = true));
    const jump = (event: PointerEvent): void => {
      if (event.buttons === 0) return;
      const span = this.viewport.to - this.viewport.from;
      const middle = (event.offsetX / Math.max(1, this.mini.clientWidth)) * this.viewport.length;
      this.viewport.show(middle - span / 2, span);
      this.redraw();
    };
    this.mini.addEventListener("pointerdown", (event) => {
      this.mini.setPointerCapture(event.pointerId);
      jump(event);
    });
    this.mini.addEventListener("pointermove", jump);
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const down = event.deltaY * lines;
    if (event.ctrlKey || event.metaKey ||
        (!this.overflows && !event.shiftKey && event.deltaX === 0)) {
      this.viewport.zoom(
          Math.exp(Math.max(-200, Math.min(200, down)) / 300), event.offsetX - this.gutter);
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.viewport.pan(event.deltaX * lines || down);
    } else {
      this.scrollBy(down);
    }
    this.redraw();
  }

  private pointerMoved(event: PointerEvent): void {
    const known = this.pointers.get(event.pointerId);
    const now = {x: event.offsetX, y: event.offsetY};
    if (known === undefined) {
      this.point(now.x, now.y);
      return;
    }
    this.moved += Math.abs(now.x - known.x) + Math.abs(now.y - known.y);
    if (this.pointers.size === 2) {
      const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1] ?? now;
      const before = Math.max(20, Math.abs(known.x - other.x));
      const after = Math.max(20, Math.abs(now.x - other.x));
      this.viewport.zoom(before / after, (now.x + other.x) / 2 - this.gutter);
    } else if (this.moved >= CLICK) {
      this.viewport.pan(known.x - now.x);
      this.scrollBy(known.y - now.y);
    }
    this.pointers.set(event.pointerId, now);
    this.redraw();
  }

  private click(x: number, y: number): void {
    const row = y < RULER ? undefined : rowAt(this.rows, y - RULER + this.scroll);
    if (row !== undefined && row.group !== "") {
      this.folds.toggle(row.group);
      return;
    }
    const event = this.eventAt(row, x - this.gutter);
    if (event >= 0) this.select(event);
  }

  // Of a lane the event that its slice begins with, of marks the nearest, elsewhere the latest.
  private eventAt(row: Row|undefined, x: number): number {
    const {axis, viewport} = this;
    const position = viewport.position(x);
    const latest = lowerBound(this.trace.events.count, (i) => axis[i] <= position) - 1;
    if (row?.lane) {
      const slice = row.lane.slices.at(Math.max(0, latest));
      return slice < 0 ? -1 : row.lane.slices.events[slice];
    }
    if (row === undefined || row.marks < 0) return Math.max(0, latest);
    const marks = this.timeline.marks[row.marks].events;
    const next = lowerBound(marks.length, (i) => axis[marks[i]] < position);
    const near = [next - 1, next].filter((i) => i >= 0 && i < marks.length).map((i) => marks[i]);
    near.sort((a, b) => Math.abs(axis[a] - position) - Math.abs(axis[b] - position));
    return near[0] ?? -1;
  }

  // Says what is under the pointer.
  private point(x: number, y: number): void {
    const row = y < RULER ? undefined : rowAt(this.rows, y - RULER + this.scroll);
    const text = row === undefined || x < this.gutter ? "" : this.tipText(row, x - this.gutter);
    this.tip.hidden = text === "";
    this.tip.textContent = text;
    const {clientWidth, clientHeight} = this.canvas;
    const {offsetWidth, offsetHeight} = this.tip;
    this.tip.style.left = `${Math.max(0, Math.min(x + 12, clientWidth - offsetWidth))}px`;
    const below = y + 14 + offsetHeight <= clientHeight;
    this.tip.style.top = `${Math.max(0, below ? y + 14 : y - 8 - offsetHeight)}px`;
  }

  private tipText(row: Row, x: number): string {
    const event = this.eventAt(row, x);
    if (event < 0) return "";
    if (row.lane === null) return row.marks < 0 ? "" : this.phrases.of(event);
    const {slices} = row.lane;
    const slice = slices.at(event);
    const widths = slices.widths(this.axis);
    if (widths.begin(slice + 1) - widths.begin(slice) < NEAR * this.viewport.pixel)
      return this.mixText(row.lane, x);
    const value = slices.values[slice];
    return value === NOTHING ? "" : this.labels.of(row.lane, value).long;
  }

  // Of slices that are too narrow to be told apart: "W1 in about 20 µs: user 40 %, nothing 60 %".
  private mixText(lane: Lane, x: number): string {
    const {viewport, axis} = this;
    const begin = Math.max(0, viewport.position(x - NEAR));
    const end = Math.min(axis[axis.length - 1], viewport.position(x + NEAR));
    const {values} = lane.slices.classes;
    const parts = [...sharesOf(lane.slices, axis, begin, end)]
                      .map((share, of) => ({
                             percent: Math.round(100 * share),
                             name: of === 0 ? NOTHING_NAMES[lane.content] ?? "nothing" :
                                              this.labels.ofClass(lane, values[of])
                           }))
                      .filter(({percent}) => percent > 0)
                      .sort((a, b) => b.percent - a.percent)
                      .map(({percent, name}) => `${name} ${percent} %`);
    return `${lane.name}, ${lane.part}: ${parts.join(", ")} (zoom in to tell apart)`;
  }
}
