// What a slice of a lane says, and how it looks.

import {APC_STATES} from "../model/machine.ts";
import {kernelDetail, kernelState, KernelState, type Lane} from "../model/lanes.ts";
import type {Phrases} from "../model/phrases.ts";
import {NONE, stepLabel, type Report} from "../trace/report.ts";
import {type PatternName, threadColour} from "./theme.ts";

export interface Look {
  readonly text: string;       // in the slice
  readonly long: string;       // when pointed at
  readonly fill: string|null;  // a colour, or nothing: only an outline
  readonly pattern: PatternName|null;
}

export class Labels {
  constructor(
      private readonly report: Report,
      private readonly phrases: Phrases,
  ) {}

  of(lane: Lane, value: number): Look {
    switch (lane.content) {
      case "runs":
        return this.runs(value);
      case "steps":
        return this.step(value);
      case "user":
        return look(
            `CPU${value}`, `${lane.name} runs in user mode on CPU${value}`, threadColour(lane.of));
      case "kernel":
        return this.kernel(lane, value);
      case "lock":
        return this.lock(lane, value);
      case "list":
        return look(String(value), `${lane.name}: ${value} contexts`, null);
      case "apc":
        return this.apc(lane, value);
      case "object":
        return look("set", `${lane.name} is set`, null);
    }
  }

  private runs(value: number): Look {
    const thread = value >> 1;
    const kernel = (value & 1) === 1;
    const name = this.phrases.thread(thread);
    return look(
        kernel ? `${name} (kernel)` : name,
        `${name} in ${kernel ? "kernel" : "user"} mode`,
        threadColour(thread),
        kernel ? "hatch" : null,
    );
  }

  private step(value: number): Look {
    const label = stepLabel(this.report, value) || "no step";
    return look(label, `latest step that reported: ${label}`, null);
  }

  private kernel(lane: Lane, value: number): Look {
    const detail = kernelDetail(value);
    switch (kernelState(value)) {
      case KernelState.running:
        return look(
            `CPU${detail}`, `${lane.name} runs in kernel mode on CPU${detail}`,
            threadColour(lane.of), "hatch");
      case KernelState.ready:
        return look("ready", `${lane.name} is ready and has no CPU`, null, "dots");
      case KernelState.blocked: {
        const reason = this.phrases.value("wait_reason", detail);
        return look(reason, `${lane.name} is blocked (${reason})`, null, "rising");
      }
      case KernelState.parked:
        return look("parked", `${lane.name}'s kernel portion is parked`, null, "cross");
      case KernelState.carries: {
        const name = this.phrases.thread(detail);
        return look(
            `runs ${name}`, `${lane.name} runs the user portion of ${name}`, threadColour(detail));
      }
    }
  }

  private lock(lane: Lane, value: number): Look {
    const word = this.phrases.lock(value);
    const owner = value >>> 8;
    const holders = value & 255;
    return look(
        word,
        `UMS lock of ${lane.name}: owner ${this.phrases.thread(owner)}, kernel holders ${holders}`,
        owner === NONE ? null : threadColour(owner), holders === 0 ? null : "hatch");
  }

  private apc(lane: Lane, value: number): Look {
    const state = APC_STATES[value] ?? "";
    const patterns: Readonly<Record<string, PatternName>> = {queued: "dots", deferred: "rising"};
    return look(
        state, `${lane.name} (${lane.part}): ${state}`, state === "running" ? "#f0e442" : null,
        patterns[state] ?? null);
  }
}

function look(
    text: string, long: string, fill: string|null, pattern: PatternName|null = null): Look {
  return {text, long, fill, pattern};
}
