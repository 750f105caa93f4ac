// How many originals and copies of each paper were left: a count ticks its paper, and what is no number is said at once.

import { word } from "./words.js";

const COUNT = /^\d{1,2}$/;

// digits as a Chinese keyboard types them, too
const plain = (field) => field.value.normalize("NFKC").trim();
export const countOf = (field) => Number(plain(field)) || 0;
const fieldsOf = (line) => [...line.querySelectorAll("[data-count-of]")];
const isSaid = (field) => plain(field).replace(/^0+$/, "") !== "";

function follow(line, { target }) {
  const box = line.querySelector('input[name^="paper_"]');
  if (target === box && !box.checked) for (const field of fieldsOf(line)) field.value = "";
  if (fieldsOf(line).includes(target) && isSaid(target)) box.checked = true;
}

const linesOf = (form) => [...form.querySelectorAll(".papersin > li")];

// What was counted before its script was there, or was kept without its tick.
export function tickCounted(form) {
  for (const line of linesOf(form)) if (fieldsOf(line).some(isSaid)) line.querySelector('input[name^="paper_"]').checked = true;
}

export function followCounts(form) {
  tickCounted(form);
  for (const line of linesOf(form)) line.addEventListener("input", (event) => follow(line, event));
}

// What is wrong, a sentence for each paper; each is said at its paper as well.
export function wrongCounts(form) {
  return linesOf(form).flatMap((line) => {
    const wrong = fieldsOf(line).filter((field) => plain(field) && !COUNT.test(plain(field)));
    for (const field of fieldsOf(line)) field.setAttribute("aria-invalid", wrong.includes(field));
    const said = wrong.length ? word("count_wrong") : "";
    line.querySelector("[data-count-said]").textContent = said;
    return said ? [word("count_of", { paper: line.querySelector("b").textContent, said })] : [];
  });
}
