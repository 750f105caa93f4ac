// What the server said when it refused: its own sentence, from a page, a piece of one or a problem document.
// `reload`: the words of the way to what is there now, where the thing itself is there no longer.

const EMPTY = { words: "", reload: "" };

function plain(element) {
  return element?.textContent.replace(/\s+/g, " ").trim() ?? "";
}

function ofProblem(text) {
  const { title = "", detail = "" } = JSON.parse(text);
  return { words: [title, detail].filter(Boolean).join(" "), reload: "" };
}

function ofPage(text) {
  const parsed = new DOMParser().parseFromString(text, "text/html");
  const refusal = parsed.querySelector("[data-refusal]");
  const heading = parsed.querySelector("h1");
  const next = heading?.nextElementSibling;
  const words = refusal ? plain(refusal) : [plain(heading), next?.localName === "p" ? plain(next) : ""].filter(Boolean).join(" ");
  return { words, reload: plain(parsed.querySelector("[data-reload]")) };
}

// Only a refusal (4xx) has words for the reader; no answer, or a failure, is the network's or the server's.
export function refusalIn({ status, text, type }) {
  if (status < 400 || status > 499 || !text) return EMPTY;
  try {
    return type.includes("json") ? ofProblem(text) : ofPage(text);
  } catch {
    return EMPTY;
  }
}
