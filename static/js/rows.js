// Lists of rows in a form: add one, drop one, move one up or down. The order on the page is the order that is sent.
// Without script two empty rows stand at the end, and a row whose name is emptied is dropped.

const PLACE = /__row__/g;

function rowsOf(list) {
  return [...list.querySelectorAll(":scope > [data-row]")];
}

function told(list) {
  list.dispatchEvent(new CustomEvent("portal:rows", { bubbles: true }));
  list.closest("form").dispatchEvent(new Event("input", { bubbles: true }));
}

function dress(row) {
  row.querySelector("[data-row-acts]").hidden = false;
}

function add(list, template, place) {
  const made = document.createElement("div");
  made.innerHTML = template.innerHTML.replace(PLACE, String(place));
  const row = made.querySelector("[data-row]");
  dress(row);
  list.append(row);
  row.querySelector("input:not([type=hidden]), select").focus();
}

function act(event, list) {
  const row = event.target.closest("[data-row]");
  if (!row) return;
  if (event.target.closest("[data-row-drop]")) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    next?.querySelector("input:not([type=hidden]), select")?.focus();
  } else if (event.target.closest("[data-row-up]")) {
    row.previousElementSibling?.before(row);
    event.target.closest("button").focus();
  } else if (event.target.closest("[data-row-down]")) {
    row.nextElementSibling?.after(row);
    event.target.closest("button").focus();
  } else return;
  told(list);
}

for (const list of document.querySelectorAll("[data-rows]")) {
  const form = list.closest("form");
  const template = form.querySelector("[data-row-template]");
  const more = form.querySelector("[data-row-add]");
  let next = rowsOf(list).length;
  for (const row of rowsOf(list)) {
    // the spare rows are for who has no script; a list without any begins with one
    if ("spare" in row.dataset && rowsOf(list).length > 1) row.remove();
    else dress(row);
  }
  more.hidden = false;
  more.addEventListener("click", () => {
    add(list, template, next);
    next += 1;
  });
  list.addEventListener("click", (event) => act(event, list));
}
