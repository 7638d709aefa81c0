// What is said about the selected event: its panel, the steps of its flow, the machine's state; in
// tabs on the screen, one below the other on paper.

import type {History} from "../model/history.ts";
import type {Phrases} from "../model/phrases.ts";
import type {Trace} from "../trace/document.ts";
import type {Beside} from "./beside.ts";
import type {Chosen} from "./chosen.ts";
import {el} from "./dom.ts";
import {eventPanel} from "./event_panel.ts";
import {statePanel} from "./state_panel.ts";
import {stepsPanel} from "./steps_panel.ts";
import {Tabs} from "./tabs.ts";

export class About {
  readonly tabs: Tabs;
  private chosen: Chosen = {row: -1, first: -1, second: -1};

  constructor(
      private readonly trace: Trace,
      private readonly history: History,
      private readonly phrases: Phrases,
      private readonly second: Beside|null,
      private readonly select: (event: number) => void,
  ) {
    this.tabs = new Tabs(
        "About the event", [["Event", "1"], ["Steps", "2"], ["State", "3"]], () => this.fill());
  }

  show(chosen: Chosen): void {
    this.chosen = chosen;
    this.fill();
  }

  forPaper(): Node[] {
    return [
      el("h2", {}, "Event"), this.event(), el("h2", {}, "State of the machine"), this.state(),
      el("h2", {}, "Steps"), this.steps()
    ];
  }

  private fill(): void {
    const tab = this.tabs.chosen;
    this.tabs.show(tab === "Event" ? this.event() : tab === "Steps" ? this.steps() : this.state());
    if (tab === "Steps")
      this.tabs.element.querySelector(".current")?.scrollIntoView({block: "nearest"});
  }

  private event(): Node {
    const {row, first, second} = this.chosen;
    const own = first < 0 && second >= 0 ?
        el("p", {class: "hint"}, "The first trace has no such event.") :
        eventPanel(this.trace, this.history, this.phrases, first, this.select);
    return el("div", {}, own, this.second?.panel(row, second));
  }

  private steps(): Node {
    return stepsPanel(this.trace, this.chosen.first);
  }

  private state(): Node {
    return statePanel(this.history, this.phrases, this.chosen.first);
  }
}
