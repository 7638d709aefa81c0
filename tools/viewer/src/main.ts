// What a report runs when its page is whole.

import {readTraces} from "./trace/document.ts";
import {App} from "./view/app.ts";

declare global {
  interface Window {
    umsimViewer?: App;  // for tests and measurements
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const root = document.createElement("div");
  root.id = "app";
  document.body.append(root);
  try {
    const {trace, other} = readTraces(document);
    window.umsimViewer = new App(trace, other, root);
    document.documentElement.dataset["ready"] = "true";
    performance.mark("umsim-ready");
  } catch (error) {
    root.setAttribute("role", "alert");
    root.textContent =
        `This report cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
    throw error;
  }
});
