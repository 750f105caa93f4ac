// A packet leaves without a line: as a file to be sent on, or as codes that the town's scanner reads off the screen.

import { qrcode } from "../../vendor/qrcode.mjs";
import { photosOf } from "./store.js";
import { word } from "./words.js";

const PIECE = 700;

function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export async function fileOf(packet, token) {
  const photos = await Promise.all((await photosOf(packet.id)).map(async ({ sha256, blob }) => (
    { sha256, data: base64(new Uint8Array(await blob.arrayBuffer())) }
  )));
  return JSON.stringify({ token, packet: packet.body, photos });
}

export async function saveFile(packet, token) {
  const name = `${word("file_name")}-${packet.id.slice(0, 8)}.json`;
  const file = new File([await fileOf(packet, token)], name, { type: "application/json" });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return;
    } catch (error) {
      if (error.name === "AbortError") return;
    }
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export async function codesOf(packet, token) {
  const data = new Blob([JSON.stringify({ token, packet: packet.body })]);
  const packed = await new Response(data.stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer();
  const text = base64(new Uint8Array(packed)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const count = Math.ceil(text.length / PIECE);
  return Array.from({ length: count }, (_, index) => `DB1/${index + 1}/${count}/${text.slice(index * PIECE, (index + 1) * PIECE)}`);
}

function drawn(text, canvas) {
  const code = qrcode(0, "L");
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const edge = 4;
  const size = Math.max(2, Math.floor(640 / (count + 2 * edge)));
  canvas.width = canvas.height = size * (count + 2 * edge);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "black";
  for (let y = 0; y < count; y += 1) {
    for (let x = 0; x < count; x += 1) if (code.isDark(y, x)) pen.fillRect((x + edge) * size, (y + edge) * size, size, size);
  }
}

export async function showCodes(packet, token) {
  const dialog = document.querySelector("dialog[data-codes]");
  const lines = await codesOf(packet, token);
  let at = 0;
  function show(step) {
    at = (at + step + lines.length) % lines.length;
    drawn(lines[at], dialog.querySelector("canvas"));
    dialog.querySelector("[data-codes-which]").textContent = word("which_code", { n: at + 1, m: lines.length });
  }
  dialog.querySelector("[data-codes-next]").onclick = () => show(1);
  dialog.querySelector("[data-codes-back]").onclick = () => show(-1);
  show(0);
  dialog.showModal();
}
