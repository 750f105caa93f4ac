// htmx comes when it is first wanted: over a village's line the desk is there without its 15 kB. What is pressed
// meanwhile waits for it, and goes as an ordinary form when it does not come.

const { content: source } = document.querySelector('meta[name="htmx-later"]');
const waiting = new WeakSet();
let coming;
let here = false;
let away = false;

function come() {
  coming ??= new Promise((ready, failed) => {
    const script = Object.assign(document.createElement("script"), { src: source });
    script.addEventListener("load", () => { here = true; ready(); });
    script.addEventListener("error", () => { coming = undefined; failed(new Error("htmx")); });
    // before the page is whole it would wait for an event that has been
    if (document.readyState === "complete") document.head.append(script);
    else window.addEventListener("load", () => document.head.append(script), { once: true });
  });
  return coming;
}

// a region that is read again asks for it by name
window.htmx ??= {
  async ajax(...said) {
    await come().then(() => window.htmx.ajax(...said), () => undefined);
  },
};

document.addEventListener("focusin", ({ target }) => {
  if (!here && target.closest("[hx-post]")) come().catch(() => undefined);
});

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (here || away || !form.matches("[hx-post]")) return;
  event.preventDefault();
  event.stopPropagation();
  if (waiting.has(form)) return;
  waiting.add(form);
  await come().catch(() => { away = true; });
  waiting.delete(form);
  form.requestSubmit(submitter);
}, { capture: true });
