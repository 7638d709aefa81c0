// Tabs by the pattern of WAI-ARIA: arrows go from one to the next, one panel shows what is chosen.

import {el} from "./dom.ts";

let made = 0;

export class Tabs {
  readonly element: HTMLElement;
  chosen: string;
  private readonly tabs: HTMLButtonElement[];
  private readonly panel: HTMLElement;

  constructor(
      label: string,
      names: readonly(readonly[string, string])[],  // and the key that chooses it, or nothing
      private readonly changed: (name: string) => void,
  ) {
    const id = `tabs${++made}`;
    this.chosen = names[0][0];
    this.tabs = names.map(
        ([name, key], i) =>
            el("button", {
              type: "button",
              role: "tab",
              id: `${id}-${i}`,
              "aria-controls": `${id}-panel`,
              ...(key === "" ? {} : {title: `${name} (${key})`, "aria-keyshortcuts": key}),
              click: () => this.choose(name),
            },
               name),
    );
    this.panel = el("div", {role: "tabpanel", id: `${id}-panel`, class: "panel", tabindex: "0"});
    const list = el("div", {role: "tablist", "aria-label": label}, ...this.tabs);
    list.addEventListener("keydown", (event) => this.pressed(event));
    this.element = el("section", {class: "tabs", "aria-label": label}, list, this.panel);
    this.mark();
  }

  choose(name: string): void {
    this.chosen = name;
    this.mark();
    this.changed(name);
  }

  next(): void {
    const at = this.tabs.findIndex((tab) => tab.textContent === this.chosen);
    this.choose(this.tabs[(at + 1) % this.tabs.length].textContent ?? "");
  }

  show(content: Node): void {
    if (content.parentNode !== this.panel) this.panel.replaceChildren(content);
  }

  private mark(): void {
    for (const tab of this.tabs) {
      const chosen = tab.textContent === this.chosen;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) this.panel.setAttribute("aria-labelledby", tab.id);
    }
  }

  private pressed(event: KeyboardEvent): void {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const now = this.tabs.findIndex((tab) => tab.textContent === this.chosen);
    const next = this.tabs[(now + step + this.tabs.length) % this.tabs.length];
    this.choose(next.textContent ?? "");
    next.focus();
    event.preventDefault();
  }
}
