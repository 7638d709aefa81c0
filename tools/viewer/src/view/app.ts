// The page: puts its parts together, and carries what is selected from one to the others.

import {Comparison} from "../model/compare.ts";
import {buildTimeline, type Timeline} from "../model/lanes.ts";
import {Phrases} from "../model/phrases.ts";
import {search} from "../model/search.ts";
import type {Trace} from "../trace/document.ts";
import {lowerBound} from "../trace/events.ts";
import {Beside} from "./beside.ts";
import {button, el} from "./dom.ts";
import {causesOf, effectsOf, eventPanel} from "./event_panel.ts";
import {EventTable, type Layout} from "./event_table.ts";
import {heading, notices} from "./heading.ts";
import {helpDialog, keyOf, type Command} from "./help.ts";
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
  private readonly timeline: Timeline;
  private readonly phrases: Phrases;
  private readonly table: EventTable;
  private readonly second: Beside|null;
  private readonly side: Tabs;
  private readonly lower: Tabs;
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
    this.commands = this.keys();
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
    this.found.textContent =
        query.trim() === "" ? "" : `${this.hits.length.toLocaleString("en")} found`;
    this.table.show(this.only.checked && query.trim() !== "" ? this.hits : null);
    this.mark(false);
  }

  private parts(): Node[] {
    const controls = el(
        "div", {class: "controls", role: "toolbar", "aria-label": "Controls"}, this.searchBox,
        this.found, el("label", {"for": "only"}, this.only, " only these"),
        button("−", "Zoom out (s)", () => this.zoom(1.6)),
        button("+", "Zoom in (w)", () => this.zoom(1 / 1.6)),
        button("All", "Whole trace (0)", () => this.whole()),
        button(
            "Axis", "Time or order of events (o)", () => this.view.useEvents(!this.view.byEvents)),
        button("◐", "Light or dark (t)", () => this.toggleTheme()),
        button("?", "Help (?)", () => this.help.showModal()));
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
      hits: this.hits
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

  private whole(): void {
    this.view.viewport.all();
    this.view.redraw();
  }

  private zoom(factor: number): void {
    const {viewport} = this.view;
    const x = this.selected < 0 ? -1 : viewport.x(this.view.axis[this.selected]);
    viewport.zoom(factor, x >= 0 && x <= viewport.width ? x : viewport.width / 2);
    this.view.redraw();
  }

  private toggleTheme(): void {
    this.setTheme(this.theme === "dark" ? "light" : "dark");
  }

  private nextHit(direction: 1|- 1): void {
    if (this.hits.length === 0) return;
    const at = lowerBound(this.hits.length, (i) => this.hits[i] <= this.selected);
    const next =
        direction > 0 ? at : lowerBound(this.hits.length, (i) => this.hits[i] < this.selected) - 1;
    const wrapped = (next + this.hits.length) % this.hits.length;
    this.select(this.hits[wrapped]);
    this.found.textContent = `${wrapped + 1} of ${this.hits.length.toLocaleString("en")}`;
  }

  // The next event of the same thread.
  private sameThread(direction: 1|- 1): void {
    const {thread, count} = this.trace.events;
    for (let i = this.selected + direction; i >= 0 && i < count; i += direction) {
      if (thread[i] === thread[this.selected]) return this.select(i);
    }
  }

  private toDifference(): void {
    if (this.second !== null && this.second.first >= 0) this.select(this.second.first);
  }

  private follow(found: readonly number[]): void {
    if (found[0] !== undefined) this.select(found[0]);
  }

  private keys(): Command[] {
    const {viewport} = this.view;
    const moved = (act: () => void) => (): void => {
      act();
      this.view.redraw();
    };
    return [
      {keys: ["ArrowRight", "ArrowLeft"], what: "next or previous event", run: () => {}},
      {keys: ["Shift+ArrowRight", "Shift+ArrowLeft"], what: "of the same thread", run: () => {}},
      {
        keys: ["c"],
        what: "to the event that caused this one",
        run: () => this.follow(causesOf(this.trace, this.selected))
      },
      {
        keys: ["e"],
        what: "to the first event that this one led to",
        run: () => this.follow(effectsOf(this.trace, this.selected))
      },
      {keys: ["w"], what: "zoom in", run: () => this.zoom(1 / 1.6)},
      {keys: ["s"], what: "zoom out", run: () => this.zoom(1.6)},
      {keys: ["a"], what: "move left", run: moved(() => viewport.pan(-viewport.width / 5))},
      {keys: ["d"], what: "move right", run: moved(() => viewport.pan(viewport.width / 5))},
      {keys: ["0"], what: "show the whole trace", run: () => this.whole()},
      {
        keys: ["o"],
        what: "axis: time, or order of events",
        run: () => this.view.useEvents(!this.view.byEvents)
      },
      {keys: ["1"], what: "about the event", run: () => this.side.choose("Event")},
      {keys: ["2"], what: "steps of the flow", run: () => this.side.choose("Steps")},
      {keys: ["3"], what: "state of the machine", run: () => this.side.choose("State")},
      {keys: ["i"], what: "events in another layout", run: () => this.lower.next()},
      {keys: ["/"], what: "search", run: () => this.searchBox.focus()},
      {keys: ["n"], what: "next event found", run: () => this.nextHit(1)},
      {keys: ["N"], what: "previous event found", run: () => this.nextHit(-1)},
      {keys: ["f"], what: "where two traces part", run: () => this.toDifference()},
      {keys: ["Home"], what: "first event", run: () => this.select(0)},
      {keys: ["End"], what: "last event", run: () => this.select(this.trace.events.count - 1)},
      {keys: ["t"], what: "light or dark", run: () => this.toggleTheme()},
      {keys: ["?"], what: "this help", run: () => this.help.showModal()},
    ];
  }

  private pressed(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || this.help.open) return;
    const key = keyOf(event);
    const own = target === this.slider ||
        target.matches("[role=tab]");  // they move by these keys themselves
    if ((own && /Arrow|Home|End|Page/.test(key)) || (target === this.searchBox && key !== "Escape"))
      return;
    const arrows: Readonly<Record<string, () => void>> = {
      ArrowRight: () => this.select(this.selected + 1),
      ArrowLeft: () => this.select(Math.max(0, this.selected - 1)),
      "Shift+ArrowRight": () => this.sameThread(1),
      "Shift+ArrowLeft": () => this.sameThread(-1),
      ArrowDown: () => this.view.scrollBy(40),
      ArrowUp: () => this.view.scrollBy(-40),
      Escape: () => this.view.focus(),
    };
    if (key.endsWith("Down") || key.endsWith("Up")) {
      if (target === this.table.element) return;  // it scrolls by itself
      this.view.redraw();
    }
    const run = arrows[key] ?? this.commands.find((command) => command.keys.includes(key))?.run;
    if (run === undefined) return;
    event.preventDefault();
    run();
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
    this.view.theme = THEMES.print;
    this.view.draw();
    const {history: states} = this.timeline;
    this.paper.replaceChildren(
        el("h2", {}, "Event"),
        eventPanel(this.trace, states, this.phrases, this.selected, () => {}),
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
