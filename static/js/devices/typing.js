// What a device read comes in as if it had been typed: the same events, so that checks, look-ups and keeping go on.

export function type(field, value) {
  if (field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// The page behind an open dialog is out of reach of the hands, and so of the devices.
export function reachable(field) {
  const dialog = document.querySelector("dialog:modal");
  return !dialog || dialog.contains(field);
}
