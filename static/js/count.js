/**
 * Fields that say how much they take: `data-count="120"` shows how many characters are left, or how many are too many. What
 * is pasted stays whole, and a form whose text is too long is not sent before it is shortened. The server checks the same.
 */

import { say } from "./say.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

/** What stands and is said below each field. @type {WeakMap<Field, {shown: HTMLElement, spoken: HTMLElement}>} */
const counters = new WeakMap();

/** @param {unknown} target @returns {target is Field} */
const counts = (target) =>
  (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && "count" in target.dataset;

/** How many characters are left, as the server counts them; below zero are too many. @param {Field} field */
const left = (field) => Number(field.dataset.count) - [...field.value.trim()].length;

/** @param {number} number */
function inWords(number) {
  if (number >= 0) return say(`noch ${number} Zeichen`, `${number} ${number === 1 ? "character" : "characters"} left`);
  return say(`${-number} Zeichen zu viel`, `${-number} ${number === -1 ? "character" : "characters"} too many`);
}

/** @param {Field} field */
function counterOf(field) {
  const known = counters.get(field);
  if (known) return known;
  const shown = document.createElement("p");
  shown.className = "field__left";
  const spoken = document.createElement("p");
  spoken.className = "kern-sr-only";
  spoken.setAttribute("role", "status");
  field.after(shown, spoken);
  const made = { shown, spoken };
  counters.set(field, made);
  return made;
}

/**
 * Show where a field stands. Screen readers hear it near the end and once it is too much, not at each key.
 * @param {Field} field
 * @param {boolean} aloud
 */
function show(field, aloud) {
  const { shown, spoken } = counterOf(field);
  const number = left(field);
  const crossed = number < 0 && !shown.classList.contains("field__left--over");
  shown.textContent = inWords(number);
  shown.classList.toggle("field__left--over", number < 0);
  if (aloud && (crossed || (number <= 20 && number % 10 === 0))) spoken.textContent = shown.textContent;
  if (number >= 0) accept(field);
}

/** The complaint at a field, if there is one. @param {Field} field */
const complaintOf = (field) => document.getElementById(`${field.id}-long`);

/** Take the complaint away as soon as the text fits. @param {Field} field */
function accept(field) {
  const complaint = complaintOf(field);
  if (!complaint) return;
  complaint.remove();
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== complaint.id);
  if (others.length) field.setAttribute("aria-describedby", others.join(" "));
  else field.removeAttribute("aria-describedby");
  // What the server complained of stands until the form is sent again.
  if (document.getElementById(`${field.id}-error`)) return;
  field.removeAttribute("aria-invalid");
  field.classList.remove("kern-form-input__input--error");
}

/** Say at the field why its form was not sent. @param {Field} field */
function complain(field) {
  const complaint = complaintOf(field) ?? document.createElement("div");
  complaint.id = `${field.id}-long`;
  complaint.className = "kern-error";
  const sign = document.createElement("span");
  sign.className = "kern-icon kern-icon--danger";
  sign.setAttribute("aria-hidden", "true");
  const sentence = document.createElement("p");
  sentence.className = "kern-body";
  const most = Number(field.dataset.count);
  sentence.textContent = say(
    `Bitte schreiben Sie höchstens ${most} Zeichen: ${inWords(left(field))}. Es wurde noch nichts gesendet.`,
    `Please write ${most} characters at most: ${inWords(left(field))}. Nothing was sent yet.`,
  );
  complaint.replaceChildren(sign, sentence);
  counterOf(field).spoken.after(complaint);
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== complaint.id);
  field.setAttribute("aria-describedby", [...described, complaint.id].join(" "));
  field.setAttribute("aria-invalid", "true");
  field.classList.add("kern-form-input__input--error");
}

/** Keep back what the server would refuse, before anybody else hears of it. @param {SubmitEvent} event */
function check(event) {
  const form = event.target;
  // A draft is kept at any length.
  if (!(form instanceof HTMLFormElement) || (event.submitter instanceof HTMLButtonElement && event.submitter.formNoValidate)) return;
  // What is not asked for now can be neither seen nor shortened.
  const tooLong = [...form.elements].filter(counts).filter((field) => left(field) < 0 && !field.closest("[hidden]"));
  if (!tooLong.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  tooLong.forEach(complain);
  // A field in a part that is folded away takes no focus.
  for (let fold = tooLong[0].closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
  tooLong[0].focus();
}

// A live page draws its fields anew; each of them has its counter from the first letter on.
for (const field of document.querySelectorAll("[data-count]")) if (counts(field) && !field.closest("#live")) show(field, false);
// A script that fills in a field tells nobody but the field.
document.addEventListener("input", (event) => counts(event.target) && show(event.target, true), { capture: true });
// A form tells of it before its fields are empty.
document.addEventListener("reset", (event) => {
  const fields = event.target instanceof HTMLFormElement ? [...event.target.elements].filter(counts) : [];
  setTimeout(() => fields.forEach((field) => counters.has(field) && show(field, false)));
});
addEventListener("submit", check, { capture: true });
