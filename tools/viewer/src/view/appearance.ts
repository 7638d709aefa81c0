// Light, dark, or on paper: how the page looks.

import {THEMES, type Theme} from "./theme.ts";
import type {TimelineView} from "./timeline.ts";

export class Appearance {
  private theme: Theme["name"] = "light";

  constructor(private readonly views: readonly TimelineView[]) {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    this.set(dark.matches ? "dark" : "light");
    dark.addEventListener("change", (event) => this.set(event.matches ? "dark" : "light"));
  }

  set(theme: Theme["name"]): void {
    this.theme = theme;
    document.documentElement.dataset["theme"] = theme;
    for (const view of this.views) {
      view.theme = THEMES[theme];
      view.redraw();
    }
  }

  toggle(): void {
    this.set(this.theme === "dark" ? "light" : "dark");
  }

  // Around printing: paper is white, and drawn at once.
  onPaper(before: () => void, after: () => void): void {
    window.addEventListener("beforeprint", () => {
      for (const view of this.views) {
        view.theme = THEMES.print;
        view.drawForPaper();
      }
      before();
    });
    window.addEventListener("afterprint", () => {
      after();
      this.set(this.theme);
      for (const view of this.views) view.leavePaper();
    });
  }
}
