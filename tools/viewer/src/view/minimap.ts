// The minimap: how many events there are when, over the whole trace, and which part is seen.

import type {Axis} from "../model/widths.ts";
import {lowerBound} from "../trace/events.ts";
import {fitted} from "./dom.ts";
import type {Theme} from "./theme.ts";
import type {Viewport} from "./viewport.ts";

export class Minimap {
  private counts = new Uint32Array(0);
  private axis: Axis|null = null;
  private readonly bars = document.createElement("canvas");  // how many there are, as it was drawn
  private drawn = "";                                        // for which theme and size

  constructor(
      private readonly canvas: HTMLCanvasElement,
      private readonly events: number,
  ) {}

  paint(axis: Axis, viewport: Viewport, theme: Theme, selected: number): void {
    const pen = this.canvas.getContext("2d");
    if (pen === null) return;
    const {width, height, scale} = fitted(this.canvas);
    if (width === 0 || height === 0) return;
    const known = `${theme.name} ${width} ${height} ${scale} ${viewport.length}`;
    if (this.axis !== axis || this.drawn !== known) {
      this.count(axis, width, viewport.length);
      this.drawBars(theme, height, scale);
      this.drawn = known;
    }
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.drawImage(this.bars, 0, 0, width, height);
    const x = (position: number): number => (position / viewport.length) * width;
    pen.fillStyle = theme.accent;
    if (selected >= 0) pen.fillRect(x(axis[selected]) - 0.75, 0, 1.5, height);
    pen.strokeStyle = theme.accent;
    pen.lineWidth = 2;
    pen.strokeRect(
        x(viewport.from) + 1, 1, Math.max(3, x(viewport.to) - x(viewport.from) - 2), height - 2);
  }

  private drawBars(theme: Theme, height: number, scale: number): void {
    this.bars.width = this.canvas.width;
    this.bars.height = this.canvas.height;
    const pen = this.bars.getContext("2d");
    if (pen === null) return;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.fillStyle = theme.band;
    pen.fillRect(0, 0, this.counts.length, height);
    const most = Math.max(1, this.counts.reduce((a, b) => Math.max(a, b), 0));
    pen.fillStyle = theme.many;
    this.counts.forEach((count, x) => {
      const bar =
          count === 0 ? 0 : Math.max(1, (Math.log1p(count) / Math.log1p(most)) * (height - 4));
      pen.fillRect(x, height - bar, 1, bar);
    });
  }

  private count(axis: Axis, width: number, length: number): void {
    this.axis = axis;
    this.counts = new Uint32Array(width);
    let first = 0;
    for (let x = 0; x < width; x++) {
      const end = ((x + 1) / width) * length;
      const next = lowerBound(this.events, (i) => axis[i] < end);
      this.counts[x] = next - first;
      first = next;
    }
  }
}
