// The lanes of the timeline: which there are, and what each shows when.

import type {Events} from "../trace/events.ts";
import {NONE, type Report} from "../trace/report.ts";
import {History} from "./history.ts";
import {type Machine, Mode} from "./machine.ts";
import {Marks, NOTHING, Slices} from "./slices.ts";

// What the values of a lane's slices are.
export type Content =|"runs"  // of a CPU: 2 * thread, 1 more in kernel mode
    |"steps"                  // of a CPU: the step of its latest event
    |"user"                   // of a thread: the CPU that runs its user portion
    |"kernel"   // of a thread: what its kernel portion does: KernelState, and the CPU or reason
    |"lock"     // of a worker: its packed lock word
    |"list"     // how many contexts are on it
    |"apc"      // position in APC_STATES
    |"object";  // 1 set

export const enum KernelState {
  running,
  ready,
  blocked,
  waking,  // waits for nothing any more, and is not ready yet
  parked,
  carries
}
export const kernelValue = (state: KernelState, detail: number): number => detail * 8 + state;
export const kernelState = (value: number): KernelState => value & 7;
export const kernelDetail = (value: number): number => value >> 3;

// Values of a lane that look alike are of one kind; small numbers.
const KINDS: Readonly<Partial<Record<Content, (value: number) => number>>> = {
  runs: (value) => value,
  kernel: (value) => kernelState(value) === KernelState.carries ?
      KernelState.carries + kernelDetail(value) :
      kernelState(value),
  lock: (value) =>
      ((value >>> 8) === NONE ? 0 : 2 * ((value >>> 8) + 1)) + ((value & 255) === 0 ? 0 : 1),
  apc: (value) => value,
};

export interface Lane {
  readonly content: Content;
  readonly of : number;  // CPU, thread, list, APC or object
  readonly group: string;
  readonly name: string;
  readonly part: string;  // "user", "kernel", "lock", ...
  readonly slices: Slices;
}

// Events of one CPU, or of none, in order: where the marks are.
export interface Timeline {
  readonly lanes: readonly Lane[];
  readonly marks: readonly Marks[];  // by CPU; the last: events of no CPU
  readonly history: History;
}

const FREE = NONE * 256;
const APC_DONE = 4;  // in APC_STATES

export function buildTimeline(report: Report, events: Events, before: Events): Timeline {
  const builder = new Builder(report, events);
  const history =
      new History(report, events, before, (machine, event) => builder.note(machine, event));
  return {lanes: builder.lanes, marks: marksOf(events, report.header.machine.cpus), history};
}

// Follows the machine from event to event, and notes in each lane what has changed.
class Builder {
  readonly lanes: Lane[] = [];
  private readonly cpus: {runs: Slices; steps: Slices}[];
  private readonly threads: {user: Slices; kernel: Slices; lock: Slices | null}[];
  private readonly lists: Slices[];
  private readonly apcs: Slices[];
  private readonly objects: Slices[];
  private readonly on: Int32Array;  // by CPU its thread and its user portion, before the event

  constructor(
      private readonly report: Report,
      private readonly events: Events,
  ) {
    const {header} = report;
    const cpus = header.machine.cpus;
    this.on = new Int32Array(cpus * 2).fill(NONE);
    this.cpus =
        Array.from({length: cpus}, (_, i) => ({
                                     runs: this.add("runs", i, "CPUs", `CPU${i}`, "thread"),
                                     steps: this.add("steps", i, "CPUs", `CPU${i}`, "last step"),
                                   }));
    this.threads = header.threads.map(
        (thread, i) => ({
          user: this.add("user", i, "Threads", thread.name, "user"),
          kernel: this.add("kernel", i, "Threads", thread.name, "kernel"),
          lock: thread.kind === "worker" ? this.add("lock", i, "Threads", thread.name, "lock") :
                                           null,
        }));
    this.lists =
        header.lists.map((name, i) => this.add("list", i, "Completion lists", name, "contexts"));
    this.apcs =
        header.apcs.map((apc, i) => this.add("apc", i, "Events from outside", apc.name, apc.kind));
    this.objects = (header.objects ??
                    []).map((one, i) => this.add("object", i, "Objects", one.name, one.kind));
  }

  note(machine: Machine, event: number): void {
    if (event === 0) this.noteAll(machine);
    const {thread, object, cpu} = this.events;
    this.noteThread(machine, thread[event], event);
    switch (this.report.kinds[this.events.kind[event]].object) {
      case "thread":
        this.noteThread(machine, object[event], event);
        break;
      case "list":
        this.noteList(machine, object[event], event);
        break;
      case "apc":
        this.noteApc(machine, object[event], event);
        break;
      case "object":
        this.noteObject(machine, object[event], event);
        break;
      case "nothing":
        break;
    }
    if (cpu[event] < this.cpus.length) this.noteCpu(machine, cpu[event], event);
  }

