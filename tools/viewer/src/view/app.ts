// The page: puts its parts together, and carries what is selected from one to the others.

import {buildTimeline} from "../model/lanes.ts";
import {Phrases} from "../model/phrases.ts";
import type {Other, Trace} from "../trace/document.ts";
import {About} from "./about.ts";
import {Appearance} from "./appearance.ts";
import {Beside} from "./beside.ts";
import {type Chosen, chosenFirst, chosenRow, chosenSecond} from "./chosen.ts";
import {commandsOf, listenToKeys} from "./commands.ts";
import {button, el} from "./dom.ts";
import {causesOf, effectsOf} from "./event_panel.ts";
import {EventTable, type Layout} from "./event_table.ts";
import {Finder} from "./finder.ts";
import {heading, notices} from "./heading.ts";
import {helpDialog} from "./help.ts";
import {Navigation} from "./navigation.ts";
import {Scrubber} from "./scrubber.ts";
import {Tabs} from "./tabs.ts";
import {Palette} from "./theme.ts";
import {TimelineView} from "./timeline.ts";

const EVENTS_ON_PAPER = 120;

// The tabs below the timeline.
const BESIDE = "Side by side";
const LAYOUTS = new Map<string, Layout>(
    [[BESIDE, "beside"], ["Table", "table"], ["Interleaving", "interleaving"]]);

export class App {
  readonly view: TimelineView;
  readonly navigation: Navigation;
  readonly appearance: Appearance;
  readonly finder: Finder;
  readonly about: About;
  readonly lower: Tabs;
  readonly help: HTMLDialogElement;
  readonly table: EventTable;
  readonly scrubber: Scrubber;
  private chosen: Chosen = {row: -1, first: -1, second: -1};
  private readonly phrases: Phrases;
  private readonly second: Beside|null;
  private readonly says = el("div", {class: "visually-hidden", "aria-live": "polite"});
  private readonly axis = button("", "Axis: time or order of events (o)", () => this.otherAxis());
  private readonly paper = el("div", {class: "paper"});

  constructor(
      private readonly trace: Trace,
      other: Other|null,
      root: HTMLElement,
  ) {
    const {events, report} = trace;
    const select = (event: number): void => this.select(event);
    this.phrases = new Phrases(report, events);
    const palette = new Palette(report.header.threads);
    const timeline = buildTimeline(report, events, trace.before);
    this.view = new TimelineView(trace, timeline, this.phrases, palette, select);
    this.second = other === null ?
        null :
        new Beside(
            other, this.view, palette,
            (event) => this.choose(chosenSecond(other.alignment, event)));
    this.navigation = new Navigation(this.view, () => this.selected);
    this.table = new EventTable(
        trace, this.phrases, palette, select, this.second, (row) => this.selectRow(row));
    this.scrubber = new Scrubber(events, this.phrases, select);
    this.finder = new Finder(trace, (only) => {
      this.table.show(only);
      this.mark(false);
    });
    this.about = new About(trace, timeline.history, this.phrases, this.second, select);
    const lower = [...LAYOUTS.keys()].filter((tab) => tab !== BESIDE || this.second !== null);
    this.lower = new Tabs("Events", lower.map((tab) => [tab, ""]), (tab) => this.layOut(tab));
    const commands = commandsOf(this);
    this.help = helpDialog(commands);
    this.appearance =
        new Appearance(this.second === null ? [this.view] : [this.view, this.second.view]);
    root.append(...this.parts());
    listenToKeys(this, commands);
    this.appearance.onPaper(() => this.toPaper(), () => this.paper.replaceChildren());
    window.addEventListener("hashchange", () => this.fromAddress());
    this.open();
  }

  // The event of the first trace, or -1.
  get selected(): number {
    return this.chosen.first;
  }

  select(event: number): void {
    const {count} = this.trace.events;
    if (count === 0) return;
    const fitting = Math.max(-1, Math.min(event, count - 1));
    this.choose(chosenFirst(this.second?.alignment, fitting));
  }

  // Of two traces.
  selectRow(row: number): void {
    if (this.second !== null) this.choose(chosenRow(this.second.alignment, row));
  }

  // To the next or previous event; of two traces to the next or previous row.
  step(direction: 1|- 1): void {
    if (this.second !== null)
      this.selectRow(Math.max(0, this.chosen.row + direction));
    else
      this.select(Math.max(0, this.selected + direction));
  }

  nextHit(direction: 1|- 1): void {
    const hit = this.finder.next(this.selected, direction);
    if (hit >= 0) this.select(hit);
  }

  // The next event of the same thread.
  sameThread(direction: 1|- 1): void {
    const {thread, count} = this.trace.events;
    for (let i = this.selected + direction; i >= 0 && i < count; i += direction) {
      if (thread[i] === thread[this.selected]) return this.select(i);
    }
  }

