// The page: puts its parts together, and carries what is selected from one to the others.

import {Comparison} from "../model/compare.ts";
import {buildTimeline, type Timeline} from "../model/lanes.ts";
import {Phrases} from "../model/phrases.ts";
import {Marks} from "../model/slices.ts";
import {search} from "../model/search.ts";
import type {Trace} from "../trace/document.ts";
import {lowerBound} from "../trace/events.ts";
import {Beside} from "./beside.ts";
import {type Command, commandsOf, keyOf} from "./commands.ts";
import {button, el} from "./dom.ts";
import {causesOf, effectsOf, eventPanel} from "./event_panel.ts";
import {EventTable, type Layout} from "./event_table.ts";
import {heading, notices} from "./heading.ts";
import {helpDialog} from "./help.ts";

import {statePanel} from "./state_panel.ts";
import {stepsPanel} from "./steps_panel.ts";
import {Tabs} from "./tabs.ts";
import {THEMES, type Theme} from "./theme.ts";
import {TimelineView} from "./timeline.ts";

const EVENTS_ON_PAPER = 120;

// The tabs below the timeline.
const BESIDE = "Side by side";
const LAYOUTS = new Map<string, Layout>(
    [[BESIDE, "beside"], ["Table", "table"], ["Interleaving", "interleaving"]]);

export class App {
  readonly view: TimelineView;
  selected = -1;
  hits: Uint32Array = new Uint32Array(0);
  private marks = new Marks(this.hits);
  private readonly timeline: Timeline;
  private readonly phrases: Phrases;
  private readonly table: EventTable;
  private readonly second: Beside|null;
  readonly side: Tabs;
  readonly lower: Tabs;
  private readonly help: HTMLDialogElement;
  private readonly commands: Command[];
  private readonly searchBox =
      el("input",
         {type: "search", placeholder: "W1 lock, FIG15.B3, #12", "aria-label": "Search events"});
  private readonly found = el("span", {class: "found", "aria-live": "polite"});
  private readonly only = el("input", {type: "checkbox", id: "only"});
  private readonly slider: HTMLInputElement;
  private readonly now = el("output", {class: "now"});
  private readonly says = el("div", {class: "visually-hidden", "aria-live": "polite"});
  private readonly paper = el("div", {class: "paper"});
  private theme: Theme["name"] = "light";

  constructor(
      private readonly trace: Trace,
      other: Trace|null,
      root: HTMLElement,
  ) {
    const {events, report} = trace;
    this.phrases = new Phrases(report, events);
    this.timeline = buildTimeline(report, events, trace.before);
    this.view = new TimelineView(trace, this.timeline, this.phrases, (event) => this.select(event));
    this.second = other === null ?
        null :
        new Beside(new Comparison(trace, other), this.view, (event) => this.select(event));
    this.table = new EventTable(trace, this.phrases, (event) => this.select(event), this.second);
    this.slider = el("input", {
      type: "range",
      min: "0",
      max: String(Math.max(0, events.count - 1)),
      value: "0",
      "aria-label": "Event",
      class: "slider"
    });
    this.side = new Tabs(
        "About the event", [["Event", "1"], ["Steps", "2"], ["State", "3"]], () => this.fill());
    const lower = [...LAYOUTS.keys()].filter((tab) => tab !== BESIDE || this.second !== null);
    this.lower = new Tabs("Events", lower.map((tab) => [tab, ""]), (tab) => this.layOut(tab));
    this.commands = commandsOf(this);
    this.help = helpDialog(this.commands);
    root.append(...this.parts());
    this.listen();
    this.setTheme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    // A counterexample is about order; its times say little.
    const counterexample = report.header.engine === "replay";
    this.view.useEvents(counterexample);
    this.lower.choose(this.second !== null ? BESIDE : counterexample ? "Interleaving" : "Table");
    this.fill();
    this.mark(false);
    this.toDifference();
    this.fromAddress();
  }

