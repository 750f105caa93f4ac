// A message that floats in the corner. It never takes the focus; its words come from a <template> of the page.

function linkBeside(place, words) {
  const link = document.createElement("a");
  link.textContent = words;
  place.after(link);
  return link;
}

export function showToast(kind, { words = "", url = "", linkWords = "" } = {}) {
  const template = document.querySelector(`template[data-toast="${kind}"]`);
  const place = document.querySelector("[data-toasts]");
  if (!template || !place) return null;
  const toast = template.content.firstElementChild.cloneNode(true);
  const said = toast.querySelector("[data-toast-words]");
  if (words) said.textContent = words;
  const link = toast.querySelector("[data-toast-link]") ?? (linkWords ? linkBeside(said, linkWords) : null);
  if (link && url) link.href = url;
  else link?.remove();
  toast.querySelector("[data-toast-close]")?.addEventListener("click", () => toast.remove());
  place.append(toast);
  return toast;
}
