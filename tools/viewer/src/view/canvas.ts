// Draws the timeline: ruler, lanes, marks of events, arrows, what is selected. It keeps no state of
// the page; timeline.ts does.

import {arrowsBetween, type Arrow} from "../model/arrows.ts";
import type {Lane, Timeline} from "../model/lanes.ts";
import {type Marks, visit} from "../model/slices.ts";
import type {Axis} from "../model/widths.ts";
import {lowerBound, type Events} from "../trace/events.ts";
import {NONE, type Report} from "../trace/report.ts";
import type {Labels, Look} from "./labels.ts";
import {type Band, Mixes} from "./mixes.ts";
import type {Row} from "./rows.ts";
import {type PatternName, Patterns, textOn, type Theme} from "./theme.ts";
import type {Tick, Viewport} from "./viewport.ts";

export const RULER = 24;   // pixels
const LETTER = 6.3;        // width of a letter of the small font, about
const LEAST_LETTERS = 5;   // of a text that is cut
const MOST_WIDTHS = 5000;  // of texts that are kept
const PART = 52;           // for "last step" and the like, beside a name
const SMALL = "11px system-ui, sans-serif";
const MOST_ARROWS = 250;
const SLIVER = 4;  // pixels; what is narrower has neither outline nor text
const MARK = 1.5;  // pixels, width of an event's mark
const HIT = 3;     // of one that the search has found

export interface Scene {
  readonly report: Report;
  readonly events: Events;
  readonly timeline: Timeline;
  readonly labels: Labels;
  readonly axis: Axis;
  readonly ticks: readonly Tick[];  // of the ruler
  readonly viewport: Viewport;
  readonly rows: readonly Row[];
  readonly scroll: number;
  readonly height: number;            // of all rows
  readonly gutter: number;            // for names, left of the lanes
  readonly selected: number;          // an event, or -1
  readonly chain: readonly number[];  // its causes
  readonly hits: Marks;
  readonly theme: Theme;
}

export class Painter {
  private readonly patterns = new Patterns();
  private readonly mixes = new Mixes();
  private readonly widths = new Map<string, number>();  // of texts
  private scene!: Scene;
  private height = 0;
  private scale = 1;
  private still = false;
  private latest: readonly unknown[] = [];

  constructor(private readonly context: CanvasRenderingContext2D) {}

  paint(scene: Scene, width: number, height: number, scale: number): void {
    this.scene = scene;
    this.height = height;
    this.scale = scale;
    const pen = this.context;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.fillStyle = scene.theme.paper;
    pen.fillRect(0, 0, width, height);
    pen.font = SMALL;
    pen.textBaseline = "middle";
    this.names(width);
    pen.save();
    pen.beginPath();
    pen.rect(scene.gutter, RULER, width - scene.gutter, height - RULER);
    pen.clip();
    pen.translate(scene.gutter, 0);
    this.still = this.isStill(width, height);
    if (!this.still) this.mixes.begin(width - scene.gutter, height - RULER, scale);
    this.lanes();
    if (!this.still) this.mixes.end();
    this.mixes.draw(pen, RULER);
    this.arrows();
    this.selection();
    pen.restore();
    this.ruler(width);
    this.bar(width);
  }

  // Whether the lanes look as they did in the frame before: only what is selected may differ.
  private isStill(width: number, height: number): boolean {
    const {rows, axis, theme, scroll, viewport} = this.scene;
    const now = [rows, axis, theme, scroll, viewport.from, viewport.to, width, height, this.scale];
    const still = now.every((one, i) => one === this.latest[i]);
    this.latest = now;
    return still;
  }

  // Which part of the lanes is in sight, at the right edge.
  private bar(width: number): void {
    const {scroll, height, theme} = this.scene;
    const room = this.height - RULER;
    if (height <= room) return;
    this.context.fillStyle = theme.faint;
    this.context.fillRect(
        width - 5, RULER + (scroll / height) * room, 4, Math.max(12, (room / height) * room));
  }

  private seen(row: Row): boolean {
    const y = this.y(row);
    return y + row.height >= RULER && y <= this.height;
  }

  private y(row: Row): number {
    return row.y - this.scene.scroll + RULER;
  }

  private names(width: number): void {
    const {rows, theme, gutter} = this.scene;
    const pen = this.context;
    for (const row of rows) {
      if (!this.seen(row)) continue;
      const middle = this.y(row) + row.height / 2;
      if (row.group !== "") {
        pen.fillStyle = theme.band;
        pen.fillRect(0, this.y(row), width, row.height);
        pen.fillStyle = theme.ink;
        pen.font = `bold ${SMALL}`;
        pen.fillText(`${row.folded ? "▸" : "▾"} ${row.group}`, 6, middle);
        pen.font = SMALL;
        continue;
      }
      const end = row.name === "" ? 8 : this.name(row);
      if (row.height >= 11) {
        pen.fillStyle = theme.faint;
        pen.textAlign = "right";
        pen.fillText(this.shortened(row.part, gutter - 14 - end), gutter - 6, middle);
        pen.textAlign = "left";
      }
    }
  }

