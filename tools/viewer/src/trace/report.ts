// What a report says besides its events; umsim writes it (traces/html_header.h).

export interface Kind {
  readonly name: string;
  readonly object: "nothing"|"thread"|"list"|"apc"|"object"|"queue";
  readonly old: string;  // what the old value is: "nothing", "thread", "lock", a key of values, ...
  readonly new: string;
  readonly weight: "major"|"detail"|"lock"|"quiet";
  readonly phrase: string;
  readonly phrase_of_none?: string;
}

export interface Thread {
  readonly name: string;
  readonly kind: "worker"|"primary"|"standard";
  readonly scheduler: string|null;
  readonly parked: boolean;
  readonly process?: string;
}

export interface Scheduler {
  readonly name: string;
  readonly list: string;
}

export interface Named {
  readonly name: string;
  readonly kind: string;
}

export interface Apc extends Named {
  readonly target: string;
}

export interface Header {
  readonly scenario: string;
  readonly title: string;
  readonly engine: string;
  readonly seed: number;
  readonly steps: boolean;
  readonly machine: {readonly profile: string; readonly cpus: number; readonly clock_mhz: number};
  readonly threads: readonly Thread[];
  readonly schedulers: readonly Scheduler[];
  readonly lists: readonly string[];
  readonly apcs: readonly Apc[];
  readonly objects?: readonly Named[];
  readonly queues?: readonly string[];  // of scheduler procedures
  readonly protocol?: string;
  readonly knock_outs: readonly string[];
}

export interface Exit {
  readonly when: string;
  readonly to: string;
}

export interface Access {
  readonly rights: string;
  readonly place: string;
  readonly role: string;
}

export interface Step {
  readonly label: string;
  readonly what: string;
  readonly cost: string;
  readonly guard: string;
  readonly exits: readonly Exit[];
  readonly footprint: readonly Access[];
}

export interface Routine {
  readonly name: string;
  readonly title: string;
  readonly mode: "user"|"kernel";
  readonly steps: readonly Step[];
}

export interface Report {
  readonly report: number;
  readonly header: Header;
  readonly finding: string;
  readonly kinds: readonly Kind[];
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly routines: readonly Routine[];
}

// Schedulers' ready queues, and behind them the queues of procedures.
export function queueNames(header: Header): string[] {
  return [...header.schedulers.map((one) => `${one.name}.ready`), ...(header.queues ?? [])];
}

export const NONE = 0xffff;  // the index that names nothing

// The step of an event is 1 + 256 * routine + row, or 0.
export function stepAt(report: Report, step: number): {routine: Routine; step: Step}|null {
  if (step === 0) return null;
  const routine = report.routines[(step - 1) >> 8];
  const row = routine?.steps[(step - 1) & 255];
  return routine !== undefined && row !== undefined ? {routine, step: row} : null;
}

// The other way round: 0 where no step is called so.
export function stepNamed(routines: readonly Routine[], label: string): number {
  for (const [at, routine] of routines.entries()) {
    const row = routine.steps.findIndex((step) => step.label === label);
    if (row >= 0) return 1 + at * 256 + row;
  }
  return 0;
}

export function stepLabel(report: Report, step: number): string {
  return stepAt(report, step)?.step.label ?? "";
}

// "FIG. 15, B3" for FIG15.B3: where the patent has the step; nothing for steps of no figure.
export function figureOf(label: string): string {
  const match = /^FIG(\d+)\.(.+)$/.exec(label);
  return match === null ? "" : `FIG. ${match[1]}, ${match[2]}`;
}
