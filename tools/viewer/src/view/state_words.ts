// The machine's state in words, and what differs between two states.

import {APC_STATES, Mode, type Machine} from "../model/machine.ts";
import type {Phrases} from "../model/phrases.ts";
import {NONE} from "../trace/report.ts";

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
  const header = machine.header;
  const cpus = Array.from(
      {length: header.machine.cpus},
      (_, i) =>
          [`CPU${i}`,
           MODES[machine.cpu.mode[i]],
           phrases.thread(machine.cpu.thread[i]),
           phrases.thread(machine.cpu.user[i]),
           phrases.thread(machine.cpu.teb[i]),
  ]);
  const threads = header.threads.map(
      (thread, i) =>
          [thread.name,
           thread.kind,
           stateOf(machine, phrases, i),
           thread.kind === "worker" ? phrases.lock(machine.thread.lock[i]) : "",
           machine.thread.list[i] === NONE ? "" : header.lists[machine.thread.list[i]],
  ]);
  const lists = header.lists.map(
      (name, i) =>
          [name,
           machine.on(i).map((thread) => phrases.thread(thread)).join(", ") || "empty",
           machine.list.signalled[i] !== 0 ? "set" : "not set",
  ]);
  const apcs = header.apcs.map(
      (apc, i) => [apc.name, apc.kind, apc.target, APC_STATES[machine.apc.state[i]]]);
  const objects = (header.objects ?? [])
                      .map(
                          (one, i) =>
                              [one.name,
                               one.kind.replaceAll("_", " "),
                               machine.object.signalled[i] !== 0 ? "set" : "not set",
  ]);
  const all: Section[] = [
    {title: "CPUs", heads: ["CPU", "mode", "thread", "user portion", "TEB loaded"], rows: cpus},
    {title: "Threads", heads: ["thread", "kind", "state", "UMS lock", "on list"], rows: threads},
    {title: "Completion lists", heads: ["list", "contexts, head first", "event"], rows: lists},
    {title: "Events from outside", heads: ["event", "kind", "to", "state"], rows: apcs},
    {title: "Objects", heads: ["object", "kind", "state"], rows: objects},
  ];
  return all.filter((section) => section.rows.length !== 0);
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
                const facet = section.heads[column].replace(", head first", "");
                found.push({what: `${row[0]} ${facet}`, before: was || "-", after: text || "-"});
              }),
              ),
      );
  return found;
}
