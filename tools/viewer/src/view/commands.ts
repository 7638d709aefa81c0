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
  const {navigation} = app;
  return [
    {
      keys: ["ArrowRight", "ArrowLeft"],
      what: "next or previous event; row of two traces",
      run: (key) => app.step(forward(key))
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
    {keys: ["f"], what: "where two traces part", run: () => app.toParting()},
    {
      keys: ["]", "["],
      what: "next, previous difference of two traces",
      run: (key) => app.toDifference(key === "]" ? 1 : -1)
    },
    {keys: ["w", "+"], what: "zoom in", run: () => navigation.zoom(1 / ZOOM)},
    {keys: ["s", "-"], what: "zoom out", run: () => navigation.zoom(ZOOM)},
    {
      keys: ["a", "d"],
      what: "move left or right",
      run: (key) => navigation.pan(key === "a" ? -1 : 1)
    },
    {
      keys: ["ArrowDown", "ArrowUp"],
      what: "scroll the lanes",
      run: (key) => navigation.scroll(LANES * forward(key))
    },
    {keys: ["g"], what: "to the next group of lanes; Enter folds it", run: () => app.nextGroup()},
    {keys: ["G"], what: "fold or unfold all groups", run: () => app.foldAll()},
    {keys: ["0"], what: "show the whole trace", run: () => navigation.whole()},
    {keys: ["o"], what: "axis: time, or order of events", run: () => app.otherAxis()},
    {keys: ["1"], what: "about the event", run: () => app.about.tabs.choose("Event")},
    {keys: ["2"], what: "steps of the flow", run: () => app.about.tabs.choose("Steps")},
    {keys: ["3"], what: "state of the machine", run: () => app.about.tabs.choose("State")},
    {keys: ["i"], what: "events in another layout", run: () => app.lower.next()},
    {keys: ["/"], what: "search", run: () => app.finder.box.focus()},
    {
      keys: ["n", "N"],
      what: "next, previous event found",
      run: (key) => app.nextHit(key === "n" ? 1 : -1)
    },
    {keys: ["t"], what: "light or dark", run: () => app.appearance.toggle()},
    {keys: ["Escape"], what: "back to the timeline", run: () => app.view.focus()},
    {keys: ["?"], what: "this help", run: () => app.help.showModal()},
  ];
}

export function listenToKeys(app: App, commands: readonly Command[]): void {
  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || app.help.open) return;
    const key = keyOf(event);
    if (hasOwnUse(app, target, key)) return;
    const command = commands.find((one) => one.keys.includes(key));
    if (command === undefined) return;
    event.preventDefault();
    command.run(key);
  });
  app.finder.box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") app.nextHit(event.shiftKey ? -1 : 1);
  });
}

// What has the focus moves by that key itself.
function hasOwnUse(app: App, target: HTMLElement, key: string): boolean {
  if (target === app.finder.box) return key !== "Escape";
  if (target === app.scrubber.slider || target.matches("[role=tab]"))
    return /Arrow|Home|End|Page/.test(key);
  return target.closest(".panel") !== null && /^Arrow(Up|Down)|^Page/.test(key);
}
