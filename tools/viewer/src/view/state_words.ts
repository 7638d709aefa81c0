// The machine's state in words, and what differs between two states.

import {APC_STATES, Kept, Mode, type Machine, Saved} from "../model/machine.ts";
import type {Phrases} from "../model/phrases.ts";
import {NONE, queueNames} from "../trace/report.ts";

export interface Change {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

const MODES = ["idle", "kernel", "user"];

// A table a kind of thing: heads, and per thing its name and what stands in the columns.
export interface Section {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly(readonly string[])[];
}

export function sections(machine: Machine, phrases: Phrases): Section[] {
  const all = [
    cpus(machine, phrases), threads(machine, phrases), contexts(machine, phrases),
    pages(machine, phrases), lists(machine, phrases), queues(machine, phrases), apcs(machine),
    objects(machine)
  ];
  return all.filter((section) => section.rows.length !== 0);
}

// A table with some columns only where the trace has what they are about.
function columns(title: string, names: readonly string[], all: readonly {
  head: string;
  cell: (of: number) => string;
  shown?: boolean
}[]): Section {
  const shown = all.filter((column) => column.shown ?? true);
  return {
    title,
    heads: shown.map((column) => column.head),
    rows: names.map((_, i) => shown.map((column) => column.cell(i)))
  };
}

function cpus(machine: Machine, phrases: Phrases): Section {
  const {cpu, tells} = machine;
  const names = Array.from({length: machine.header.machine.cpus}, (_, i) => `CPU${i}`);
  return columns("CPUs", names, [
    {head: "CPU", cell: (i) => names[i]},
    {head: "mode", cell: (i) => MODES[cpu.mode[i]]},
    {head: "thread", cell: (i) => phrases.thread(cpu.thread[i])},
    {head: "user portion", cell: (i) => phrases.thread(cpu.user[i])},
    {head: "TEB loaded", cell: (i) => phrases.thread(cpu.teb[i])},
    {
      head: "segment",
      cell: (i) => addressOf(phrases, cpu.segmentLow[i], cpu.segmentHigh[i]),
      shown: tells.has("segment_load")
    },
    {
      head: "debug registers",
      cell: (i) => addressOf(phrases, cpu.debugLow[i], cpu.debugHigh[i]),
      shown: tells.has("debug_registers_loaded")
    },
  ]);
}

function threads(machine: Machine, phrases: Phrases): Section {
  const {header, thread} = machine;
  return columns("Threads", header.threads.map((one) => one.name), [
    {head: "thread", cell: (i) => header.threads[i].name},
    {head: "kind", cell: (i) => header.threads[i].kind},
    {head: "state", cell: (i) => stateOf(machine, phrases, i)},
    {
      head: "UMS lock",
      cell: (i) => header.threads[i].kind === "worker" ? phrases.lock(thread.lock[i]) : ""
    },
    {head: "on list", cell: (i) => thread.list[i] === NONE ? "" : header.lists[thread.list[i]]},
  ]);
}

// Where the registers of each thread are, those of its user and those of its kernel portion.
function contexts(machine: Machine, phrases: Phrases): Section {
  const {header, thread, tells} = machine;
  return columns("Contexts", header.threads.map((one) => one.name), [
    {head: "thread", cell: (i) => header.threads[i].name},
    {head: "user registers", cell: (i) => registersOf(machine, phrases, i)},
    {head: "saved in user portion", cell: (i) => savedOf(machine, i)},
    {head: "kernel registers", cell: (i) => kernelRegistersOf(machine, phrases, i)},
    {
      head: "debug registers",
      cell: (i) => thread.debugTold[i] === 0 ?
          "" :
          addressOf(phrases, thread.debugLow[i], thread.debugHigh[i]),
      shown: tells.has("debug_registers_set")
    },
  ]);
}

// Of a system with page tables.
function pages(machine: Machine, phrases: Phrases): Section {
  const {header, thread, tells} = machine;
  const names = tells.has("segment_load") ? header.threads.map((one) => one.name) : [];
  return columns("TEBs", names, [
    {head: "thread", cell: (i) => names[i]},
    {
      head: "page",
      cell: (i) => thread.freed[i] !== 0 ? "free" :
          thread.unmapped[i] !== 0       ? "not mapped" :
                                           "mapped"
    },
    {
      head: "second mapping",
      cell: (i) => addressOf(phrases, thread.viewLow[i], thread.viewHigh[i])
    },
  ]);
}

function lists(machine: Machine, phrases: Phrases): Section {
  const {header, list} = machine;
  return columns("Completion lists", header.lists, [
    {head: "list", cell: (i) => header.lists[i]},
    {head: "contexts, head first", cell: (i) => namesOf(phrases, machine.on(i))},
    {head: "event", cell: (i) => list.signalled[i] !== 0 ? "set" : "not set"},
    {
      head: "other events set",
      cell: (i) => list.freed[i] !== 0 ? "freed" : eventsOf(phrases, list.events[i]),
      shown: machine.tells.has("list_event") || machine.tells.has("list_freed")
    },
  ]);
}

function queues(machine: Machine, phrases: Phrases): Section {
  const names = machine.tells.has("queue_push") ? queueNames(machine.header) : [];
  return columns("Queues of schedulers", names, [
    {head: "queue", cell: (i) => names[i]},
    {head: "workers, next first", cell: (i) => namesOf(phrases, machine.inQueue(i))},
    {
      head: "set aside",
      cell: (i) => machine.inQueue(i)
                       .filter((one) => machine.thread.aside[one] !== 0)
                       .map((one) => phrases.thread(one))
                       .join(", "),
      shown: machine.tells.has("set_aside")
    },
  ]);
}

function apcs(machine: Machine): Section {
  const all = machine.header.apcs;
  return columns("Events from outside", all.map((one) => one.name), [
    {head: "event", cell: (i) => all[i].name},
    {head: "kind", cell: (i) => all[i].kind},
    {head: "to", cell: (i) => all[i].target},
    {head: "state", cell: (i) => APC_STATES[machine.apc.state[i]]},
  ]);
}

function objects(machine: Machine): Section {
  const all = machine.header.objects ?? [];
  const {signalled, running} = machine.object;
  return columns("Objects", all.map((one) => one.name), [
    {head: "object", cell: (i) => all[i].name},
    {head: "kind", cell: (i) => all[i].kind.replaceAll("_", " ")},
    {
      head: "state",
      cell: (i) => (signalled[i] !== 0 ? "set" : "not set") + (running[i] !== 0 ? ", runs" : "")
    },
  ]);
}

const namesOf = (phrases: Phrases, threads: readonly number[]): string =>
    threads.map((thread) => phrases.thread(thread)).join(", ") || "empty";

const addressOf = (phrases: Phrases, low: number, high: number): string =>
    low === 0 && high === 0 ? "none" : phrases.value("address", low >>> 0, high >>> 0);

function eventsOf(phrases: Phrases, bits: number): string {
  const set = Array.from({length: 3}, (_, i) => i).filter((i) => (bits & (1 << i)) !== 0);
  return set.map((i) => phrases.value("list_event", i)).join(", ");
}

// Where the newest user registers of a thread are.
export function registersOf(machine: Machine, phrases: Phrases, thread: number): string {
  const cpu = machine.cpuWithRegisters(thread);
  if (cpu >= 0) return `CPU${cpu}`;
  const keeper = machine.thread.keeper[thread];
  switch (machine.thread.kept[thread]) {
    case Kept.frame:
      return keeper === NONE || keeper === thread ? "own trap frame" :
                                                    `trap frame of ${phrases.thread(keeper)}`;
    case Kept.portion:
      return machine.header.threads[thread].kind === "worker" ? "user portion" : "re-entry context";
    case Kept.staging:
      return "staging area";
  }
  return "";
}

// What is saved in a worker's user portion, and whether that is what its program goes on with.
export function savedOf(machine: Machine, thread: number): string {
  const {saved, kept, terminated} = machine.thread;
  if (machine.header.threads[thread].kind !== "worker") return "";
  if (terminated[thread] !== 0) return "terminated";
  if (saved[thread] === Saved.nothing) return "nothing yet";
  if (kept[thread] !== Kept.portion || machine.cpuWithRegisters(thread) >= 0) return "older";
  return `newest, ${saved[thread] === Saved.full ? "full" : "reduced"}`;
}

// A kernel portion in user mode has none; without a CPU it goes on where it left the last one.
function kernelRegistersOf(machine: Machine, phrases: Phrases, thread: number): string {
  const {cpu, thread: state} = machine;
  if (state.ended[thread] !== 0) return "";
  const on = cpu.thread.indexOf(thread);
  if (on >= 0) return cpu.mode[on] === Mode.kernel ? `CPU${on}` : "";
  if (state.left[thread] === 0) return "own stack";
  return `own stack, since ${phrases.step(state.left[thread])}`;
}

export function stateOf(machine: Machine, phrases: Phrases, thread: number): string {
  const {thread: state, cpu: on} = machine;
  const words: string[] = [];
  const cpu = on.thread.indexOf(thread);
  const user = on.user.indexOf(thread);
  if (state.ended[thread] !== 0)
    words.push("ended");
  else if (user >= 0 && on.mode[user] === Mode.user)
    words.push(`user mode on CPU${user}`);
  if (cpu >= 0 && on.mode[cpu] !== Mode.user)
    words.push(`kernel mode on CPU${cpu}`);
  else if (cpu >= 0 && cpu !== user)
    words.push(`carries ${phrases.thread(on.user[cpu])} on CPU${cpu}`);
  if (state.ended[thread] === 0 && cpu < 0) {
    if (state.ready[thread] !== 0)
      words.push(...(user < 0 ? ["ready"] : []));
    else if (state.parked[thread] !== 0)
      words.push(
          machine.header.threads[thread].kind === "worker" ? "kernel portion parked" : "parked");
    else if (state.wait[thread] === 0)
      words.push("waking");
    else
      words.push(`blocked (${phrases.value("wait_reason", state.wait[thread])})`);
  }
  if (state.suspended[thread] !== 0) words.push(`suspended ${state.suspended[thread]}`);
  const requests = state.requests[thread];
  if (requests !== 0)
    words.push(`${requests} disassociate APC${requests === 1 ? "" : "s"} to take`);
  return words.join(", ");
}

export function changes(before: Machine, after: Machine, phrases: Phrases): Change[] {
  const old = sections(before, phrases);
  const found: Change[] = [];
  sections(after, phrases)
      .forEach(
          (section, s) => section.rows.forEach(
              (row, r) => row.forEach((text, column) => {
                const was = old[s].rows[r][column];
                if (was === text) return;
                const facet = section.heads[column].replace(/, (head|next) first/, "");
                found.push({what: `${row[0]} ${facet}`, before: was || "-", after: text || "-"});
              }),
              ),
      );
  return found;
}
