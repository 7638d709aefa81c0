// The state of the machine as far as events tell it, in one array of numbers.
//
// This is no protocol: an event says what is new, and the state takes that over. What each kind
// says is in traces/vocabulary/event.h; the table is in effects.ts.

import {NONE, type Header} from "../trace/report.ts";

export const enum Mode {
  idle,
  kernel,
  user
}

export const APC_STATES = ["not yet", "queued", "deferred", "running", "done"] as const;

// Facets of each kind of thing, and their values before the first event.
const CPU = {
  thread: NONE,
  user: NONE,
  mode: Mode.idle,
  teb: NONE
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
};
const LIST = {
  signalled: 0,
  pushes: 0
};
const APC = {
  state: 0
};
const OBJECT = {
  signalled: 0
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

  constructor(
      readonly header: Header,
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
    if (fresh) this.parkWorkers();
  }

  copy(): Machine {
    return new Machine(this.header, this.cells.slice(), false);
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

  // Workers that start parked are on their list already (THREAD-11).
  private parkWorkers(): void {
    this.header.threads.forEach((thread, i) => {
      if (!thread.parked) return;
      this.thread.parked[i] = 1;
      this.thread.ready[i] = 0;
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
      size(OBJECT) * (header.objects?.length ?? 0));
}
