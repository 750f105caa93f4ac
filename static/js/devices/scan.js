// A bar code goes where the focus stands, else into the desk's box for finding; it ends with Enter, as from a gun that
// types.

import { reachable, type } from "./typing.js";
import { say, sentence } from "./words.js";

const TEXT = 'textarea, input:not([type]), input:is([type="text"], [type="search"], [type="tel"])';
const BOX = 'input[data-scan], input[data-key~="/"]';

function placeFor() {
  const here = document.activeElement;
  if (here?.matches(TEXT) && !here.readOnly && !here.disabled) return here;
  const box = document.querySelector(BOX);
  return box && reachable(box) ? box : null;
}

function enter(field) {
  const search = field.closest('form[role="search"]');
  if (search) search.requestSubmit();
  else if (!field.matches("textarea")) field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
}

export function barcodeRead({ text }) {
  const field = placeFor();
  if (!field) {
    say(sentence("scan_nowhere", { text }), { stays: true });
    return;
  }
  const [from, to] = field === document.activeElement ? [field.selectionStart, field.selectionEnd] : [0, field.value.length];
  const whole = field.value.slice(0, from) + text + field.value.slice(to);
  if (field.maxLength > 0 && whole.length > field.maxLength) {
    say(sentence("scan_too_long"), { stays: true });
    return;
  }
  field.focus();
  type(field, whole);
  say(sentence("scanned"));
  enter(field);
}
