// Whether a form says something else than the page it came with: who types before the scripts are there fires no listener.

function changed(field) {
  if (field.matches('[type="checkbox"], [type="radio"]')) return field.checked !== field.defaultChecked;
  if (field.matches("select")) {
    const came = [...field.options].findLastIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(came, 0);
  }
  return field.matches('input:not([type="hidden"], [type="file"]), textarea') && field.value !== field.defaultValue;
}

export function touched(form) {
  return [...form.elements].some(changed);
}
