// The slider through all events, and which moment it is.

import type {Phrases} from "../model/phrases.ts";
import type {Events} from "../trace/events.ts";
import {el} from "./dom.ts";

export class Scrubber {
  readonly element: HTMLElement;
  readonly slider: HTMLInputElement;
  private readonly now = el("output", {class: "now"});

  constructor(
      private readonly events: Events,
      private readonly phrases: Phrases,
      select: (event: number) => void,
  ) {
    this.slider = el("input", {
      type: "range",
      min: "0",
      max: String(Math.max(0, events.count - 1)),
      value: "0",
      "aria-label": "Event",
      class: "slider"
    });
    this.slider.addEventListener("input", () => select(Number(this.slider.value)));
    this.element = el("div", {class: "scrub"}, this.slider, this.now);
  }

  mark(event: number): void {
    if (event < 0) return this.say(0, "before the first event");
    const time = this.phrases.time(this.events.cycles[event]);
    this.say(event, `after #${this.events.id[event]} at ${time}`);
  }

  // Of two traces the second has an event that the first has not: the slider goes through the
  // first.
  between(): void {
    this.say(Number(this.slider.value), "at an event of the second trace");
  }

  private say(event: number, text: string): void {
    this.slider.value = String(event);
    this.slider.setAttribute("aria-valuetext", text);
    this.now.textContent = text;
  }
}
