// A photograph as it leaves the telephone: upright, no larger than a page needs, without the place where it was taken.

const LONGEST = 1_600;
const SMALL_ENOUGH = 220 * 1024;
const STEPS = [[LONGEST, 0.72], [LONGEST, 0.5], [1_280, 0.5], [1_024, 0.4]];

export async function canvasOf(blob, longest = LONGEST) {
  const picture = await createImageBitmap(blob, { imageOrientation: "from-image" });
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}

function scaled(canvas, longest) {
  const scale = Math.min(1, longest / Math.max(canvas.width, canvas.height));
  if (scale === 1) return canvas;
  const smaller = document.createElement("canvas");
  smaller.width = Math.round(canvas.width * scale);
  smaller.height = Math.round(canvas.height * scale);
  smaller.getContext("2d").drawImage(canvas, 0, 0, smaller.width, smaller.height);
  return smaller;
}

function jpeg(canvas, quality) {
  return new Promise((done) => { canvas.toBlob(done, "image/jpeg", quality); });
}

export async function pressed(canvas) {
  let blob;
  for (const [longest, quality] of STEPS) {
    blob = await jpeg(scaled(canvas, longest), quality);
    if (blob.size <= SMALL_ENOUGH) break;
  }
  return blob;
}

export async function digestOf(blob) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function turned(canvas) {
  const other = document.createElement("canvas");
  other.width = canvas.height;
  other.height = canvas.width;
  const pen = other.getContext("2d");
  pen.translate(other.width, 0);
  pen.rotate(Math.PI / 2);
  pen.drawImage(canvas, 0, 0);
  return other;
}
