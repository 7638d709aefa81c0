// What a slice of a lane says, and how it looks.

import {APC_STATES} from "../model/machine.ts";
import {kernelDetail, kernelState, KernelState, type Lane} from "../model/lanes.ts";
import type {Phrases} from "../model/phrases.ts";
import {NOTHING} from "../model/slices.ts";
import {stepLabel, type Report} from "../trace/report.ts";
import type {Palette, PatternName} from "./theme.ts";

export interface Look {
  readonly texts: readonly string[];  // in the slice: the first that has room
  readonly long: string;              // when pointed at
  readonly fill: string|null;         // a colour, or nothing: only an outline
  readonly pattern: PatternName|null;
}

// How the classes of a lane look, and which stands on which where they share the height.
export interface ClassLooks {
  readonly looks: readonly Look[];    // by class
  readonly order: readonly number[];  // without the gaps; from the bottom
}

export class Labels {
  private readonly known = new Map<Lane, ClassLooks>();

  constructor(
      private readonly report: Report,
      private readonly phrases: Phrases,
      readonly palette: Palette,
  ) {}

  of(lane: Lane, value: number): Look {
    switch (lane.content) {
      case "runs":
        return this.runs(value);
      case "steps":
        return this.step(value);
      case "user":
        return look(
            [`CPU${value}`], `${lane.name} runs in user mode on CPU${value}`,
            this.palette.of(lane.of));
      case "kernel":
        return this.kernel(lane, value);
      case "lock":
        return this.lock(lane, value);
      case "list":
        return look(
            [String(value)], `${lane.name}: ${value} context${value === 1 ? "" : "s"}`, null);
      case "apc":
        return this.apc(lane, value);
      case "object":
        return look(["set"], `${lane.name} is set`, null);
    }
  }

  ofClasses(lane: Lane): ClassLooks {
    const known = this.known.get(lane);
    if (known !== undefined) return known;
    const {values} = lane.slices.classes;
    const looks = values.map((value) => value === NOTHING ? OTHERS : this.of(lane, value));
    const [, ...order] = looks.keys();
    order.sort((a, b) => Number(looks[a].pattern !== null) - Number(looks[b].pattern !== null));
    const found = {looks, order};
    this.known.set(lane, found);
    return found;
  }

  // What the class is that a value of a lane stands for, beside others.
  ofClass(lane: Lane, value: number): string {
    if (value === NOTHING) return "others";
    const [text] = this.of(lane, value).texts;
    switch (lane.content) {
      case "user":
        return "user mode";
      case "kernel":
        return KERNEL_CLASSES[kernelState(value)] ?? text;
      case "lock":
        return [
          this.palette.of(value >>> 8) === null ? "" : this.phrases.thread(value >>> 8),
          (value & 255) === 0 ? "" : "the kernel"
        ].filter((one) => one !== "")
            .join(" and ");
      case "list":
        return "not empty";
      case "steps":
        return "any step";
      case "runs":
      case "apc":
      case "object":
        return text;
    }
  }

  private targetOf(lane: Lane): number {
    const {apcs, threads} = this.report.header;
    return threads.findIndex((thread) => thread.name === apcs[lane.of].target);
  }

  private runs(value: number): Look {
    const thread = value >> 1;
    const kernel = (value & 1) === 1;
    const name = this.phrases.thread(thread);
    return look(
        kernel ? [`${name} (kernel)`, name] : [name],
        `${name} in ${kernel ? "kernel" : "user"} mode`,
        this.palette.of(thread),
        kernel ? "hatch" : null,
    );
  }

  private step(value: number): Look {
    const label = stepLabel(this.report, value) || "no step";
    const inRoutine = label.slice(label.indexOf(".") + 1);
    const [box] = inRoutine.split(".");
    const texts = [label, inRoutine, ...(box.length > 1 ? [box] : [])];  // FIG2.6.cid has no box
    return look(texts, `latest step that reported: ${label}`, null);
  }

  private kernel(lane: Lane, value: number): Look {
    const detail = kernelDetail(value);
    switch (kernelState(value)) {
      case KernelState.running:
        return look(
            [`CPU${detail}`], `${lane.name} runs in kernel mode on CPU${detail}`,
            this.palette.of(lane.of), "hatch");
      case KernelState.ready:
        return look(["ready"], `${lane.name} is ready and has no CPU`, null, "dots");
      case KernelState.blocked: {
        const reason = this.phrases.value("wait_reason", detail);
        return look([reason], `${lane.name} is blocked (${reason})`, null, "rising");
      }
      case KernelState.waking:
        return look(["waking"], `${lane.name} no longer waits, and is not ready yet`, null);
      case KernelState.parked:
        return look(["parked"], `${lane.name}'s kernel portion is parked`, null, "cross");
      case KernelState.carries: {
        const name = this.phrases.thread(detail);
        return look(
            [`runs ${name}`, name], `${lane.name} runs the user portion of ${name}`,
            this.palette.of(detail));
      }
    }
  }

  private lock(lane: Lane, value: number): Look {
    const word = this.phrases.lock(value);
    const owner = value >>> 8;
    const holders = value & 255;
    return look(
        [word],
        `UMS lock of ${lane.name}: owner ${this.phrases.thread(owner)}, kernel holders ${holders}`,
        this.palette.of(owner), holders === 0 ? null : "hatch");
  }

  private apc(lane: Lane, value: number): Look {
    const state = APC_STATES[value] ?? "";
    const patterns: Readonly<Record<string, PatternName>> = {queued: "dots", deferred: "rising"};
    return look(
        [state], `${lane.name} (${lane.part}): ${state}`,
        state === "running" ? this.palette.of(this.targetOf(lane)) : null, patterns[state] ?? null);
  }
}

// Where it does not matter on which CPU, or for what.
const KERNEL_CLASSES: Readonly<Partial<Record<KernelState, string>>> = {
  [KernelState.running]: "runs in the kernel",
  [KernelState.blocked]: "blocked",
};

const OTHERS = look(["others"], "others", null);

function look(
    texts: readonly string[], long: string, fill: string|null,
    pattern: PatternName|null = null): Look {
  return {texts, long, fill, pattern};
}
