// The second screen: shows what a desk page of this browser sends, as text, and is blank as soon as that page says so,
// or says nothing any more.

const PATIENCE = 6_000;
const MOST_LINES = 80;
const channel = new BroadcastChannel("second-screen");
const nothing = document.querySelector("[data-screen-nothing]");
const shown = document.querySelector("[data-screen-shown]");
let from = "";
let patience;

function blank() {
  clearTimeout(patience);
  from = "";
  shown.hidden = true;
  nothing.hidden = false;
  shown.querySelector("[data-screen-title]").textContent = "";
  shown.querySelector("[data-screen-lines]").replaceChildren();
}

function wait() {
  clearTimeout(patience);
  patience = setTimeout(blank, PATIENCE);
}

function part(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}

function show({ title, lines, by }) {
  from = by;
  shown.querySelector("[data-screen-title]").textContent = title;
  const rows = lines.slice(0, MOST_LINES).map(({ label, value }) => {
    const row = document.createElement("div");
    row.append(part("dt", label), part("dd", value));
    return row;
  });
  shown.querySelector("[data-screen-lines]").replaceChildren(...rows);
  nothing.hidden = true;
  shown.hidden = false;
  wait();
}

channel.addEventListener("message", ({ data }) => {
  if (data.type === "who") channel.postMessage({ type: "here" });
  else if (data.type === "show") show(data);
  else if (data.by !== from) return;
  else if (data.type === "blank") blank();
  else if (data.type === "still") wait();
});

window.addEventListener("pagehide", () => channel.postMessage({ type: "gone" }));
window.addEventListener("pageshow", () => {
  blank();
  channel.postMessage({ type: "here" });
});
