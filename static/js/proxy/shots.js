// Photographing papers: each picture is pressed and kept on the telephone at once, and may be turned or laid flat.

import { canvasOf, digestOf, pressed } from "./pictures.js";
import { dropPhoto, keepPhoto, photosOf } from "./store.js";
import { word } from "./words.js";

const THUMB = 96;

export class Shots {
  constructor(form, packetId) {
    this.form = form;
    this.packetId = packetId;
    for (const input of form.querySelectorAll("input[data-photo]")) {
      input.closest("[data-needs-script]").hidden = false;
      input.addEventListener("change", () => this.take(input));
    }
    // without a line it could not be fetched when a photograph is opened
    import("./flatten_dialog.js").catch(() => undefined);
  }

  async take(input) {
    const files = [...input.files];
    input.value = "";
    for (const file of files) {
      try {
        await this.keep(input.dataset.photo, await canvasOf(file));
      } catch {
        this.say(word("no_picture", { name: file.name }));
      }
    }
    const box = this.form.querySelector(`input[name="paper_${input.dataset.photo}"]`);
    if (box && files.length) box.checked = true;
    await this.show();
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async keep(code, canvas) {
    const blob = await pressed(canvas);
    await keepPhoto({ packet: this.packetId(), code, sha256: await digestOf(blob), size: blob.size, blob, at: Date.now() });
  }

  async show() {
    const photos = await photosOf(this.packetId());
    for (const place of this.form.querySelectorAll("[data-shots]")) {
      const mine = photos.filter(({ code }) => code === place.dataset.shots);
      place.replaceChildren(...(await Promise.all(mine.map((photo, index) => this.thumb(photo, index + 1)))));
    }
    this.photos = photos;
  }

  async thumb(photo, index) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "thumb";
    button.setAttribute("aria-label", word("look", { n: index }));
    button.append(await canvasOf(photo.blob, THUMB));
    button.addEventListener("click", () => this.open(photo));
    return button;
  }

  async open(photo) {
    const { showFlatten } = await import("./flatten_dialog.js");
    const done = await showFlatten(await canvasOf(photo.blob));
    if (!done) return;
    // what is being saved anew is not opened meanwhile: it would be the old one that is thrown away
    for (const thumb of this.form.querySelectorAll("[data-shots] button")) thumb.disabled = true;
    await dropPhoto(photo);
    if (done.canvas) await this.keep(photo.code, done.canvas);
    await this.show();
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  say(words) {
    this.form.querySelector("[data-shots-said]").textContent = words;
  }
}
