// The devices of this window. Nothing is tried before somebody says on this computer that it has them; without a bridge,
// or when it goes, every field is there for the keyboard as before.

import { barcodeRead } from "./scan.js";
import { Bridge } from "./bridge.js";
import { cardRead } from "./card.js";
import { shotTaken } from "./shot.js";
import { say, sentence } from "./words.js";

const SWITCH = "devices:on";
const dialog = document.querySelector("dialog[data-devices]");
const light = document.querySelector("[data-device-light]");
const HEARD = { "id_card.read": cardRead, "barcode.read": barcodeRead, "paper.shot": shotTaken };

function isOn() {
  try {
    return localStorage.getItem(SWITCH) === "yes";
  } catch {
    return false;
  }
}

function turn(on) {
  try {
    if (on) localStorage.setItem(SWITCH, "yes");
    else localStorage.removeItem(SWITCH);
  } catch {
    say(sentence("not_kept"), { stays: true });
  }
}

function show(bridge, words) {
  light.hidden = bridge.state === "off";
  light.classList.toggle("off", bridge.state !== "ready");
  light.textContent = sentence(`light_${bridge.state}`);
  dialog.querySelector("[data-devices-state]").textContent = words || sentence(`state_${bridge.state}`);
  dialog.querySelector("[data-devices-again]").hidden = bridge.state !== "lost";
  const lines = bridge.devices.map(({ kind, name, state }) => {
    const line = document.createElement("li");
    const what = sentence(`kind_${kind}`) || kind;
    line.textContent = sentence("device_line", { what, name, state: sentence(`device_${state}`) });
    return line;
  });
  dialog.querySelector("[data-devices-list]").replaceChildren(...lines);
}

// each trouble is said once, not at every try
let troubled = "";

function changed(bridge, { state, code }) {
  const words = code && sentence(code);
  show(bridge, words);
  const screen = bridge.devices.some((each) => each.kind === "screen" && each.state === "ready");
  document.dispatchEvent(new CustomEvent("portal:screen-device", { detail: screen }));
  if (state === "ready" && troubled) say(sentence("back"));
  if (state === "ready") troubled = "";
  if (code && code !== troubled) {
    troubled = code;
    say(words, { stays: true });
  }
}

function begin(address) {
  const bridge = new Bridge(address);
  bridge.addEventListener("state", ({ detail }) => changed(bridge, detail));
  bridge.addEventListener("message", ({ detail }) => HEARD[detail.type]?.(detail));
  bridge.addEventListener("fault", ({ detail: { code, sentence: own = "" } }) => {
    say(sentence(code) || sentence("told", { words: own }), { stays: true });
  });
  document.addEventListener("portal:screen", ({ detail: { type, title, lines } }) => {
    if (type === "show") bridge.send({ type: "screen.show", title, lines });
    if (type === "blank") bridge.send({ type: "screen.blank" });
  });
  const box = dialog.querySelector("[data-devices-switch]");
  box.checked = isOn();
  box.addEventListener("change", () => {
    turn(box.checked);
    troubled = "";
    if (box.checked) bridge.start();
    else bridge.stop();
  });
  dialog.querySelector("[data-devices-again]").addEventListener("click", () => bridge.start());
  if (box.checked) bridge.start();
}

if (dialog) {
  if (window.isSecureContext) begin(dialog.dataset.devices);
  else {
    dialog.querySelector("[data-devices-switch]").disabled = true;
    dialog.querySelector("[data-devices-state]").textContent = sentence("insecure");
  }
}
