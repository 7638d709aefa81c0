// Ways over the timeline by key and by button.

import type {TimelineView} from "./timeline.ts";

export class Navigation {
  constructor(
      private readonly view: TimelineView,
      private readonly selected: () => number,
  ) {}

  whole(): void {
    this.view.viewport.all();
    this.view.redraw();
  }

  // The selected event stays where it is, if it can be seen.
  zoom(factor: number): void {
    const {viewport} = this.view;
    const event = this.selected();
    const x = event < 0 ? -1 : viewport.x(this.view.axis[event]);
    viewport.zoom(factor, x >= 0 && x <= viewport.width ? x : viewport.width / 2);
    this.view.redraw();
  }

  // A fifth of what is seen, to the left or to the right.
  pan(direction: 1|- 1): void {
    this.view.viewport.pan((direction * this.view.viewport.width) / 5);
    this.view.redraw();
  }

  scroll(pixels: number): void {
    this.view.scrollBy(pixels);
    this.view.redraw();
  }
}
