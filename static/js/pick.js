/**
 * A list in which rows are ticked for one act: the count is told, and one box ticks all. Without scripts the boxes and
 * the button do the same.
 */

for (const found of document.querySelectorAll("form[data-pick]")) {
  const form = /** @type {HTMLFormElement} */ (found);
  const boxes = [...form.querySelectorAll("input[data-pick-box]")].filter((box) => box instanceof HTMLInputElement);
  const told = form.querySelector("[data-pick-count]");
  const every = form.querySelector("[data-pick-all]");
  const all = every?.querySelector("input");
  if (every instanceof HTMLElement) every.hidden = false;

  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    if (told) told.textContent = (told.getAttribute("data-say") ?? "").replace("#", String(count));
    if (all) {
      all.checked = count === boxes.length;
      all.indeterminate = count > 0 && count < boxes.length;
    }
  };

  form.addEventListener("change", (event) => {
    if (all && event.target === all) for (const box of boxes) box.checked = all.checked;
    tell();
  });
  // A browser that comes back to the page ticks the boxes again.
  addEventListener("pageshow", tell);
  tell();
}
