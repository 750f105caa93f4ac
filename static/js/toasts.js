// A message that floats in the corner. It never takes the focus; its words come from a <template> of the page.

export function showToast(kind, { words = "", url = "" } = {}) {
  const template = document.querySelector(`template[data-toast="${kind}"]`);
  const place = document.querySelector("[data-toasts]");
  if (!template || !place) return null;
  const toast = template.content.firstElementChild.cloneNode(true);
  if (words) toast.querySelector("[data-toast-words]").textContent = words;
  const link = toast.querySelector("[data-toast-link]");
  if (link && url) link.href = url;
  else link?.remove();
  toast.querySelector("[data-toast-close]")?.addEventListener("click", () => toast.remove());
  place.append(toast);
  return toast;
}
