// Search: which events have all the words of a query.
//
//   W1 lock          events of thread W1 that are about a lock
//   FIG15.B3         what that step reported
//   #123             the event with that id
//
// A word is looked up once in every table of names; events then only compare numbers, so that a
// million take milliseconds.

import type {Events} from "../trace/events.ts";
import {NONE, queueNames, type Report} from "../trace/report.ts";

type Test = (event: number) => boolean;

export function search(report: Report, events: Events, query: string): Uint32Array {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const tests = words.map((word) => testOf(report, events, word));
  const found: number[] = [];
  for (let i = 0; words.length !== 0 && i < events.count; i++) {
    if (tests.every((test) => test(i))) found.push(i);
  }
  return Uint32Array.from(found);
}

// Where a word of the text begins: lock is to find lock_transition, and not block.
function begins(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !/[a-z0-9]/.test(text[at - 1])) return true;
  }
  return false;
}

function testOf(report: Report, events: Events, word: string): Test {
  if (/^#\d+$/.test(word)) {
    const id = Number(word.slice(1));
    return (i) => events.id[i] === id;
  }
  const has = (text: string): boolean => begins(text.toLowerCase(), word);
  const names = (texts: readonly string[]): ((index: number) => boolean) => {
    const exact = texts.some((text) => text.toLowerCase() === word);  // W1 is not to find W10
    const hits = texts.map((text) => (exact ? text.toLowerCase() === word : has(text)));
    return (index) => hits[index] === true;
  };
  const header = report.header;
  const kinds =
      report.kinds.map((kind) => has(kind.name) || has(kind.phrase.replace(/\{\w+\}/g, "")));
  const steps = new Set<number>();
  report.routines.forEach(
      (routine, r) =>
          routine.steps.forEach((step, row) => has(step.label) && steps.add(1 + 256 * r + row)),
  );
  const cpus = names(Array.from({length: header.machine.cpus}, (_, i) => `CPU${i}`));
  const threads = names(header.threads.map((thread) => thread.name));
  const objects: Record<string, (index: number) => boolean> = {
    nothing: () => false,
    thread: threads,
    list: names(header.lists),
    apc: names(header.apcs.map((apc) => apc.name)),
    object: names((header.objects ?? []).map((one) => one.name)),
    queue: names(queueNames(header)),
  };
  const values: Record<string, (index: number) => boolean> = {thread: threads};
  for (const [meaning, texts] of Object.entries(report.values)) values[meaning] = names(texts);
  const value = (meaning: string, low: number): boolean =>
      low !== NONE && values[meaning]?.(low) === true;
  return (i) => {
    const kind = report.kinds[events.kind[i]];
    return (
        kinds[events.kind[i]] || steps.has(events.step[i]) || cpus(events.cpu[i]) ||
        threads(events.thread[i]) || objects[kind.object](events.object[i]) ||
        value(kind.old, events.oldLow[i]) || value(kind.new, events.newLow[i]));
  };
}
