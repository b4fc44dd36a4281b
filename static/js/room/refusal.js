/** What was refused in the room: said once, at one place that is always the same, and shown where it can be mended. */

const refusal = document.getElementById("live-refusal");

/** Take back what an earlier refusal has marked. */
function clear() {
  refusal?.replaceChildren();
  for (const old of document.querySelectorAll("[data-refusal]")) {
    for (const field of document.querySelectorAll(`[aria-describedby~="${old.id}"]`)) {
      const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== old.id).join(" ");
      if (others) field.setAttribute("aria-describedby", others);
      else field.removeAttribute("aria-describedby");
      field.removeAttribute("aria-invalid");
    }
    old.remove();
  }
}

/**
 * Write a sentence beside what it is about. It is read with the field or not at all: aloud it was said already.
 * @param {HTMLElement} sentence
 * @param {string} id
 */
function copyOf(sentence, id) {
  const beside = /** @type {HTMLElement} */ (sentence.cloneNode(true));
  beside.id = id;
  beside.dataset.refusal = "";
  return beside;
}

/**
 * Mark the fields that the answer names, and lead to the first of them.
 * @param {HTMLFormElement} form
 * @param {Record<string, string[]>} errors
 * @returns {boolean} whether there is one
 */
function mark(form, errors) {
  let first = null;
  for (const [name, sentences] of Object.entries(errors)) {
    const named = form.elements.namedItem(name);
    const field = named instanceof RadioNodeList ? named[0] : named;
    if (!(field instanceof HTMLElement) || field.matches("[type=hidden]")) continue;
    const sentence = document.createElement("p");
    sentence.className = "message message--warning";
    sentence.textContent = sentences.join(" ");
    const beside = copyOf(sentence, `refused-${field.id || name}`);
    (field.closest(".field, fieldset") ?? field).append(beside);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${beside.id}`.trim());
    first ??= field;
  }
  for (let fold = first?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  first?.focus();
  return first !== null;
}

/**
 * Say why something was refused: aloud once, and where its place is out of sight also beside the form that was sent. A field
 * that the answer names has its sentence and the focus. Without a problem, an earlier one is over.
 * @param {{detail: string, errors?: Record<string, string[]>} | undefined} problem
 * @param {HTMLFormElement | null} form
 */
export function showRefusal(problem, form = null) {
  if (!refusal) return;
  clear();
  if (!problem) return;
  const sentence = document.createElement("p");
  sentence.className = "message message--warning";
  sentence.textContent = problem.errors ? Object.values(problem.errors).flat().join(" ") : problem.detail;
  refusal.append(sentence);
  if (!form || (problem.errors && mark(form, problem.errors))) return;
  const seen = refusal.getBoundingClientRect();
  if (seen.bottom > 0 && seen.top < innerHeight) return;
  const beside = copyOf(sentence, "refused");
  beside.ariaHidden = "true";
  form.append(beside);
  // A long form may end below the screen; whoever sent it from there would wait for an answer that they cannot see.
  beside.scrollIntoView({ block: "nearest", behavior: "instant" });
}

/**
 * Say what became of a ballot, at the same place.
 * @param {string} text
 */
export function showReceipt(text) {
  const sentence = document.createElement("p");
  sentence.className = "message message--success break";
  sentence.textContent = text;
  refusal?.append(sentence);
}
