// What stands in the fields of a form, as text that outlives the page. Never a password, a file or what the server wrote.

const NOT_KEPT = 'input[type="hidden"], input[type="password"], input[type="file"], button';

function fields(form) {
  return [...form.elements].filter((field) => field.name && !field.matches(NOT_KEPT));
}

export function readText(form) {
  return JSON.stringify(fields(form).map((field) => [field.name, field.value, Boolean(field.checked)]));
}

export function writeText(form, kept) {
  const known = JSON.parse(kept);
  for (const field of fields(form)) {
    const checkable = field.matches('[type="checkbox"], [type="radio"]');
    const found = known.find(([name, value]) => name === field.name && (!checkable || value === field.value));
    if (!found) continue;
    if (checkable) field.checked = found[2];
    else field.value = found[1];
  }
}