  // A thread's beside its colour; returns where it ends.
  private name(row: Row): number {
    const {theme, gutter, labels} = this.scene;
    const pen = this.context;
    const middle = Math.max(this.y(row) + row.height / 2, this.y(row) + 6);
    const colour = row.lane?.content === "user" ? labels.palette.of(row.lane.of) : null;
    const x = colour === null ? 8 : 20;
    if (colour !== null) {
      pen.fillStyle = colour;
      pen.fillRect(8, middle - 4, 8, 8);
      pen.strokeStyle = theme.faint;
      pen.strokeRect(8, middle - 4, 8, 8);
    }
    pen.fillStyle = theme.ink;
    const text = this.shortened(row.name, gutter - x - PART);
    pen.fillText(text, x, middle);
    return x + this.widthOf(text);
  }

  private lanes(): void {
    for (const row of this.scene.rows) {
      if (!this.seen(row)) continue;
      if (row.lane !== null)
        this.lane(row);
      else if (row.marks >= 0)
        this.marks(row);
    }
  }

  private lane(row: Row): void {
    const {axis, viewport, labels} = this.scene;
    const lane = row.lane!;
    const top = this.y(row);
    let band: Band|null = null;
    visit(lane.slices, axis, viewport.from, viewport.to, viewport.pixel * 1.5, {
      slice: (begin, end, index) => {
        const x = Math.max(-2, viewport.x(begin));
        const right = Math.min(viewport.width + 2, viewport.x(end));
        const look = labels.of(lane, lane.slices.values[index]);
        if (right - x >= SLIVER || (look.fill === null && look.pattern === null)) {
          this.slice(x, top, right - x, row.height, look);
          return;
        }
        if (this.still) return;
        band ??= this.band(row, lane);
        this.mixes.one(x, right, band, lane.slices.classes.of[index]);
      },
      many: (begin, end) => {
        if (this.still) return;
        band ??= this.band(row, lane);
        this.mixes.add(lane.slices, axis, viewport, begin, end, band);
      },
    });
  }

  private band(row: Row, lane: Lane): Band {
    const {labels, theme} = this.scene;
    const {order, looks} = labels.ofClasses(lane);
    const textures = looks.map(
        ({fill, pattern}) => this.patterns.texture(
            fill ?? (pattern === null ? theme.many : theme.paper), pattern,
            fill === null ? theme.many : theme.hatch, this.scale));
    return {top: this.y(row) - RULER, height: row.height, order, textures};
  }

  private pattern(name: PatternName, fill: string|null): CanvasPattern {
    const {theme} = this.scene;
    return this.patterns.get(
        this.context, name, fill === null ? theme.many : theme.hatch, this.scale);
  }

  private slice(x: number, y: number, width: number, height: number, look: Look): void {
    const pen = this.context;
    const {theme} = this.scene;
    if (look.fill !== null) {
      pen.fillStyle = look.fill;
      pen.fillRect(x, y, width, height);
    }
    const text = this.fitting(look.texts, width - 6);
    if (look.pattern !== null) {
      pen.fillStyle = this.pattern(look.pattern, look.fill);
      pen.fillRect(x, y, width, height);
    }
    pen.strokeStyle = look.fill === null ? theme.line : theme.paper;
    pen.lineWidth = 1;
    if (width > 3) pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
    if (text === "" || height < 11) return;
    if (look.pattern !== null) {
      // Names must be read through the pattern.
      pen.fillStyle = look.fill ?? theme.paper;
      pen.fillRect(x + 2, y + 1.5, Math.min(width - 4, this.widthOf(text) + 4), height - 3);
    }
    pen.fillStyle = look.fill === null ? theme.ink : textOn(look.fill);
    pen.fillText(text, x + 4, y + height / 2 + 0.5);
  }

  // The first that has room, or the beginning of the shortest, or nothing.
  private fitting(texts: readonly string[], room: number): string {
    return texts.find((text) => this.widthOf(text) <= room) ??
        (room < LEAST_LETTERS * LETTER ? "" : this.shortened(texts[texts.length - 1], room));
  }

  private shortened(text: string, room: number): string {
    if (this.widthOf(text) <= room) return text;
    let end = Math.min(text.length - 1, Math.ceil(room / LETTER) + 4);
    while (end > 0 && this.widthOf(text.slice(0, end) + "…") > room) end -= 1;
    return end === 0 ? "" : text.slice(0, end) + "…";
  }

  private widthOf(text: string): number {
    let width = this.widths.get(text);
    if (width === undefined) {
      width = this.context.measureText(text).width;
      if (this.widths.size > MOST_WIDTHS) this.widths.clear();
      this.widths.set(text, width);
    }
    return width;
  }

