// A card on the reader fills name and number of the person whose fields have the focus, else of the applicant; text
// that was typed is never overwritten unasked. What else stands on the card goes nowhere.

import { reachable, type } from "./typing.js";
import { say, sentence } from "./words.js";

const asks = document.querySelector("[data-card-asks]");

function field(group, name) {
  const own = [...group.querySelectorAll("input, select")].filter((each) => each.closest("[data-card]") === group);
  return own.find((each) => each.name === name || each.name.endsWith(`-${name}`));
}

// The page registers what runs elsewhere by one field for both.
function fieldsOf(group) {
  return { kind: field(group, "id_kind"), number: field(group, "id_number") ?? field(group, "who"), name: field(group, "name") };
}

function groupOf() {
  return document.activeElement?.closest("[data-card]") ?? document.querySelector("[data-card]");
}

function expired(card) {
  const today = document.querySelector("[data-clock]")?.dataset.clock.slice(0, 10) ?? "";
  return card.valid_until !== null && today > card.valid_until;
}

function fill({ kind, number, name }, card) {
  const next = [number, name].includes(document.activeElement);
  if (kind) type(kind, card.document);
  if (name) type(name, card.name);
  type(number, card.number);
  if (next) nextEmpty(name ?? number)?.focus();
  const words = sentence(name ? "card_filled" : "card_filled_number");
  const late = expired(card);
  say(late ? `${words}${sentence("card_expired", { day: card.valid_until })}` : words, { stays: late });
}

// the hands go on behind what was filled
function nextEmpty(last) {
  const all = [...last.form.elements].filter((each) => each.tabIndex >= 0 && each.getClientRects().length && !each.disabled);
  return all.slice(all.indexOf(last) + 1).find((each) => each.matches("input, textarea, select"));
}

function typed({ number, name }, card) {
  return [[name, card.name], [number, card.number]].filter(([each, read]) => each?.value.trim() && each.value.trim() !== read);
}

function ask(fields, card, differing) {
  const list = asks.querySelector("[data-card-differing]");
  list.replaceChildren(...differing.flatMap(([each, read]) => [
    Object.assign(document.createElement("dt"), { textContent: sentence("card_typed") }),
    Object.assign(document.createElement("dd"), { textContent: each.value.trim() }),
    Object.assign(document.createElement("dt"), { textContent: sentence("card_on_card") }),
    Object.assign(document.createElement("dd"), { textContent: read }),
  ]));
  const from = document.activeElement;
  asks.returnValue = "";
  asks.showModal();
  asks.querySelector("h2").focus();
  asks.addEventListener("close", () => {
    from?.focus?.();
    if (asks.returnValue === "replace") fill(fields, card);
    else say(sentence("card_kept"));
    list.replaceChildren();
  }, { once: true });
}

export function cardRead(card) {
  const group = groupOf();
  const fields = group ? fieldsOf(group) : {};
  if (!fields.number) say(sentence("card_nowhere"), { stays: true });
  else if (!reachable(fields.number)) say(sentence("dialog_first"), { stays: true });
  else if (field(group, "kind") && group.querySelector('[name="kind"]:checked')?.value === "legal") say(sentence("card_for_legal"), { stays: true });
  else if (fields.kind && ![...fields.kind.options].some((option) => option.value === card.document)) say(sentence("card_not_here"), { stays: true });
  else {
    const differing = typed(fields, card);
    if (differing.length) ask(fields, card, differing);
    else fill(fields, card);
  }
}
