// Elements of the page. Text goes in as text, never as HTML: names come from scenarios.

type Child = Node|string|null|undefined;

export function el<K extends keyof HTMLElementTagNameMap>(
    tag: K, attributes: Readonly<Record<string, string|boolean|(() => void)>> = {},
    ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function")
      element.addEventListener(name, value);
    else if (value === true)
      element.setAttribute(name, "");
    else if (value !== false)
      element.setAttribute(name, value);
  }
  element.append(
      ...children.filter((child): child is Node|string => child !== null && child !== undefined));
  return element;
}

export function button(label: string, title: string, click: () => void): HTMLButtonElement {
  return el("button", {type: "button", title, "aria-label": title, click}, label);
}

// A table with a caption that screen readers say, and a header row.
export function table(
    caption: string, heads: readonly string[], rows: readonly Node[]): HTMLTableElement {
  return el(
      "table",
      {},
      el("caption", {}, caption),
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", {scope: "col"}, head)))),
      el("tbody", {}, ...rows),
  );
}

// Of a picture, in CSS pixels; `scale` is how many of its own one has.
export interface Size {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

// A canvas with as many pixels as it has on the screen; the size is in CSS pixels.
export function fitted(canvas: HTMLCanvasElement): Size {
  const scale = window.devicePixelRatio;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
  if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
  return {width, height, scale};
}
