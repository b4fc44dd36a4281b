/**
 * Moving items of the agenda by dragging; the buttons beside them do the same. What is dropped is sent by a form of
 * the page, like every other command, and the page shows the order that the server then has.
 */

/** @type {HTMLElement | null} */
let dragged = null;

/** @param {EventTarget | null} target */
function itemOf(target) {
  const item = target instanceof Element ? target.closest("[data-arrange] [data-item]") : null;
  return item instanceof HTMLElement ? item : null;
}

/** @param {HTMLElement | null} over */
function fits(over) {
  return dragged !== null && over !== null && over !== dragged && over.dataset.parent === dragged.dataset.parent;
}

function clear() {
  document.querySelectorAll(".agenda__item--over").forEach((one) => one.classList.remove("agenda__item--over"));
}

/** @param {HTMLElement} over @param {number} y */
function drop(over, y) {
  const form = document.getElementById("agenda-put");
  if (!(form instanceof HTMLFormElement) || dragged === null) return;
  const box = over.getBoundingClientRect();
  const next = over.nextElementSibling;
  const before = y < box.top + box.height / 2 ? over : next instanceof HTMLElement ? next : null;
  if (before === dragged) return;
  const values = { item_id: dragged.dataset.item, before_id: before?.dataset.item, parent_id: dragged.dataset.parent };
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value ?? "";
  }
  form.requestSubmit();
}

document.addEventListener("dragstart", (event) => {
  dragged = itemOf(event.target);
  if (dragged && event.dataTransfer) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  const over = itemOf(event.target);
  clear();
  if (!over || !fits(over)) return;
  event.preventDefault();
  over.classList.add("agenda__item--over");
});
document.addEventListener("drop", (event) => {
  const over = itemOf(event.target);
  if (over && fits(over)) {
    event.preventDefault();
    drop(over, event.clientY);
  }
});
document.addEventListener("dragend", () => {
  dragged = null;
  clear();
});
