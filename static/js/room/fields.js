/** What a form of the room sends: the same fields as without scripts, as the numbers and yes-or-no that a command takes. */

const OWN = new Set(["type", "once", "key", "csrf_token"]);

/**
 * @param {HTMLFormElement} form
 * @param {FormData} fields
 */
export function dataOf(form, fields) {
  /** @type {Record<string, string | number | boolean>} */
  const data = {};
  for (const [name, value] of fields) {
    if (OWN.has(name) || value === "") continue;
    const field = form.elements.namedItem(name);
    const kind = field instanceof HTMLInputElement ? field.dataset.kind ?? field.type : "";
    if (name.endsWith("_id") || kind === "number") data[name] = Number(value);
    else if (kind === "checkbox") data[name] = true;
    else if (kind === "boolean") data[name] = value === "true";
    else data[name] = String(value);
  }
  return data;
}

/**
 * What was sent is no longer being filled in: what stands in the form is where it begins now, so that the part around it
 * follows the session again.
 * @param {HTMLFormElement} form
 */
export function settle(form) {
  for (const field of form.elements) {
    if (field instanceof HTMLSelectElement) for (const option of field.options) option.defaultSelected = option.selected;
    if (field instanceof HTMLTextAreaElement) field.defaultValue = field.value;
    if (field instanceof HTMLInputElement && field.type !== "hidden") {
      field.defaultChecked = field.checked;
      if (field.type !== "checkbox" && field.type !== "radio") field.defaultValue = field.value;
    }
  }
}
