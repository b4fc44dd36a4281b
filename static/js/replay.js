/*
 * The slider of a session's replay: moving it shows the state at that event at once. The page holds everything as links
 * and a form; this only spares the way through a whole page.
 */

const PAUSE = 120;
const SLIDER = "[data-replay] input[type=range]";

let wanted = 0;

/** Bring the state at the chosen event into the page, and its address into the address bar. */
async function show(form, number) {
  const mine = ++wanted;
  const address = new URL(form.action);
  address.searchParams.set("stand", number);
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || mine !== wanted) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [here, there] = [document, page].map((one) => one.querySelector("[data-replay]"));
  if (!here || !there || mine !== wanted) return;
  // The slider itself stays, with the focus and the finger on it.
  for (const selector of ["nav", ".split"]) {
    const [old, renewed] = [here, there].map((one) => [...one.querySelectorAll(`:scope > ${selector}`)]);
    old.forEach((part, index) => renewed[index] && part.replaceWith(renewed[index]));
  }
  const [held, drawn] = [document, page].map((one) => one.querySelector(SLIDER));
  held?.setAttribute("aria-valuetext", drawn?.getAttribute("aria-valuetext") ?? "");
  document.title = page.title;
  const [heading, renewed] = [document, page].map((one) => one.querySelector(".page-heading"));
  if (heading && renewed) heading.replaceWith(renewed);
  history.replaceState(null, "", address);
}

const slider = document.querySelector(SLIDER);
if (slider instanceof HTMLInputElement && slider.form) {
  const form = slider.form;
  let timer;
  form.querySelector("button")?.setAttribute("hidden", "");
  slider.addEventListener("input", () => {
    clearTimeout(timer);
    slider.setAttribute("aria-valuetext", (slider.dataset.say ?? "").replace("{n}", slider.value));
    timer = setTimeout(() => show(form, slider.value), PAUSE);
  });
}