  private marks(row: Row): void {
    const {timeline, axis, viewport, theme} = this.scene;
    const pen = this.context;
    const middle = this.y(row) + row.height / 2;
    pen.fillStyle = theme.faint;
    timeline.marks[row.marks].visit(
        axis, viewport.from, viewport.to, MARK * viewport.pixel, (first, last) => {
          const x = viewport.x(first);
          const right = Math.min(viewport.width + 2, viewport.x(last));
          pen.fillRect(x - MARK / 2, middle - 4, right - x + MARK, 8);
        });
  }

  private arrows(): void {
    const {report, events, axis, viewport, theme} = this.scene;
    const from = lowerBound(events.count, (i) => axis[i] < viewport.from);
    const to = lowerBound(events.count, (i) => axis[i] <= viewport.to);
    if (to - from > MOST_ARROWS * 20) return;
    const arrows = arrowsBetween(report, events, from, to, MOST_ARROWS);
    if (arrows.length === MOST_ARROWS) return;  // too many to be of use
    const pen = this.context;
    for (const arrow of arrows) {
      const ends = this.ends(arrow);
      if (ends === null) continue;
      pen.strokeStyle = pen.fillStyle = arrow.kind === "apc" ? theme.accent : theme.ink;
      pen.lineWidth = 1.2;
      pen.setLineDash(arrow.kind === "apc" ? [4, 2] : arrow.kind === "release" ? [1.5, 2] : []);
      this.line(viewport.x(axis[arrow.from]), ends[0], viewport.x(axis[arrow.to]), ends[1]);
      pen.setLineDash([]);
    }
  }

  private ends(arrow: Arrow): [number, number]|null {
    const part = arrow.kind === "switch" ? "user" : "kernel";
    const from = arrow.fromThread === NONE ? this.middle("apc", arrow.apc) :
                                             this.middle(part, arrow.fromThread);
    const to = this.middle(part, arrow.toThread);
    return from === null || to === null ? null : [from, to];
  }

  private middle(content: string, of: number): number|null {
    const row = this.scene.rows.find((one) => one.lane?.content === content && one.lane.of === of);
    return row === undefined ? null : this.y(row) + row.height / 2;
  }

  private line(fromX: number, fromY: number, toX: number, toY: number): void {
    const pen = this.context;
    const angle = Math.atan2(toY - fromY, toX - fromX);
    pen.beginPath();
    pen.moveTo(fromX, fromY);
    pen.lineTo(toX, toY);
    pen.stroke();
    pen.setLineDash([]);
    pen.beginPath();
    pen.moveTo(toX, toY);
    for (const side of [-0.4, 0.4]) {
      pen.lineTo(toX - 7 * Math.cos(angle + side), toY - 7 * Math.sin(angle + side));
    }
    pen.fill();
  }

  // The selected event, and how it came about.
  private selection(): void {
    const {selected, chain, axis, viewport, theme} = this.scene;
    if (selected < 0) return;
    const pen = this.context;
    const x = viewport.x(axis[selected]);
    pen.strokeStyle = pen.fillStyle = theme.accent;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(x, RULER);
    pen.lineTo(x, this.height);
    pen.stroke();
    const points =
        [selected, ...chain].map((event) => ({x: viewport.x(axis[event]), y: this.place(event)}));
    pen.lineWidth = 1.5;
    for (let i = 1; i < points.length; i++) {
      this.line(points[i].x, points[i].y, points[i - 1].x, points[i - 1].y);
    }
    for (const point of points) {
      pen.beginPath();
      pen.arc(point.x, point.y, 3.5, 0, 7);
      pen.fill();
    }
  }

  // Where an event's mark is.
  private place(event: number): number {
    const cpu = Math.min(this.scene.events.cpu[event], this.scene.timeline.marks.length - 1);
    const row = this.scene.rows.find((one) => one.marks === cpu);
    return row === undefined ? RULER + 6 : this.y(row) + row.height / 2;
  }

  private ruler(width: number): void {
    const {viewport, theme, gutter, ticks, axis, hits} = this.scene;
    const pen = this.context;
    pen.fillStyle = theme.paper;
    pen.fillRect(0, 0, width, RULER);
    pen.strokeStyle = theme.line;
    pen.strokeRect(-1, -1, width + 2, RULER + 0.5);
    pen.fillStyle = theme.faint;
    for (const {position, text} of ticks) {
      const x = gutter + viewport.x(position);
      pen.fillRect(x, RULER - 6, 1, 6);
      if (x + 3 + this.widthOf(text) <= width) pen.fillText(text, x + 3, 10);
    }
    pen.fillStyle = theme.accent;
    hits.visit(axis, viewport.from, viewport.to, HIT * viewport.pixel, (first, last) => {
      const x = viewport.x(first);
      const right = Math.min(viewport.width + 2, viewport.x(last));
      pen.fillRect(gutter + x - HIT / 2, RULER - 4, right - x + HIT, 4);
    });
  }
}