  select(event: number, reveal = true): void {
    if (this.trace.events.count === 0) return;
    this.selected = Math.max(-1, Math.min(event, this.trace.events.count - 1));
    this.mark(reveal);
    this.fill();
    if (this.selected < 0) return;
    this.says.textContent = this.phrases.of(this.selected);
    history.replaceState(null, "", `#${this.trace.events.id[this.selected]}`);
  }

  setTheme(theme: Theme["name"]): void {
    this.theme = theme;
    document.documentElement.dataset["theme"] = theme;
    this.view.theme = THEMES[theme];
    if (this.second !== null) this.second.view.theme = THEMES[theme];
    this.view.redraw();
  }

  search(query: string): void {
    this.hits = search(this.trace.report, this.trace.events, query);
    this.marks = new Marks(this.hits);
    this.found.textContent =
        query.trim() === "" ? "" : `${this.hits.length.toLocaleString("en")} found`;
    this.table.show(this.only.checked && query.trim() !== "" ? this.hits : null);
    this.mark(false);
  }

  private parts(): Node[] {
    const controls =
        el("div", {class: "controls", role: "toolbar", "aria-label": "Controls"}, this.searchBox,
           this.found, el("label", {"for": "only"}, this.only, " only these"),
           button("−", "Zoom out (s)", () => this.zoom(1.6)),
           button("+", "Zoom in (w)", () => this.zoom(1 / 1.6)),
           button("All", "Whole trace (0)", () => this.whole()),
           button("Axis", "Time or order of events (o)", () => this.otherAxis()),
           button("◐", "Light or dark (t)", () => this.toggleTheme()),
           button("?", "Help (?)", () => this.showHelp()));
    return [
      el("header", {}, heading(this.trace), controls),
      ...notices(this.trace),
      ...(this.second === null ? [] : [this.second.notice(), ...notices(this.second.trace)]),
      el("main", {}, el("div", {class: "timelines"}, this.view.element, this.second?.view.element),
         this.side.element, el("div", {class: "scrub"}, this.slider, this.now), this.lower.element),
      this.paper,
      this.says,
      this.help,
    ];
  }

  private mark(reveal: boolean): void {
    this.view.selection = {
      event: this.selected,
      chain: causesOf(this.trace, this.selected),
      hits: this.marks
    };
    if (reveal && this.selected >= 0) this.view.reveal(this.selected);
    this.view.redraw();
    this.second?.mark(this.selected);
    this.table.mark(this.selected, reveal);
    this.slider.value = String(Math.max(0, this.selected));
    const events = this.trace.events;
    this.now.textContent = this.selected < 0 ?
        "before the first event" :
        `after #${events.id[this.selected]} at ${this.phrases.time(events.cycles[this.selected])}`;
  }

  private fill(): void {
    const {history: states} = this.timeline;
    const tab = this.side.chosen;
    const content = tab === "Event" ?
        el("div", {}, this.panel(), this.second?.panel(this.selected)) :
        tab === "Steps" ? stepsPanel(this.trace, this.selected) :
                          statePanel(states, this.phrases, this.selected);
    this.side.show(content);
    if (tab === "Steps")
      this.side.element.querySelector(".current")?.scrollIntoView({block: "nearest"});
  }

  private panel(): Node {
    return eventPanel(
        this.trace, this.timeline.history, this.phrases, this.selected,
        (event) => this.select(event));
  }

  private layOut(tab: string): void {
    this.table.layout = LAYOUTS.get(tab) ?? "table";
    this.table.rebuild();
    this.lower.show(this.table.element);
    this.table.mark(this.selected, true);
  }

  whole(): void {
    this.view.viewport.all();
    this.view.redraw();
  }

  zoom(factor: number): void {
    const {viewport} = this.view;
    const x = this.selected < 0 ? -1 : viewport.x(this.view.axis[this.selected]);
    viewport.zoom(factor, x >= 0 && x <= viewport.width ? x : viewport.width / 2);
    this.view.redraw();
  }

  toggleTheme(): void {
    this.setTheme(this.theme === "dark" ? "light" : "dark");
  }