  private add(content: Content, of: number, group: string, name: string, part: string): Slices {
    const slices = new Slices(KINDS[content]);
    this.lanes.push({content, of, group, name, part, slices});
    return slices;
  }

  // Where the trace begins.
  private noteAll(machine: Machine): void {
    this.threads.forEach((_, i) => this.noteThread(machine, i, 0));
    this.cpus.forEach((_, i) => this.noteCpu(machine, i, 0));
    this.lists.forEach((_, i) => this.noteList(machine, i, 0));
    this.apcs.forEach((_, i) => this.noteApc(machine, i, 0));
    this.objects.forEach((_, i) => this.noteObject(machine, i, 0));
  }

  private noteThread(machine: Machine, i: number, event: number): void {
    const lane = this.threads[i];
    if (lane === undefined) return;
    const lock = machine.thread.lock[i];
    lane.lock?.set(event, lock === FREE ? NOTHING : lock);
    lane.kernel.set(event, kernelOf(machine, i));
    lane.user.set(event, userOf(machine, i));
  }

  // The CPU, and whoever was or is on it.
  private noteCpu(machine: Machine, cpu: number, event: number): void {
    const {thread, user, mode} = machine.cpu;
    const kernel = mode[cpu] !== Mode.user;
    const shown = kernel || user[cpu] === NONE ? thread[cpu] : user[cpu];
    const own = this.events.cpu[event] === cpu;
    this.cpus[cpu].runs.set(event, shown === NONE ? NOTHING : shown * 2 + (kernel ? 1 : 0));
    if (own) this.cpus[cpu].steps.set(event, shown === NONE ? NOTHING : this.events.step[event]);
    this.noteThread(machine, this.on[cpu * 2], event);
    this.noteThread(machine, this.on[cpu * 2 + 1], event);
    this.on[cpu * 2] = thread[cpu];
    this.on[cpu * 2 + 1] = user[cpu];
    this.noteThread(machine, thread[cpu], event);
    this.noteThread(machine, user[cpu], event);
  }

  private noteList(machine: Machine, list: number, event: number): void {
    this.lists[list]?.set(event, machine.lengthOf(list) || NOTHING);
  }

  private noteApc(machine: Machine, apc: number, event: number): void {
    const state = machine.apc.state[apc];
    this.apcs[apc]?.set(event, state === 0 || state === APC_DONE ? NOTHING : state);
  }

  private noteObject(machine: Machine, object: number, event: number): void {
    this.objects[object]?.set(event, machine.object.signalled[object] || NOTHING);
  }
}

// The events of each CPU, and behind them those of none.
function marksOf(events: Events, cpus: number): Marks[] {
  const counts = new Uint32Array(cpus + 1);
  for (let i = 0; i < events.count; i++) counts[Math.min(events.cpu[i], cpus)] += 1;
  const marks = Array.from(counts, (count) => new Uint32Array(count));
  counts.fill(0);
  for (let i = 0; i < events.count; i++) {
    const cpu = Math.min(events.cpu[i], cpus);
    marks[cpu][counts[cpu]++] = i;
  }
  return marks.map((events) => new Marks(events));
}

// Like indexOf, which is slow for the few CPUs that there are.
function cpuOf(view: Int32Array, thread: number): number {
  for (let cpu = 0; cpu < view.length; cpu++)
    if (view[cpu] === thread) return cpu;
  return -1;
}

function userOf(machine: Machine, thread: number): number {
  const cpu = cpuOf(machine.cpu.user, thread);
  return cpu >= 0 && machine.cpu.mode[cpu] === Mode.user ? cpu : NOTHING;
}

function kernelOf(machine: Machine, thread: number): number {
  const {thread: state, cpu: on} = machine;
  if (state.ended[thread] !== 0) return NOTHING;
  const cpu = cpuOf(on.thread, thread);
  if (cpu >= 0) {
    if (on.mode[cpu] !== Mode.user) return kernelValue(KernelState.running, cpu);
    const user = on.user[cpu];
    return user === thread || user === NONE ? NOTHING : kernelValue(KernelState.carries, user);
  }
  if (state.ready[thread] !== 0) return kernelValue(KernelState.ready, 0);
  if (state.parked[thread] !== 0) return kernelValue(KernelState.parked, 0);
  if (state.wait[thread] === 0) return kernelValue(KernelState.waking, 0);
  return kernelValue(KernelState.blocked, state.wait[thread]);
}
