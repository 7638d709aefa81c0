// Slices that are too narrow to be drawn one by one: columns, in which each class of them takes the
// share of the height that it takes of the time. So a lane shows what goes on where a pixel has
// hundreds of events. They are written pixel by pixel and laid on the canvas at once: a frame costs
// what its pixels cost, however many columns and classes there are.

import type {Slices} from "../model/slices.ts";
import type {Axis, Widths} from "../model/widths.ts";
import type {Texture} from "./theme.ts";
import type {Viewport} from "./viewport.ts";

const COLUMN = 3;      // pixels
const GRAINS = 8;      // of a column; what is smaller need not be told apart
const COLUMNS = 4096;  // that are kept

// The shares of its classes, the gaps first, of what a lane shows from one place to another.
export function sharesOf(slices: Slices, axis: Axis, begin: number, end: number): Float64Array {
  const {classes} = slices;
  const widths = slices.widths(axis);
  const before = widths.before(begin, classes, new Float64Array(classes.count));
  return widths.before(end, classes, new Float64Array(classes.count))
      .map((room, of) => (room - before[of]) / (end - begin));
}

// What a lane shows in columns that are `cell` wide. They stay where they are on the axis while it
// moves, so that nothing flickers, and what is known of one is kept.
class Columns {
  private readonly known = new Int32Array(COLUMNS).fill(-1);
  private readonly rooms: Float64Array[] = [];

  constructor(
      private readonly slices: Slices,
      readonly widths: Widths,
      readonly cell: number,
  ) {}

  // The room that each class takes before a column.
  before(column: number): Float64Array {
    const at = column % COLUMNS;
    if (this.known[at] !== column) {
      this.rooms[at] = this.upTo(column * this.cell, this.rooms[at]);
      this.known[at] = column;
    }
    return this.rooms[at];
  }

  upTo(position: number, room: Float64Array = new Float64Array(this.slices.classes.count)):
      Float64Array {
    return this.widths.before(position, this.slices.classes, room, this.cell / GRAINS);
  }
}

// Where a lane is, and what is drawn of its classes from the bottom up.
export interface Band {
  readonly top: number;
  readonly height: number;
  readonly order: readonly number[];
  readonly textures: readonly Texture[];  // by class
}

export class Mixes {
  private readonly canvas = document.createElement("canvas");
  private image: ImageData|null = null;
  private pixels = new Uint32Array(0);
  private scale = 1;
  private used = false;
  private readonly columns = new Map<Slices, Columns>();

  // For a picture of that many CSS pixels.
  begin(width: number, height: number, scale: number): void {
    this.scale = scale;
    const across = Math.max(1, Math.ceil(width * scale));
    const down = Math.max(1, Math.ceil(height * scale));
    if (this.image === null || this.image.width !== across || this.image.height !== down) {
      this.image = new ImageData(across, down);
      this.pixels = new Uint32Array(this.image.data.buffer);
      this.canvas.width = across;
      this.canvas.height = down;
    } else if (this.used) {
      this.pixels.fill(0);
    }
    this.used = false;
  }

  add(slices: Slices, axis: Axis, viewport: Viewport, begin: number, end: number,
      band: Band): void {
    this.used = true;
    const columns = this.columnsOf(slices, slices.widths(axis), COLUMN * viewport.pixel);
    const {cell} = columns;
    let from = Math.max(begin, Math.floor(viewport.from / cell) * cell);
    const last = Math.min(end, Math.ceil(viewport.to / cell) * cell);
    let before = columns.upTo(from);
    for (let column = Math.floor(from / cell) + 1; from < last; column++) {
      const to = Math.min(last, column * cell);
      if (to <= from) continue;
      const after = to < last ? columns.before(column) : columns.upTo(last);
      this.column(
          Math.round(viewport.x(from) * this.scale), Math.round(viewport.x(to) * this.scale), band,
          (of) => (after[of] - before[of]) / (to - from));
      before = after;
      from = to;
    }
  }

  // A slice that is wide enough to be seen by itself, and not for more.
  one(left: number, right: number, band: Band, of: number): void {
    this.used = true;
    const from = Math.round(left * this.scale);
    this.rectangle(
        from, Math.round(band.top * this.scale), Math.max(from + 1, Math.round(right * this.scale)),
        Math.round((band.top + band.height) * this.scale), band.textures[of]);
  }

  // The picture is whole, and can be drawn as often as wanted.
  end(): void {
    if (this.used && this.image !== null)
      this.canvas.getContext("2d")?.putImageData(this.image, 0, 0);
  }

  draw(pen: CanvasRenderingContext2D, top: number): void {
    if (!this.used) return;
    const {width, height} = this.canvas;
    pen.drawImage(this.canvas, 0, top, width / this.scale, height / this.scale);
  }

  private columnsOf(slices: Slices, widths: Widths, cell: number): Columns {
    const known = this.columns.get(slices);
    // Moving changes a pixel's width by rounding only.
    if (known !== undefined && known.widths === widths && Math.abs(known.cell / cell - 1) < 1e-9)
      return known;
    const made = new Columns(slices, widths, cell);
    this.columns.set(slices, made);
    return made;
  }

  private column(left: number, right: number, band: Band, shareOf: (of: number) => number): void {
    const {scale} = this;
    const bottom = Math.round((band.top + band.height) * scale);
    const height = bottom - Math.round(band.top * scale);
    let sum = 0;
    let below = bottom;
    for (const of of band.order) {
      sum += shareOf(of);
      const above = bottom - Math.round(Math.min(1, sum) * height);
      if (above < below)
        this.rectangle(left, above, Math.max(left + 1, right), below, band.textures[of]);
      below = above;
    }
  }

  private rectangle(
      left: number, top: number, right: number, bottom: number, {size, pixels}: Texture): void {
    const {width, height} = this.image!;
    const picture = this.pixels;
    const from = Math.max(0, left);
    const end = Math.min(right, width);
    const lowest = Math.min(bottom, height);
    for (let y = Math.max(0, top), row = y * width; y < lowest; y++, row += width) {
      const tile = (y % size) * size;
      const [colour] = pixels;
      for (let x = from; x < end; x++)
        picture[row + x] = size === 1 ? colour : pixels[tile + (x % size)];
    }
  }
}
