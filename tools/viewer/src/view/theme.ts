// Colours and patterns of the timeline.
//
// Threads have the colours of Okabe and Ito, which people of every colour vision tell apart; what
// they mean is never said by colour alone: slices carry names, kernel mode is hatched, and each
// state of a kernel portion has a pattern of its own.

const OKABE_ITO = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"];
const WITH_WHITE_TEXT = new Set(["#0072b2", "#d55e00", "#009e73"]);

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

export function threadColour(thread: number): string {
  return OKABE_ITO[thread % OKABE_ITO.length];
}

export function textOn(colour: string): string {
  return WITH_WHITE_TEXT.has(colour) ? "#ffffff" : "#111111";
}

export type PatternName = "hatch"|"dots"|"cross"|"rising";

const TILE = 6;

// Small pictures that are laid over a colour; `scale` is how many device pixels a pixel has.
export class Patterns {
  private readonly made = new Map<string, CanvasPattern>();

  get(context: CanvasRenderingContext2D, name: PatternName, ink: string,
      scale: number): CanvasPattern {
    const key = `${name} ${ink} ${scale}`;
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const tile = document.createElement("canvas");
    tile.width = tile.height = TILE * scale;
    const pen = tile.getContext("2d");
    const pattern =
        pen === null ? null : (paint(pen, name, ink, scale), context.createPattern(tile, "repeat"));
    if (pattern === null) throw new Error("this browser draws no patterns");
    pattern.setTransform(new DOMMatrix().scale(1 / scale));
    this.made.set(key, pattern);
    return pattern;
  }
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
