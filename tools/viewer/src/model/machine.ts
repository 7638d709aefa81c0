// The state of the machine as far as events tell it, in one array of numbers.
//
// This is no protocol: an event says what is new, and the state takes that over. What each kind
// says is in traces/vocabulary/event.h; the table is in effects.ts.

import {NONE, queueNames, type Header} from "../trace/report.ts";

export const enum Mode {
  idle,
  kernel,
  user
}

export const APC_STATES = ["not yet", "queued", "deferred", "running", "done"] as const;

// Where the newest user registers of a thread are. A thread whose registers a CPU has is on none of
// these: its user portion holds what they were before.
export const enum Kept {
  nowhere,  // it has ended
  frame,    // the trap frame of thread `keeper`
  portion,  // its user portion: saved there, or of a primary what it enters its scheduler with
  staging   // FIG. 8
}

// What is saved in a worker's user portion.
export const enum Saved {
  nothing,
  reduced,
  full
}

// Facets of each kind of thing, and their values before the first event. An address takes two.
const CPU = {
  thread: NONE,
  user: NONE,
  mode: Mode.idle,
  registers: NONE,  // in user mode: whose it has
  teb: NONE,
  segmentLow: 0,
  segmentHigh: 0,
  debugLow: 0,
  debugHigh: 0
};
const THREAD = {
  lock: NONE * 256,  // of a worker: packed, as in events
  wait: 0,           // WaitReason
  parked: 0,
  ready: 1,    // for a CPU, or on one
  list: NONE,  // the completion list that its context is on
  place: 0,    // on it: the higher, the nearer to the head
  ended: 0,
  suspended: 0,
  primary: NONE,  // which primary runs its user portion
  kept: Kept.frame,
  keeper: NONE,  // none: the thread itself
  saved: Saved.nothing,
  terminated: 0,  // its context says so
  left: 0,        // the step at which it lost its CPU; 0: it has had none
  requests: 0,    // disassociate APCs in its queue
  queue: NONE,    // the one that it is in
  behind: NONE,   // the next one there
  aside: 0,
  debugTold: 0,  // an event has said which debug registers it has
  debugLow: 0,
  debugHigh: 0,
  viewLow: 0,  // second mapping of its TEB
  viewHigh: 0,
  unmapped: 0,  // the first mapping is gone
  freed: 0,     // so is the page
};
const LIST = {
  signalled: 0,
  pushes: 0,
  events: 0,  // a bit a ListEvent
  freed: 0
};
const APC = {
  state: 0
};
const OBJECT = {
  signalled: 0,
  running: 0  // a timer
};
const QUEUE = {
  first: NONE
};

type Views<T> = {
  readonly[K in keyof T]: Int32Array
};

export class Machine {
  readonly cpu: Views<typeof CPU>;
  readonly thread: Views<typeof THREAD>;
  readonly list: Views<typeof LIST>;
  readonly apc: Views<typeof APC>;
  readonly object: Views<typeof OBJECT>;
  readonly queue: Views<typeof QUEUE>;

  constructor(
      readonly header: Header,
      readonly tells: ReadonlySet<string> = new Set(),  // kinds of events that the trace has
      readonly cells: Int32Array = new Int32Array(cellsOf(header)),
      fresh = true,
  ) {
    let at = 0;
    const views = <T extends Record<string, number>>(facets: T, count: number): Views<T> => {
      const made: Record<string, Int32Array> = {};
      for (const [name, before] of Object.entries(facets)) {
        const view = cells.subarray(at, at + count);
        if (fresh) view.fill(before);
        made[name] = view;
        at += count;
      }
      return made as Views<T>;
    };
    this.cpu = views(CPU, header.machine.cpus);
    this.thread = views(THREAD, header.threads.length);
    this.list = views(LIST, header.lists.length);
    this.apc = views(APC, header.apcs.length);
    this.object = views(OBJECT, header.objects?.length ?? 0);
    this.queue = views(QUEUE, queueNames(header).length);
    if (fresh) this.parkWorkers();
  }

  copy(): Machine {
    return new Machine(this.header, this.tells, this.cells.slice(), false);
  }

  // The worker whose user portion a primary runs, or NONE.
  inHand(primary: number): number {
    const {primary: hosts} = this.thread;
    for (let worker = 0; worker < hosts.length; worker++)
      if (hosts[worker] === primary) return worker;
    return NONE;
  }

  push(thread: number, list: number): void {
    this.thread.list[thread] = list;
    this.thread.place[thread] = this.list.pushes[list] += 1;
  }

  empty(list: number): void {
    const lists = this.thread.list;
    for (let i = 0; i < lists.length; i++)
      if (lists[i] === list) lists[i] = NONE;
  }

  lengthOf(list: number): number {
    let length = 0;
    for (const its of this.thread.list) length += its === list ? 1 : 0;
    return length;
  }

  // The threads on a list, its head first.
  on(list: number): number[] {
    const threads = [...this.thread.list.keys()].filter((i) => this.thread.list[i] === list);
    return threads.sort((a, b) => this.thread.place[b] - this.thread.place[a]);
  }

  // The thread comes into a queue behind another one, or none. Of a part of a run that one may not
  // be there any more: then it comes to the end.
  enqueue(thread: number, queue: number, before: number): void {
    this.dequeue(thread);
    const {queue: queues, behind} = this.thread;
    const there = before === NONE || queues[before] === queue;
    const after = there ? before : this.inQueue(queue).at(-1) ?? NONE;
    queues[thread] = queue;
    if (after === NONE) {
      behind[thread] = this.queue.first[queue];
      this.queue.first[queue] = thread;
    } else {
      behind[thread] = behind[after];
      behind[after] = thread;
    }
  }

  dequeue(thread: number): void {
    const {queue: queues, behind, aside} = this.thread;
    const queue = queues[thread];
    if (queue === NONE) return;
    const {first} = this.queue;
    if (first[queue] === thread) {
      first[queue] = behind[thread];
    } else {
      let before = first[queue];
      while (behind[before] !== thread) before = behind[before];
      behind[before] = behind[thread];
    }
    queues[thread] = NONE;
    behind[thread] = NONE;
    aside[thread] = 0;
  }

  // The threads in a queue, its first one first.
  inQueue(queue: number): number[] {
    const found: number[] = [];
    for (let at = this.queue.first[queue]; at !== NONE; at = this.thread.behind[at]) found.push(at);
    return found;
  }

  // The CPU that has the thread's user registers, or -1.
  cpuWithRegisters(thread: number): number {
    return this.cpu.registers.indexOf(thread);
  }

  // Workers that start parked are on their list already (THREAD-11).
  private parkWorkers(): void {
    this.header.threads.forEach((thread, i) => {
      if (!thread.parked) return;
      this.thread.parked[i] = 1;
      this.thread.ready[i] = 0;
      this.thread.kept[i] = Kept.portion;
      this.thread.saved[i] = Saved.full;
      const list = this.header.schedulers.find((one) => one.name === thread.scheduler)?.list;
      if (list !== undefined) this.push(i, this.header.lists.indexOf(list));
    });
  }
}

function cellsOf(header: Header): number {
  const size = (facets: object): number => Object.keys(facets).length;
  return (
      size(CPU) * header.machine.cpus + size(THREAD) * header.threads.length +
      size(LIST) * header.lists.length + size(APC) * header.apcs.length +
      size(OBJECT) * (header.objects?.length ?? 0) + size(QUEUE) * queueNames(header).length);
}
