// What a form says, as text that can be kept and put back: its names, each with the values that are chosen or typed.

const UNSAVED = 'input[type="password"], input[type="file"], [data-no-keep], [name="csrfmiddlewaretoken"], [name="idempotency_key"]';

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !field.matches(UNSAVED));
}

export function read(form) {
  const values = {};
  for (const field of fieldsOf(form)) {
    if (field.matches('[type="checkbox"], [type="radio"]') && !field.checked) continue;
    (values[field.name] ??= []).push(field.value);
  }
  return values;
}

export function write(form, values) {
  const rest = structuredClone(values);
  for (const field of fieldsOf(form)) {
    const kept = rest[field.name] ?? [];
    if (field.matches('[type="checkbox"], [type="radio"]')) field.checked = kept.includes(field.value);
    else if (kept.length) field.value = kept.shift();
  }
}
