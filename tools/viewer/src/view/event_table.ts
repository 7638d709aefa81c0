// All events as a table: one line each, or one column a CPU. It is the page's text alternative to
// the timeline. Only the rows in sight are on the page, so that a million cost no more than a
// hundred.

import type {Phrases} from "../model/phrases.ts";
import type {Trace} from "../trace/document.ts";
import {lowerBound} from "../trace/events.ts";
import {stepLabel} from "../trace/report.ts";
import {type Beside, SIGNS} from "./beside.ts";
import {el} from "./dom.ts";
import type {Palette} from "./theme.ts";

const ROW = 24;             // pixels, as in the style sheet
const HIGHEST = 8_000_000;  // pixels; browsers lay out no much higher element
const COLUMN = 200;         // least width of a CPU's events
const TIME = 130;           // width of times beside them
const SPARE = 6;            // rows above and below those in sight

const HEADS: Readonly<Partial<Record<string, readonly string[]>>> = {
  table: ["event", "time", "CPU", "thread", "step", "what"],
  beside: ["time", "first trace", "", "time", "second trace"],
};

// A line each; a column a CPU; or both traces.
export type Layout = "table"|"interleaving"|"beside";

export class EventTable {
  readonly element: HTMLElement;
  layout: Layout = "table";
  private readonly body = el("tbody", {});
  private readonly head = el("thead", {});
  private readonly grid: HTMLTableElement;
  private readonly spacer = el("div", {class: "spacer"});
  private shown: Uint32Array|null = null;  // only these events, or all
  private selected = -1;                   // event, or row of both traces
  private due = false;

  constructor(
      private readonly trace: Trace,
      private readonly phrases: Phrases,
      private readonly palette: Palette,
      private readonly select: (event: number) => void,
      private readonly second: Beside|null,
      private readonly selectRow: (row: number) => void,  // of both traces
  ) {
    this.grid =
        el("table", {class: "events", role: "grid", "aria-label": "Events of the trace"}, this.head,
           this.body);
    this.element =
        el("div", {class: "scroller", role: "region", tabindex: "0", "aria-label": "Events"},
           this.spacer);
    this.spacer.append(this.grid);
    this.element.addEventListener("scroll", () => this.redraw());
    new ResizeObserver(() => this.redraw()).observe(this.element);
    this.rebuild();
  }

  show(events: Uint32Array|null): void {
    this.shown = events;
    this.rebuild();
  }

  // Another set of columns or of rows.
  rebuild(): void {
    const heads = HEADS[this.layout] ?? ["time", ...this.cpus(), "outside"];
    this.head.replaceChildren(el("tr", {}, ...heads.map((text) => el("th", {scope: "col"}, text))));
    for (const layout of ["interleaving", "beside"]) {
      this.grid.classList.toggle(layout, this.layout === layout);
    }
    const columns = this.layout === "interleaving" ? this.cpus().length + 1 : 0;
    this.spacer.style.width = columns === 0 ? "" : `max(100%, ${columns * COLUMN + TIME}px)`;
    this.grid.setAttribute("aria-rowcount", String(this.count + 1));
    this.spacer.style.height = `${Math.min(HIGHEST, (this.count + 1) * ROW)}px`;
    this.redraw();
  }

  // `both` is the row of both traces.
  mark(event: number, both: number, reveal: boolean): void {
    this.selected = this.layout === "beside" ? both : event;
    const row = this.rowOf(this.selected);
    const visible = Math.floor(this.element.clientHeight / ROW) - 1;
    const top = this.top(visible);
    if (reveal && row >= 0 && (row < top || row >= top + visible - 1))
      this.scrollTo(Math.max(0, row - 3), visible);
    this.redraw();
  }

  redraw(): void {
    if (this.due) return;
    this.due = true;
    requestAnimationFrame(() => {
      this.due = false;
      this.draw();
    });
  }

  // Rows of events for paper, around the one that is selected.
  forPaper(most: number): Node {
    const first = Math.max(0, Math.min(this.rowOf(this.selected) - most / 2, this.count - most));
    const rows = [];
    for (let row = first; row < Math.min(this.count, first + most); row++) rows.push(this.row(row));
    return el(
        "table", {class: this.grid.className}, this.head.cloneNode(true), el("tbody", {}, ...rows));
  }

  private get count(): number {
    if (this.layout === "beside" && this.second !== null) return this.second.alignment.length;
    return this.shown?.length ?? this.trace.events.count;
  }

  private cpus(): string[] {
    return Array.from({length: this.trace.report.header.machine.cpus}, (_, i) => `CPU${i}`);
  }

  private rowOf(event: number): number {
    if (this.shown === null || this.layout === "beside") return event;
    const shown = this.shown;
    return lowerBound(shown.length, (i) => shown[i] < event);
  }

