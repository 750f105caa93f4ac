// Signing on glass: what the finger draws is kept as strokes of points, small enough for a code on the screen.

const WIDTH = 600;
const HEIGHT = 200;
const NEAR = 5;
// seven signs a point and one between them
const MOST_POINTS = 720;

class Pad {
  constructor(canvas) {
    this.canvas = canvas;
    this.field = canvas.closest("form").elements.signature;
    this.strokes = [];
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.go(event));
    canvas.addEventListener("pointerup", () => this.end());
    canvas.addEventListener("pointercancel", () => this.end());
    this.read();
  }

  point({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const held = (value, most) => Math.min(most - 1, Math.max(0, Math.round(value)));
    return [held(((clientX - box.left) / box.width) * WIDTH, WIDTH), held(((clientY - box.top) / box.height) * HEIGHT, HEIGHT)];
  }

  get full() {
    return this.strokes.reduce((count, stroke) => count + stroke.length, 0) >= MOST_POINTS;
  }

  begin(event) {
    event.preventDefault();
    if (this.full) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.stroke = [this.point(event)];
    this.strokes.push(this.stroke);
  }

  go(event) {
    if (!this.stroke || this.full) return;
    const next = this.point(event);
    const [x, y] = this.stroke.at(-1);
    if (Math.hypot(next[0] - x, next[1] - y) < NEAR) return;
    this.stroke.push(next);
    this.draw();
  }

  end() {
    if (!this.stroke) return;
    this.stroke = undefined;
    this.field.value = this.strokes.map((stroke) => stroke.map((point) => point.join(",")).join(" ")).join(";");
    this.draw();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  read() {
    this.strokes = this.field.value ? this.field.value.split(";").map((stroke) => stroke.split(" ").map((point) => point.split(",").map(Number))) : [];
    this.draw();
  }

  clear() {
    this.strokes = [];
    this.field.value = "";
    this.draw();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  draw() {
    const pen = this.canvas.getContext("2d");
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(this.canvas).color;
    for (const stroke of this.strokes) {
      pen.beginPath();
      stroke.forEach(([x, y], place) => (place ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      if (stroke.length === 1) pen.lineTo(stroke[0][0] + 1, stroke[0][1]);
      pen.stroke();
    }
  }
}

export function padOf(form) {
  const canvas = form.querySelector("canvas[data-pad]");
  const pad = new Pad(canvas);
  form.querySelector("[data-pad-clear]").addEventListener("click", () => pad.clear());
  return pad;
}
