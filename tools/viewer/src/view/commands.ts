// The keys of the page: what each does. The help shows this table, so that it has them all.

import type {App} from "./app.ts";

export interface Command {
  readonly keys: readonly string[];  // KeyboardEvent.key, with "Shift+" where it is no letter
  readonly what: string;
  readonly run: (key: string) => void;
}

const ZOOM = 1.6;
const LANES = 40;  // pixels that an arrow scrolls

export function keyOf(event: KeyboardEvent): string {
  const letter = event.key.length === 1;
  return event.shiftKey && !letter ? `Shift+${event.key}` : event.key;
}

const forward = (key: string): 1|- 1 => key.endsWith("Right") || key.endsWith("Down") ? 1 : -1;

export function commandsOf(app: App): Command[] {
  return [
    {
      keys: ["ArrowRight", "ArrowLeft"],
      what: "next or previous event",
      run: (key) => app.select(Math.max(0, app.selected + forward(key)))
    },
    {
      keys: ["Shift+ArrowRight", "Shift+ArrowLeft"],
      what: "of the same thread",
      run: (key) => app.sameThread(forward(key))
    },
    {keys: ["c"], what: "to the event that caused this one", run: () => app.toCause()},
    {keys: ["e"], what: "to the first event that this one led to", run: () => app.toEffect()},
    {keys: ["Home"], what: "first event", run: () => app.select(0)},
    {keys: ["End"], what: "last event", run: () => app.select(Infinity)},
    {keys: ["f"], what: "where two traces part", run: () => app.toDifference()},
    {keys: ["w", "+"], what: "zoom in", run: () => app.zoom(1 / ZOOM)},
    {keys: ["s", "-"], what: "zoom out", run: () => app.zoom(ZOOM)},
    {keys: ["a", "d"], what: "move left or right", run: (key) => app.pan(key === "a" ? -1 : 1)},
    {
      keys: ["ArrowDown", "ArrowUp"],
      what: "scroll the lanes",
      run: (key) => app.scroll(LANES * forward(key))
    },
    {keys: ["0"], what: "show the whole trace", run: () => app.whole()},
    {keys: ["o"], what: "axis: time, or order of events", run: () => app.otherAxis()},
    {keys: ["1"], what: "about the event", run: () => app.side.choose("Event")},
    {keys: ["2"], what: "steps of the flow", run: () => app.side.choose("Steps")},
    {keys: ["3"], what: "state of the machine", run: () => app.side.choose("State")},
    {keys: ["i"], what: "events in another layout", run: () => app.lower.next()},
    {keys: ["/"], what: "search", run: () => app.toSearch()},
    {
      keys: ["n", "N"],
      what: "next, previous event found",
      run: (key) => app.nextHit(key === "n" ? 1 : -1)
    },
    {keys: ["t"], what: "light or dark", run: () => app.toggleTheme()},
    {keys: ["Escape"], what: "back to the timeline", run: () => app.view.focus()},
    {keys: ["?"], what: "this help", run: () => app.showHelp()},
  ];
}
