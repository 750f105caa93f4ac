// Files on their way, one after another and each in pieces: what has arrived is never sent again, a line that drops
// costs a piece, and any of them can be stopped, taken up again or given up without the others. Needs SHA-256, which
// browsers have over HTTPS only; without it upload.js sends each file whole.

import { refusalIn } from "./answers.js";
import { FIRST_PIECE, nextSize } from "./pieces.js";

const model = document.querySelector("template[data-going]");
const usable = Boolean(model && globalThis.crypto?.subtle);
const PATIENCE = 45_000;
const AGAIN = 10_000;
// for what a file is, and not for what happened on its way
const HOPELESS = [413, 415, 422];

class NoLine extends Error {}
class Stopped extends Error {}

const items = new Set();
const lists = new Map();
let busy = null;

if (usable) document.documentElement.dataset.pieces = "";

export const goesInPieces = (form) => usable && "pieces" in form.dataset;

function listOf(paper) {
  if (!lists.has(paper.id)) {
    const made = document.createElement("ul");
    made.className = "plain files going";
    lists.set(paper.id, made);
  }
  const list = lists.get(paper.id);
  if (list.parentElement !== paper) paper.querySelector("form[data-pieces]").before(list);
  return list;
}

function words(name) {
  return model.dataset[`words${name}`];
}

function tell(sentence) {
  document.querySelector("[data-going-said]").textContent = sentence;
}

function show(item, state, said = "") {
  const changed = item.state !== state;
  item.state = state;
  const share = item.file.size ? item.offset / item.file.size : 0;
  const percent = `${Math.floor(share * 100)}%`;
  const sentence = said || words(state[0].toUpperCase() + state.slice(1)).replace("{percent}", percent);
  item.node.querySelector("progress").value = share;
  item.node.querySelector("[data-state]").textContent = sentence;
  const under = state === "waiting" || state === "sending";
  item.node.querySelector("[data-stop]").hidden = !under;
  item.node.querySelector("[data-again]").hidden = under || item.hopeless;
  item.node.querySelector("[data-give-up]").hidden = under;
  if (changed && !under) tell(`${item.file.name} ${sentence}`);
}

function remove(item) {
  items.delete(item);
  item.node.remove();
}

function stop(item) {
  show(item, "stopped");
  item.abort?.abort(new Stopped());
}

function resume(item) {
  show(item, "waiting");
  go();
}

export function enqueue(input, files) {
  const paper = input.closest(".paper");
  for (const file of files) {
    const node = model.content.firstElementChild.cloneNode(true);
    const item = { file, paper: paper.id, url: input.form.action, node, offset: 0, hopeless: false };
    node.querySelector("[data-name]").textContent = file.name;
    for (const [button, act] of [["stop", stop], ["again", resume], ["give-up", remove]]) {
      const found = node.querySelector(`[data-${button}]`);
      found.setAttribute("aria-label", `${found.textContent.trim()} ${file.name}`);
      found.addEventListener("click", () => act(item));
    }
    items.add(item);
    show(item, "waiting");
    listOf(paper).append(node);
  }
  input.value = "";
  go();
}

async function hashOf(file) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function ask(item, size) {
  const form = new FormData();
  const facts = { name: item.file.name, sha256: item.hash, size: item.file.size, offset: item.offset };
  for (const [name, value] of Object.entries(facts)) form.set(name, value);
  form.set("piece", item.file.slice(item.offset, item.offset + size), "piece");
  const headers = { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]')?.content ?? "" };
  item.abort = new AbortController();
  const patience = setTimeout(() => item.abort.abort(new NoLine()), PATIENCE);
  try {
    const answer = await fetch(item.url, { method: "POST", body: form, headers, signal: item.abort.signal });
    // the server or a proxy before it is away: nothing is wrong with what was sent
    if (answer.status >= 500 && answer.status !== 507) throw new NoLine();
    return answer;
  } catch {
    throw item.state === "stopped" ? new Stopped() : new NoLine();
  } finally {
    clearTimeout(patience);
  }
}

// The line of the paper as it is now; its form stays the one that is there, in which another file may be being chosen.
function arrived(item, html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  const fresh = parsed.content.firstElementChild;
  const paper = document.getElementById(item.paper);
  const held = paper.contains(document.activeElement);
  remove(item);
  fresh.querySelector("form[data-pieces]").replaceWith(paper.querySelector("form[data-pieces]"));
  paper.replaceWith(fresh);
  window.htmx.process(fresh);
  if (lists.get(item.paper)?.childElementCount) listOf(fresh);
  if (held) fresh.querySelector('input[type="file"]').focus();
  tell(words("Arrived").replace("{name}", item.file.name));
}

async function refused(item, answer) {
  const type = answer.headers.get("Content-Type") ?? "";
  const said = refusalIn({ status: answer.status, text: await answer.text(), type });
  item.hopeless = HOPELESS.includes(answer.status);
  show(item, "refused", said.words);
}

async function send(item) {
  item.hash ??= await hashOf(item.file);
  let size = FIRST_PIECE;
  while (item.state !== "stopped") {
    show(item, "sending");
    const began = performance.now();
    const answer = await ask(item, size);
    const json = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    if (answer.redirected) return show(item, "stopped", words("SignedOut"));
    if (json && (answer.ok || answer.status === 409)) {
      const { offset } = await answer.json();
      if (offset === item.offset) throw new NoLine();
      item.offset = offset;
      if (answer.ok) size = nextSize(size, (performance.now() - began) / 1_000);
    } else if (answer.ok) return arrived(item, await answer.text());
    else return refused(item, answer);
  }
  return undefined;
}

async function go() {
  const next = busy ? undefined : [...items].find((item) => item.state === "waiting");
  if (!next) return;
  busy = next;
  try {
    await send(next);
  } catch (error) {
    if (error instanceof NoLine) {
      show(next, "dropped");
      setTimeout(onAgain, AGAIN);
    } else if (!(error instanceof Stopped)) throw error;
  } finally {
    busy = null;
  }
  if (next.state !== "dropped") go();
}

function onAgain() {
  for (const item of items) if (item.state === "dropped") show(item, "waiting");
  go();
}

if (usable) {
  window.addEventListener("online", onAgain);
  // a line that something else swapped in anew gets its files on the way back
  document.addEventListener("htmx:afterSettle", () => {
    for (const [id, list] of lists) {
      const paper = document.getElementById(id);
      if (paper && list.childElementCount) listOf(paper);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...items].some(({ state }) => state !== "refused")) event.preventDefault();
  });
  // nothing is handed in behind the back of a file that is still on its way
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-after-files]") || !items.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const note = document.createElement("div");
    note.className = "note note-warn";
    note.textContent = words("Unfinished");
    document.getElementById("refusal").replaceChildren(note);
  }, true);
}