  nextHit(direction: 1|- 1): void {
    if (this.hits.length === 0) return;
    const at = lowerBound(this.hits.length, (i) => this.hits[i] <= this.selected);
    const next =
        direction > 0 ? at : lowerBound(this.hits.length, (i) => this.hits[i] < this.selected) - 1;
    const wrapped = (next + this.hits.length) % this.hits.length;
    this.select(this.hits[wrapped]);
    this.found.textContent = `${wrapped + 1} of ${this.hits.length.toLocaleString("en")}`;
  }

  // The next event of the same thread.
  sameThread(direction: 1|- 1): void {
    const {thread, count} = this.trace.events;
    for (let i = this.selected + direction; i >= 0 && i < count; i += direction) {
      if (thread[i] === thread[this.selected]) return this.select(i);
    }
  }

  toDifference(): void {
    if (this.second !== null && this.second.first >= 0) this.select(this.second.first);
  }

  toCause(): void {
    this.follow(causesOf(this.trace, this.selected));
  }

  toEffect(): void {
    this.follow(effectsOf(this.trace, this.selected));
  }

  // A fifth of what is seen, to the left or to the right.
  pan(direction: 1|- 1): void {
    this.view.viewport.pan((direction * this.view.viewport.width) / 5);
    this.view.redraw();
  }

  scroll(pixels: number): void {
    this.view.scrollBy(pixels);
    this.view.redraw();
  }

  otherAxis(): void {
    this.view.useEvents(!this.view.byEvents);
  }

  toSearch(): void {
    this.searchBox.focus();
  }

  showHelp(): void {
    this.help.showModal();
  }

  private follow(found: readonly number[]): void {
    if (found[0] !== undefined) this.select(found[0]);
  }

  private pressed(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || this.help.open) return;
    const key = keyOf(event);
    const own = target === this.slider ||
        target.matches("[role=tab]");  // they move by these keys themselves
    if ((own && /Arrow|Home|End|Page/.test(key)) || (target === this.searchBox && key !== "Escape"))
      return;
    // The table below scrolls by itself.
    if (target === this.table.element && /^Arrow(Up|Down)|^Page/.test(key)) return;
    const command = this.commands.find((one) => one.keys.includes(key));
    if (command === undefined) return;
    event.preventDefault();
    command.run(key);
  }

  private listen(): void {
    document.addEventListener("keydown", (event) => this.pressed(event));
    this.searchBox.addEventListener("input", () => this.search(this.searchBox.value));
    this.only.addEventListener("change", () => this.search(this.searchBox.value));
    this.searchBox.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.nextHit(event.shiftKey ? -1 : 1);
    });
    this.slider.addEventListener("input", () => this.select(Number(this.slider.value)));
    matchMedia("(prefers-color-scheme: dark)")
        .addEventListener("change", (event) => this.setTheme(event.matches ? "dark" : "light"));
    window.addEventListener("beforeprint", () => this.toPaper());
    window.addEventListener("afterprint", () => {
      this.paper.replaceChildren();
      this.setTheme(this.theme);
    });
    window.addEventListener("hashchange", () => this.fromAddress());
  }

  // Paper is white, and has no tabs: all that is said about the event stands one below the other.
  private toPaper(): void {
    for (const view of [this.view, this.second?.view]) {
      if (view === undefined) continue;
      view.theme = THEMES.print;
      view.draw();
    }
    const {history: states} = this.timeline;
    this.paper.replaceChildren(
        el("h2", {}, "Event"), this.panel(),
        ...(this.second === null ? [] : [this.second.panel(this.selected)]),
        el("h2", {}, "State of the machine"), statePanel(states, this.phrases, this.selected),
        el("h2", {}, "Steps"), stepsPanel(this.trace, this.selected), el("h2", {}, "Events"),
        this.table.forPaper(EVENTS_ON_PAPER));
  }

  private fromAddress(): void {
    const id = /^#(\d+)$/.exec(location.hash)?.[1];
    const event = id === undefined ? -1 : this.trace.events.withId(Number(id));
    if (event >= 0 && event !== this.selected) this.select(event);
  }
}
