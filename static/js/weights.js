/**
 * Adds a slider to each number of a form that asks for it with data-weights. The number stays what is sent and what
 * screen readers hear; the slider only is a quicker hand.
 */
for (const number of document.querySelectorAll("form[data-weights] input[type=number]")) {
  if (!(number instanceof HTMLInputElement)) continue;
  const slider = document.createElement("input");
  slider.type = "range";
  slider.className = "weights__slider";
  slider.setAttribute("aria-hidden", "true");
  slider.tabIndex = -1;
  for (const name of ["min", "max", "value"]) slider.setAttribute(name, number.getAttribute(name) ?? "");
  slider.addEventListener("input", () => { number.value = slider.value; });
  number.addEventListener("input", () => { slider.value = number.value; });
  number.after(slider);
}
