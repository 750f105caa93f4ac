// One photograph large: turn it, lay it flat by its four corners, or throw it away.

import { flattened } from "./flatten.js";
import { turned } from "./pictures.js";

const STEP = 8;

// Resolves to {canvas} when it was changed, {} when it is to go, undefined when it stays as it is.
export function showFlatten(first) {
  const dialog = document.querySelector("dialog[data-flatten]");
  const stage = dialog.querySelector("[data-stage]");
  const handles = [...dialog.querySelectorAll("[data-corner]")];
  let canvas = first;
  let changed = false;
  let corners;

  function place() {
    handles.forEach((handle, index) => {
      const [x, y] = corners[index];
      handle.style.setProperty("left", `${(100 * x) / canvas.width}%`);
      handle.style.setProperty("top", `${(100 * y) / canvas.height}%`);
    });
  }

  function show() {
    corners = [[0, 0], [canvas.width, 0], [canvas.width, canvas.height], [0, canvas.height]];
    stage.querySelector("canvas")?.remove();
    stage.prepend(canvas);
    place();
  }

  function moved(index, x, y) {
    corners[index] = [Math.min(canvas.width, Math.max(0, x)), Math.min(canvas.height, Math.max(0, y))];
    place();
  }

  function drag(event) {
    const index = handles.indexOf(event.currentTarget);
    const box = canvas.getBoundingClientRect();
    if (event.buttons) moved(index, ((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height);
  }

  function nudge(event) {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (!by) return;
    event.preventDefault();
    const index = handles.indexOf(event.currentTarget);
    moved(index, corners[index][0] + by[0], corners[index][1] + by[1]);
  }

  const does = {
    turn() { canvas = turned(canvas); changed = true; show(); },
    flat() { canvas = flattened(canvas, corners); changed = true; show(); },
    drop() { dialog.close("drop"); },
    keep() { dialog.close("keep"); },
  };
  const ending = new AbortController();
  const { signal } = ending;
  dialog.addEventListener("click", (event) => does[event.target.closest("[data-do]")?.dataset.do]?.(), { signal });
  for (const handle of handles) {
    handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId), { signal });
    handle.addEventListener("pointermove", drag, { signal });
    handle.addEventListener("keydown", nudge, { signal });
  }
  show();
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      ending.abort();
      if (dialog.returnValue === "drop") done({});
      else done(dialog.returnValue === "keep" && changed ? { canvas } : undefined);
    }, { once: true });
  });
}
