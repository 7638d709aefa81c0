// Colours and patterns of the timeline.
//
// Threads have the colours of Okabe and Ito, which people of every colour vision tell apart, and
// from the eighth on paler and darker ones of these; what they mean is never said by colour alone:
// slices carry names, kernel mode is hatched, and each state of a kernel portion has a pattern of
// its own.

const OKABE_ITO = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"];
const TINTS: readonly(readonly[number, number])[] = [[0, 0], [255, 0.5], [0, 0.4]];  // grey, part

export interface Theme {
  readonly name: "light"|"dark"|"print";
  readonly paper: string;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly band: string;
  readonly many: string;
  readonly accent: string;
  readonly hatch: string;
}

export const THEMES: Readonly<Record<Theme["name"], Theme>> = {
  light: {
    name: "light",
    paper: "#ffffff",
    ink: "#1b1f24",
    faint: "#57606a",
    line: "#d0d7de",
    band: "#f3f5f7",
    many: "#8c959f",
    accent: "#b3005e",
    hatch: "rgba(0,0,0,0.42)",
  },
  dark: {
    name: "dark",
    paper: "#14171c",
    ink: "#e6e9ed",
    faint: "#9aa4af",
    line: "#39414b",
    band: "#1d2229",
    many: "#77818c",
    accent: "#ff7ab8",
    hatch: "rgba(0,0,0,0.5)",
  },
  print: {
    name: "print",
    paper: "#ffffff",
    ink: "#000000",
    faint: "#333333",
    line: "#999999",
    band: "#ffffff",
    many: "#888888",
    accent: "#000000",
    hatch: "rgba(0,0,0,0.6)",
  },
};

// A colour a thread. Threads of the same name have the same in both of two traces.
export class Palette {
  private readonly names: string[];  // by colour
  private readonly colours: readonly string[];

  constructor(threads: readonly{readonly name: string}[], first: Palette|null = null) {
    this.names = [...(first?.names ?? [])];
    this.colours = threads.map(({name}) => {
      if (!this.names.includes(name)) this.names.push(name);
      return colourOf(this.names.indexOf(name));
    });
  }

  // Nothing for an index that names no thread.
  of(thread: number): string|null {
    return this.colours[thread] ?? null;
  }
}

function colourOf(place: number): string {
  const [grey, part] = TINTS[Math.floor(place / OKABE_ITO.length) % TINTS.length];
  const mixed = channels(OKABE_ITO[place % OKABE_ITO.length])
                    .map((one) => Math.round(one + (grey - one) * part));
  return "#" + mixed.map((one) => one.toString(16).padStart(2, "0")).join("");
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

// As WCAG has it: 0 black, 1 white.
export function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((one) => {
    const part = one / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// Black or white, whichever contrasts more.
export function textOn(colour: string): string {
  return luminance(colour) > 0.18 ? "#000000" : "#ffffff";
}

export type PatternName = "hatch"|"dots"|"cross"|"rising";

const TILE = 6;

// The same as pixels, to be laid side by side: `size` across and down.
export interface Texture {
  readonly size: number;
  readonly pixels: Uint32Array;
}

// Small pictures that are laid over a colour; `scale` is how many device pixels a pixel has.
export class Patterns {
  private readonly made = new Map<string, CanvasPattern>();
  private readonly textures = new Map<string, Texture>();

  get(context: CanvasRenderingContext2D, name: PatternName, ink: string,
      scale: number): CanvasPattern {
    const key = `${name} ${ink} ${scale}`;
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const pen = tileOf(Math.round(TILE * scale));
    paint(pen, name, ink, scale);
    const pattern = context.createPattern(pen.canvas, "repeat");
    if (pattern === null) throw new Error("this browser draws no patterns");
    pattern.setTransform(new DOMMatrix().scale(1 / scale));
    this.made.set(key, pattern);
    return pattern;
  }

  // A colour with a pattern over it, or without.
  texture(fill: string, name: PatternName|null, ink: string, scale: number): Texture {
    const key = `${fill} ${name} ${ink} ${scale}`;
    const known = this.textures.get(key);
    if (known !== undefined) return known;
    const size = name === null ? 1 : Math.round(TILE * scale);
    const pen = tileOf(size);
    pen.fillStyle = fill;
    pen.fillRect(0, 0, size, size);
    if (name !== null) paint(pen, name, ink, scale);
    const pixels = new Uint32Array(pen.getImageData(0, 0, size, size).data.buffer);
    this.textures.set(key, {size, pixels});
    return {size, pixels};
  }
}

function tileOf(size: number): CanvasRenderingContext2D {
  const tile = document.createElement("canvas");
  tile.width = tile.height = size;
  const pen = tile.getContext("2d");
  if (pen === null) throw new Error("this browser cannot draw");
  return pen;
}

function paint(pen: CanvasRenderingContext2D, name: PatternName, ink: string, scale: number): void {
  pen.scale(scale, scale);
  pen.strokeStyle = pen.fillStyle = ink;
  pen.lineWidth = 1.2;
  pen.beginPath();
  if (name === "dots") {
    pen.fillRect(1, 1, 1.5, 1.5);
    pen.fillRect(4, 4, 1.5, 1.5);
  }
  if (name === "hatch" || name === "cross") lines(pen, (x) => [x, 0, x - TILE, TILE]);
  if (name === "rising" || name === "cross") lines(pen, (x) => [x - TILE, 0, x, TILE]);
  pen.stroke();
}

function lines(
    pen: CanvasRenderingContext2D, of: (x: number) => [number, number, number, number]): void {
  for (const x of [0, TILE, 2 * TILE]) {
    const [fromX, fromY, toX, toY] = of(x);
    pen.moveTo(fromX, fromY);
    pen.lineTo(toX, toY);
  }
}