  // Where two traces part.
  toParting(): void {
    if (this.second !== null && this.second.parting >= 0) this.selectRow(this.second.parting);
  }

  toDifference(direction: 1|- 1): void {
    const row = this.second?.alignment.nextDifference(this.chosen.row, direction) ?? -1;
    if (row >= 0) this.selectRow(row);
  }

  // To the title of the next group of lanes, and from the last one to the first.
  nextGroup(): void {
    const all = [...this.view.folds.all, ...(this.second?.view.folds.all ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + 1) % all.length]?.focus({preventScroll: true});
  }

  foldAll(): void {
    const fold = !this.view.folds.areAllFolded;
    this.view.folds.foldAll(fold);
    this.second?.view.folds.foldAll(fold);
    this.says.textContent = fold ? "all lanes are folded" : "all lanes are shown";
  }

  otherAxis(): void {
    this.useEvents(!this.view.byEvents);
  }

  toCause(): void {
    this.follow(causesOf(this.trace, this.selected));
  }

  toEffect(): void {
    this.follow(effectsOf(this.trace, this.selected));
  }

  private useEvents(byEvents: boolean): void {
    this.view.useEvents(byEvents);
    this.axis.textContent = byEvents ? "Axis: order" : "Axis: time";
    this.axis.setAttribute("aria-label", `${this.axis.textContent} (o)`);
  }

  private follow(found: readonly number[]): void {
    if (found[0] !== undefined) this.select(found[0]);
  }

  private choose(chosen: Chosen): void {
    this.chosen = chosen;
    this.mark(true);
    this.about.show(chosen);
    this.says.textContent = this.words(chosen);
    if (this.selected < 0) return;
    history.replaceState(null, "", `#${this.trace.events.id[this.selected]}`);
  }

  // For a screen reader.
  private words({first, second}: Chosen): string {
    if (first >= 0) return this.phrases.of(first);
    return second < 0 || this.second === null ? "" :
                                                `second trace: ${this.second.phrases.of(second)}`;
  }

  private mark(reveal: boolean): void {
    const {row, first, second} = this.chosen;
    this.view
        .selection = {event: first, chain: causesOf(this.trace, first), hits: this.finder.marks};
    if (reveal && first >= 0)
      this.view.reveal(first);
    else if (reveal && second >= 0)
      this.second?.view.reveal(second);
    this.view.redraw();
    this.second?.mark(second);
    this.table.mark(first, row, reveal);
    if (first < 0 && second >= 0)
      this.scrubber.between();
    else
      this.scrubber.mark(first);
  }

  private parts(): Node[] {
    const {navigation} = this;
    const controls =
        el("div", {class: "controls", role: "toolbar", "aria-label": "Controls"},
           ...this.finder.parts, button("−", "Zoom out (s)", () => navigation.zoom(1.6)),
           button("+", "Zoom in (w)", () => navigation.zoom(1 / 1.6)),
           button("All", "Whole trace (0)", () => navigation.whole()), this.axis,
           button("◐", "Light or dark (t)", () => this.appearance.toggle()),
           button("?", "Help (?)", () => this.help.showModal()));
    return [
      el("header", {}, heading(this.trace, this.second?.trace ?? null), controls),
      ...notices(this.trace),
      ...(this.second === null ? [] : [this.second.notice(), ...notices(this.second.trace)]),
      el("main", {class: this.second === null ? "one" : "two"},
         el("div", {class: "timelines"}, this.view.element, this.second?.view.element),
         this.about.tabs.element, this.scrubber.element, this.lower.element),
      this.paper,
      this.says,
      this.help,
    ];
  }

  // A counterexample is about order; its times say little. It ends with what it is an example of.
  private open(): void {
    const counterexample = this.trace.report.header.engine === "replay";
    this.useEvents(counterexample);
    this.lower.choose(this.second !== null ? BESIDE : counterexample ? "Interleaving" : "Table");
    this.about.show(this.chosen);
    this.mark(false);
    if (this.trace.report.finding !== "") this.select(Infinity);
    this.toParting();
    this.fromAddress();
  }

  private layOut(tab: string): void {
    this.table.layout = LAYOUTS.get(tab) ?? "table";
    this.table.rebuild();
    this.lower.show(this.table.element);
    this.table.mark(this.chosen.first, this.chosen.row, true);
  }

  // All that is said about the event stands one below the other.
  private toPaper(): void {
    this.paper.replaceChildren(
        ...this.about.forPaper(), el("h2", {}, "Events"), this.table.forPaper(EVENTS_ON_PAPER));
  }

  private fromAddress(): void {
    const id = /^#(\d+)$/.exec(location.hash)?.[1];
    const event = id === undefined ? -1 : this.trace.events.withId(Number(id));
    if (event >= 0 && event !== this.selected) this.select(event);
  }
}
