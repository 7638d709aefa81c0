// The whole machine after an event; what the event changed is marked.

import type {History} from "../model/history.ts";
import type {Phrases} from "../model/phrases.ts";
import {el, table} from "./dom.ts";
import {sections} from "./state_words.ts";

export function statePanel(history: History, phrases: Phrases, event: number): Node {
  const before = sections(history.after(event), phrases);
  const after = sections(history.after(event + 1), phrases);
  return el(
      "div",
      {class: "state"},
      ...after.map(
          (section, s) => table(
              section.title, section.heads,
              section.rows.map(
                  (row, r) =>
                      el("tr", {},
                         ...row.map(
                             (text, column) =>
                                 cell(text, text !== before[s].rows[r][column], column))),
                  )),
          ),
  );
}

function cell(text: string, changed: boolean, column: number): Node {
  const content = changed ?
      [el("span", {class: "changed", title: "changed by this event"}, text || "-")] :
      [text];
  return column === 0 ? el("th", {scope: "row"}, ...content) : el("td", {}, ...content);
}
