// Where lanes are on the screen: rows of the timeline from top to bottom, groups that can be
// folded.

import type {Lane, Timeline} from "../model/lanes.ts";

export interface Row {
  readonly y: number;
  readonly height: number;
  readonly group: string;  // of a group's title; else ""
  readonly folded: boolean;
  readonly name: string;  // of what the row is about, in the first of its rows
  readonly part: string;
  readonly lane: Lane|null;
  readonly marks: number;  // whose events are marked: a CPU, or -1
}

const TITLE = 20;
const MARKS = 14;
const GAP = 4;            // above the first row of a thing
const MANY_THREADS = 24;  // from here on rows are low

const HEIGHTS = {
  runs: 24,
  steps: 15,
  user: 15,
  kernel: 15,
  lock: 15,
  list: 16,
  apc: 15,
  object: 15
};
const LOW = {
  ...HEIGHTS,
  user: 9,
  kernel: 9,
  lock: 7
};

export function layOut(
    timeline: Timeline, folded: ReadonlySet<string>): {rows: Row[]; height: number} {
  const threads = timeline.lanes.filter((lane) => lane.content === "kernel").length;
  const heights = threads > MANY_THREADS ? LOW : HEIGHTS;
  const rows: Row[] = [];
  let y = 0;
  let group = "";
  let name = "";
  const add = (height: number, row: Omit<Row, "y"|"height">): void => {
    rows.push({...row, y, height});
    y += height;
  };
  for (const lane of timeline.lanes) {
    if (lane.group !== group) {
      group = lane.group;
      name = "";
      y += GAP;
      add(TITLE, {group, folded: folded.has(group), name: group, part: "", lane: null, marks: -1});
    }
    if (folded.has(group)) continue;
    const first = lane.name !== name;
    name = lane.name;
    y += first ? GAP : 0;
    add(heights[lane.content] - 1, {
      group: "",
      folded: false,
      name: first ? name : "",
      part: lane.part,
      lane,
      marks: -1,
    });
    y += 1;
    if (lane.content === "steps") {
      add(MARKS, {group: "", folded: false, name: "", part: "events", lane: null, marks: lane.of});
    }
  }
  const outside = timeline.marks.length - 1;
  if (timeline.marks[outside].events.length !== 0 && !folded.has("CPUs")) {
    // Arrivals and timers belong below the CPUs; their row ends the page's first group.
    const at = rows.findIndex((row, i) => i > 0 && row.group !== "");
    const where = at < 0 ? rows.length : at;
    const top = where < rows.length ? rows[where].y : y;
    rows.splice(where, 0, {
      y: top,
      height: MARKS,
      group: "",
      folded: false,
      name: "outside",
      part: "events",
      lane: null,
      marks: outside,
    });
    for (let i = where + 1; i < rows.length; i++)
      rows[i] = {...rows[i], y: rows[i].y + MARKS + GAP};
    y += MARKS + GAP;
  }
  return {rows, height: y + GAP};
}

export function rowAt(rows: readonly Row[], y: number): Row|undefined {
  return rows.find((row) => y >= row.y - 1 && y < row.y + row.height + 1);
}
