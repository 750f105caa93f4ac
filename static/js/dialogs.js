// Acts that bind are asked once more: a <dialog> repeats number, name and date.
// It opens with the focus on its heading, so that Enter confirms only after the focus was moved to the button.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector("h2")?.focus();
    return;
  }
  event.target.closest("[data-closes]")?.closest("dialog")?.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.closest?.("dialog[data-binding]")) return;
  if (event.target.matches("button, a, textarea, summary")) return;
  event.preventDefault();
});

// One press, one request: while the first is on its way the button is out of reach.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const button = event.target.querySelector("[data-confirm]");
  if (button) setTimeout(() => { button.disabled = true; });
});

document.addEventListener("htmx:afterRequest", (event) => {
  const dialog = event.target.closest?.("dialog[data-binding]");
  if (!dialog) return;
  const button = dialog.querySelector("[data-confirm]");
  if (button) button.disabled = false;
  if (event.detail.successful) dialog.close();
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("[data-confirm]:disabled").forEach((button) => { button.disabled = false; });
});
