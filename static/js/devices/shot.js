// A picture of the document camera is sent like a file that was chosen for the paper whose line has the focus, or had
// it last; what does not hash to what the bridge said was broken on its way, and is not sent.

import { MOST_SHOT_BYTES } from "./messages.js";
import { reachable } from "./typing.js";
import { say, sentence } from "./words.js";

const SIMPLE_NAME = /^[\w-]{1,60}\.jpe?g$/i;
let last = "";

// the ticks of a case file name their papers as well
function codeAt(element) {
  const line = element?.closest?.("[data-paper]");
  return line?.dataset.paper ?? element?.closest?.("[data-ticks] li")?.querySelector('[name="material"]')?.value ?? "";
}

document.addEventListener("focusin", ({ target }) => {
  // the page puts the focus into nothing when it reads a part of itself again
  last = codeAt(target) || (target.closest("main") ? "" : last);
});

function lineFor() {
  const code = codeAt(document.activeElement) || last;
  return code ? document.querySelector(`[data-paper="${CSS.escape(code)}"]`) : null;
}

async function bytesOf({ data, size, sha256 }) {
  let text;
  try {
    text = atob(data);
  } catch {
    return null;
  }
  const bytes = Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return bytes.length === size && hex === sha256 ? bytes : null;
}

export async function shotTaken(shot) {
  const line = lineFor();
  const input = line?.querySelector('form[data-upload] input[type="file"]');
  if (!input) {
    say(sentence(document.querySelector("[data-paper]") ? "shot_which" : "shot_nowhere"), { stays: true });
    return;
  }
  if (!reachable(input)) {
    say(sentence("dialog_first"), { stays: true });
    return;
  }
  if (shot.size > MOST_SHOT_BYTES) {
    say(sentence("too_large"), { stays: true });
    return;
  }
  const bytes = await bytesOf(shot);
  if (!bytes) {
    say(sentence("shot_broken"), { stays: true });
    return;
  }
  const name = SIMPLE_NAME.test(shot.name) ? shot.name : "shot.jpg";
  const one = new DataTransfer();
  one.items.add(new File([bytes], name, { type: "image/jpeg" }));
  const around = line.closest("details");
  if (around) around.open = true;
  input.files = one.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  say(sentence("shot_sent", { paper: line.querySelector("[data-focus]").firstChild.textContent.trim() }));
}
