// An event in words, from the templates that umsim embeds; as `umsim run --columns` has them.

import {type Events, TWO_32} from "../trace/events.ts";
import {NONE, queueNames, stepAt, stepLabel, type Kind, type Report} from "../trace/report.ts";

const NOBODY = "-";

export class Phrases {
  constructor(
      private readonly report: Report,
      private readonly events: Events,
  ) {}

  of(i: number): string {
    const kind = this.kind(i);
    const subject = kind.old === "nothing" ? this.events.thread[i] : this.events.oldLow[i];
    const none = subject === NONE && kind.phrase_of_none !== undefined;
    const template = none ? (kind.phrase_of_none as string) : kind.phrase;
    return template.replace(/\{(\w+)\}/g, (_, key: string) => this.fill(key, i, kind));
  }

  kind(i: number): Kind {
    return this.report.kinds[this.events.kind[i]] as Kind;
  }

  thread(index: number): string {
    return this.report.header.threads[index]?.name ?? NOBODY;
  }

  object(i: number): string {
    const index = this.events.object[i];
    const header = this.report.header;
    switch (this.kind(i).object) {
      case "thread":
        return this.thread(index);
      case "list":
        return header.lists[index] ?? NOBODY;
      case "apc":
        return header.apcs[index]?.name ?? NOBODY;
      case "object":
        return header.objects?.[index]?.name ?? NOBODY;
      case "queue":
        return queueNames(header)[index] ?? NOBODY;
      case "nothing":
        return "";
    }
  }

  old(i: number): string {
    return this.value(this.kind(i).old, this.events.oldLow[i], this.events.oldHigh[i]);
  }

  new(i: number): string {
    return this.value(this.kind(i).new, this.events.newLow[i], this.events.newHigh[i]);
  }

  lock(word: number): string {
    return `${this.thread(word >>> 8)}/${word & 255}`;
  }

  value(meaning: string, low: number, high = 0): string {
    switch (meaning) {
      case "nothing":
        return "";
      case "thread":
        return this.thread(low);
      case "lock":
        return this.lock(low);
      case "address":
        return address(low, high);
      case "number":
        return String(low + high * TWO_32);
    }
    return this.report.values[meaning]?.[low] ?? String(low);
  }

  step(number: number): string {
    return stepLabel(this.report, number);
  }

  // Cycles as time; the simulator counts in cycles.
  time(cycles: number): string {
    return timeText((cycles * 1000) / this.report.header.machine.clock_mhz);
  }

  private fill(key: string, i: number, kind: Kind): string {
    switch (key) {
      case "thread":
        return this.thread(this.events.thread[i]);
      case "object":
        return this.object(i);
      case "old":
        return this.value(kind.old, this.events.oldLow[i], this.events.oldHigh[i]);
      case "new":
        return this.value(kind.new, this.events.newLow[i], this.events.newHigh[i]);
    }
    const at = stepAt(this.report, this.events.step[i]);
    return at === null ? "" : `${at.step.label}: ${at.step.what}`;
  }
}

function address(low: number, high: number): string {
  const digits = low.toString(16).toUpperCase();
  return "0x" + (high === 0 ? digits : high.toString(16).toUpperCase() + digits.padStart(8, "0"));
}

// Whole nanoseconds with commas, as everywhere in umsim.
export function timeText(ns: number): string {
  return Math.floor(ns + 1e-6).toString().replace(/\B(?=(\d{3})+$)/g, ",") + " ns";
}
