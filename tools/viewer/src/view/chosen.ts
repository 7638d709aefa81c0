// What is selected: an event, and with two traces what belongs to it in the other one.

import type {Alignment} from "../trace/alignment.ts";

// -1 where there is none.
export interface Chosen {
  readonly row: number;  // of both traces
  readonly first: number;
  readonly second: number;
}

export function chosenRow(alignment: Alignment, wanted: number): Chosen {
  const row = Math.max(-1, Math.min(wanted, alignment.length - 1));
  return row < 0 ? {row, first: -1, second: -1} :
                   {row, first: alignment.first(row), second: alignment.second(row)};
}

export function chosenFirst(alignment: Alignment|undefined, event: number): Chosen {
  return alignment === undefined || event < 0 ? {row: -1, first: event, second: -1} :
                                                chosenRow(alignment, alignment.rowOfFirst(event));
}

export function chosenSecond(alignment: Alignment, event: number): Chosen {
  return chosenRow(alignment, alignment.rowOfSecond(event));
}
