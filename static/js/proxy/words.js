// Sentences that scripts say stand in the page, so that they are translated where all others are.
// <template data-packet-words><i data-word="kept">已存 {time}</i></template>

const said = document.querySelector("template[data-packet-words]")?.content;

export function word(name, facts = {}) {
  const text = said?.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
  return Object.entries(facts).reduce((words, [key, value]) => words.replaceAll(`{${key}}`, value), text);
}

const TIME = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false,
});

export function timeWords(at) {
  const part = Object.fromEntries(TIME.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return word("time", part);
}
