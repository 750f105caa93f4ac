// Enter in a field goes to the next one: card readers and bar-code guns end with it, and it must never send the form.

function next(form, field) {
  const all = [...form.elements].filter((each) => each.tabIndex >= 0 && each.getClientRects().length && !each.disabled);
  all[all.indexOf(field) + 1]?.focus();
}

for (const form of document.querySelectorAll("[data-enter-moves]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.closest("dialog")) return;
    if (!event.target.matches("input, select")) return;
    event.preventDefault();
    next(form, event.target);
  });
}