  // The first row in sight. A table that is too high for the browser scrolls in proportion.
  private top(visible: number): number {
    const scroll = this.element.scrollTop;
    if ((this.count + 1) * ROW <= HIGHEST) return Math.floor(scroll / ROW);
    return Math.round((scroll / (HIGHEST - this.element.clientHeight)) * (this.count - visible));
  }

  private scrollTo(row: number, visible: number): void {
    const exact = (this.count + 1) * ROW <= HIGHEST;
    this.element.scrollTop = exact ?
        row * ROW :
        (row / Math.max(1, this.count - visible)) * (HIGHEST - this.element.clientHeight);
  }

  private draw(): void {
    const visible = Math.ceil(this.element.clientHeight / ROW);
    const exact = (this.count + 1) * ROW <= HIGHEST;
    const first =
        Math.max(0, Math.min(this.top(visible - 1), this.count - 1) - (exact ? SPARE : 0));
    const last = Math.min(this.count, first + visible + 2 * SPARE);
    const rows = [];
    for (let row = first; row < last; row++) rows.push(this.row(row));
    this.body.replaceChildren(...rows);
    this.grid.style.marginTop = `${exact ? first * ROW : this.element.scrollTop}px`;
  }

  private row(row: number): HTMLElement {
    const both = this.layout === "beside";
    const event = this.shown === null || both ? row : this.shown[row];
    const attributes: Record<string, string|(() => void)> = {
      "aria-rowindex": String(row + 2),
      "aria-selected": String(event === this.selected),
      [both ? "data-row" : "data-event"]: String(event),
      click: () => both ? this.selectRow(row) : this.select(event),
    };
    return el("tr", attributes, ...this.cellsOf(event));
  }

  private cellsOf(event: number): Node[] {
    if (this.layout === "interleaving") return this.columns(event);
    return this.layout === "beside" ? this.pair(event) : this.cells(event);
  }

  // What belongs together in both traces.
  private pair(row: number): Node[] {
    const {second} = this;
    if (second === null) return [];
    const {alignment} = second;
    const [sign, title] = SIGNS[alignment.how(row)];
    return [
      ...half(this.trace, this.phrases, this.palette, alignment.firstIn(row)),
      el("td", {title}, sign),
      ...half(second.trace, second.phrases, second.palette, alignment.secondIn(row))
    ];
  }

  private cells(event: number): Node[] {
    const {events, report} = this.trace;
    const thread = events.thread[event];
    return [
      el("td", {class: "number"}, String(events.id[event])),
      el("td", {class: "number"}, this.phrases.time(events.cycles[event])),
      el("td", {}, this.cpus()[events.cpu[event]] ?? "-"),
      el("td", {}, swatch(this.palette, thread), this.phrases.thread(thread)),
      el("td", {}, stepLabel(report, events.step[event]) || "-"),
      el("td", {}, this.phrases.of(event)),
    ];
  }

  private columns(event: number): Node[] {
    const {events} = this.trace;
    const cpus = this.cpus().length;
    const own = Math.min(events.cpu[event], cpus);
    const said = [this.phrases.of(event), labelBehind(this.trace, this.phrases, event)];
    const cells: Node[] = [el("td", {class: "number"}, this.phrases.time(events.cycles[event]))];
    for (let column = 0; column <= cpus; column++) {
      cells.push(
          column === own ? el("td", {class: "own", title: said.join("")},
                              swatch(this.palette, events.thread[event]), said[0],
                              el("span", {class: "faint"}, said[1])) :
                           el("td", {class: "other"}, ""));
    }
    return cells;
  }
}

// What one of two traces has in a row, or nothing.
function half(trace: Trace, phrases: Phrases, palette: Palette, event: number): Node[] {
  const {events} = trace;
  if (event < 0) return [el("td", {}, ""), el("td", {}, "")];
  return [
    el("td", {class: "number"}, phrases.time(events.cycles[event])),
    el("td", {}, swatch(palette, events.thread[event]), phrases.of(event),
       el("span", {class: "faint"}, labelBehind(trace, phrases, event))),
  ];
}

// " FIG15.B3", unless what has happened begins with it.
function labelBehind(trace: Trace, phrases: Phrases, event: number): string {
  const label = stepLabel(trace.report, trace.events.step[event]);
  return label === "" || phrases.of(event).startsWith(`${label}: `) ? "" : ` ${label}`;
}

// Beside the name, never instead of it.
function swatch(palette: Palette, thread: number): Node {
  const mark = el("span", {class: "swatch", "aria-hidden": "true"});
  mark.style.background = palette.of(thread) ?? "transparent";
  return mark;
}
