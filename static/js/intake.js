// The clerk desk: what is ticked decides which verb is lawful; the reason stands beside the button that is not.
// The server decides again. A person is looked up by POST when the document's number has been typed.

const form = document.querySelector("[data-intake]");
const LEGAL = ["uscc", "org_code"];
const SHORTEST = 6;
const INVALID = 422;
const TOO_OFTEN = 429;

function codes(name) {
  return form.dataset[name].split(" ").filter(Boolean);
}

function boxes() {
  return [...form.querySelectorAll('input[name="material"]')];
}

function say(place, number) {
  place.textContent = place.dataset.countWords.replace("{n}", String(number));
}

function refresh() {
  const lacking = boxes().filter((box) => !box.checked).map((box) => box.value);
  const blocking = lacking.filter((code) => codes("blocking").includes(code));
  const tolerable = lacking.filter((code) => codes("required").includes(code) && !blocking.includes(code));
  form.querySelector('[data-count="received"]').textContent = String(boxes().length - lacking.length);
  say(form.querySelector("[data-count-words]"), blocking.length);
  form.querySelector('[data-when="lacking"]').hidden = !blocking.length;
  form.querySelector('[data-when="tolerable"]').hidden = Boolean(blocking.length) || !tolerable.length;
  form.querySelector('[data-when="complete"]').hidden = Boolean(blocking.length || tolerable.length);
  form.querySelector('[data-opens="confirm-accept"]').disabled = Boolean(blocking.length);
  for (const line of form.querySelectorAll("[data-missing]")) {
    const missing = lacking.includes(line.dataset.missing);
    line.hidden = !missing;
    line.querySelector('[name="missing"]').disabled = !missing;
    line.querySelector('[name="missing"]').checked = missing && codes("required").includes(line.dataset.missing);
  }
  form.querySelector("[data-none-missing]").hidden = lacking.length > 0;
  compareLists();
}

// What the earlier notice did not name is said before it is told; the server asks the same.
function compareLists() {
  const told = document.querySelector("#person-found [data-told]")?.dataset.told.split(" ");
  const place = form.querySelector("[data-other-list]");
  const chosen = [...form.querySelectorAll("[data-missing] input:checked:not(:disabled)")];
  const other = told ? chosen.filter((box) => !told.includes(box.value)) : [];
  const names = other.map((box) => box.labels[0].textContent.trim()).join("、");
  const words = place.querySelector("[data-other-names]");
  words.textContent = names && words.dataset.words.replace("{names}", names);
  place.hidden = !other.length;
  if (!other.length) form.elements.knowing_new.checked = false;
  const none = boxes().every((box) => box.checked);
  form.querySelector("#confirm-tell [data-confirm]").disabled = none || (other.length > 0 && !form.elements.knowing_new.checked);
}

function part(name, shown) {
  form.querySelector(`[data-part="${name}"]`).hidden = !shown;
}

let asked = 0;

async function lookUp() {
  const target = document.getElementById("person-found");
  const number = form.elements.id_number.value.trim();
  const mine = (asked += 1);
  if (number.length < SHORTEST) {
    target.replaceChildren();
    return;
  }
  const body = new FormData();
  body.set("id_kind", form.elements.id_kind.value);
  body.set("id_number", number);
  // `item` is also the collection's own method
  body.set("item", form.elements.namedItem("item").value);
  body.set("window", form.elements.window.value);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  let words = "";
  try {
    const answer = await fetch(form.dataset.person, { method: "POST", body, redirect: "error" });
    words = answer.ok || answer.status === TOO_OFTEN ? await answer.text() : "";
  } catch {
    // without the look-up the form still works: the server checks the number again
  }
  if (mine !== asked) return;
  target.innerHTML = words;
  form.elements.id_number.closest("div").querySelector(".err")?.remove();
  const found = target.querySelector("[data-minor]");
  compareLists();
  part("minor", found?.dataset.minor === "yes" && !("known" in found.dataset));
}

function fitDocument() {
  const legal = form.elements.kind.value === "legal";
  const choice = form.elements.id_kind;
  for (const option of choice.options) option.hidden = LEGAL.includes(option.value) !== legal;
  if (choice.selectedOptions[0]?.hidden) choice.value = [...choice.options].find((option) => !option.hidden).value;
  part("born", choice.value === "passport");
}

function nameInDialogs() {
  const name = form.elements.name.value.trim() || "—";
  for (const place of form.querySelectorAll('[data-said="name"]')) place.textContent = name;
}

// The form is looked over before the dialog asks once more; while the server cannot be asked, the dialog opens and the
// act itself says what is wrong. A second press meanwhile is the one that goes on to the dialog's button.
let lookedOver = "";
let pressed = 0;

async function lookOver(opener) {
  pressed += 1;
  if (pressed > 1) return;
  form.elements.namedItem("outcome").value = opener.dataset.opens.replace("confirm-", "");
  const body = new FormData(form);
  body.set("do", "check");
  let wrong = false;
  try {
    wrong = (await fetch(form.action, { method: "POST", body, redirect: "error" })).status === INVALID;
  } catch {
    // the act itself is refused with the same words
  }
  if (wrong) {
    form.requestSubmit(form.querySelector("[data-check]"));
    return;
  }
  lookedOver = opener.dataset.opens;
  opener.click();
  lookedOver = "";
  if (pressed > 1) document.getElementById(opener.dataset.opens).querySelector("[data-confirm]:not(:disabled)")?.focus();
  pressed = 0;
}

function askFirst(event) {
  const opener = event.target.closest("[data-opens]");
  if (!opener) return;
  nameInDialogs();
  if (lookedOver === opener.dataset.opens) return;
  event.preventDefault();
  event.stopPropagation();
  lookOver(opener);
}

if (form) {
  // the answer to a refused form stands at the form's address, which cannot be read again: the page goes by the desk's
  if (location.pathname !== form.dataset.page.split("?")[0]) history.replaceState(null, "", form.dataset.page);
  form.addEventListener("change", (event) => {
    const { name } = event.target;
    if (name === "material") refresh();
    if (name === "missing" || name === "knowing_new") compareLists();
    if (name === "kind" || name === "id_kind") fitDocument();
    if (["id_number", "id_kind", "kind"].includes(name)) lookUp();
    if (name === "no_phone") part("phoneless", event.target.checked);
    if (name === "by_agent") part("agent", event.target.checked);
    if (name === "delivery") part("post", event.target.value === "post");
  });
  form.addEventListener("click", askFirst, true);
  form.addEventListener("portal:kept", () => {
    fitDocument();
    refresh();
    lookUp();
    part("phoneless", form.elements.no_phone.checked);
    part("agent", form.elements.by_agent.checked);
    part("post", form.elements.delivery.value === "post");
  });
  refresh();
  fitDocument();
  if (form.elements.id_number.value && !form.elements.id_number.matches(".is-invalid")) lookUp();
  if (!document.querySelector("main .errors")) form.elements.id_number.focus();
} else {
  document.querySelector("[data-kept-clear]")?.focus();
}
