// Which part of the axis is seen. The axis runs over time or over events; both from 0 to `length`.

const LEAST_PIXEL = 1 / 64;  // of the axis, so that zooming in ends somewhere

export class Viewport {
  from = 0;
  to: number;

  constructor(
      public length: number,
      public width = 1,  // pixels
  ) {
    this.to = length;
  }

  get pixel(): number {
    return (this.to - this.from) / Math.max(1, this.width);
  }

  x(position: number): number {
    return (position - this.from) / this.pixel;
  }

  position(x: number): number {
    return this.from + x * this.pixel;
  }

  // Factors below 1 zoom in; what is at `x` stays there.
  zoom(factor: number, x: number): void {
    const least = Math.min(this.length, LEAST_PIXEL * this.width);
    const span = Math.min(this.length, Math.max(least, (this.to - this.from) * factor));
    const fixed = this.position(x);
    this.show(fixed - (x / Math.max(1, this.width)) * span, span);
  }

  pan(pixels: number): void {
    this.show(this.from + pixels * this.pixel, this.to - this.from);
  }

  all(): void {
    this.from = 0;
    this.to = this.length;
  }

  // Moves as little as it takes to have `position` well inside.
  reveal(position: number): void {
    const span = this.to - this.from;
    const margin = span / 20;
    if (position < this.from + margin && this.from > 0)
      this.show(position - span / 3, span);
    else if (position > this.to - margin && this.to < this.length)
      this.show(position - (2 * span) / 3, span);
  }

  show(from: number, span: number): void {
    const fitting = Math.min(span, this.length);
    this.from = Math.max(0, Math.min(from, this.length - fitting));
    this.to = this.from + fitting;
  }
}

// A mark of the ruler.
export interface Tick {
  readonly position: number;  // on the axis
  readonly text: string;
}

const UNITS: readonly(readonly[number, string])[] = [[1e6, "ms"], [1e3, "µs"], [1, "ns"]];

// Of nanoseconds: in the largest unit that tells neighbours apart.
export function timeTicks(from: number, to: number, count: number): {ns: number; text: string}[] {
  const found = ticks(from, to, count);
  const apart = found.length > 1 ? found[1] - found[0] : 1;
  const [unit, name] = UNITS.find(([size]) => apart >= size) ?? [1, "ns"];
  return found.map(
      (ns) =>
          ({ns, text: `${(ns / unit).toLocaleString("en", {maximumFractionDigits: 3})} ${name}`}));
}

// About `count` round positions between from and to.
export function ticks(from: number, to: number, count: number): number[] {
  const rough = (to - from) / Math.max(1, count);
  if (!(rough > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  const found: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) found.push(tick);
  return found;
}
