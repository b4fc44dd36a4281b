/**
 * While the title of an idea or a thread is typed, those that say the same appear beside it. It never blocks: without
 * scripts, or when an answer fails, the form shows them before the last click.
 */

import { announce } from "./say.js";

const PAUSE = 350;
// So much longer typing must rest before it is said how many there are.
const SAY_PAUSE = 1000;
const SHORTEST = 8;

const form = document.querySelector("form[data-similar-form]");
const box = document.getElementById("aehnlich");
const title = form?.querySelector("[name=title]");

let waiting = 0;
let saying = 0;
let told = 0;
let asked = "";
/** @type {AbortController | null} */
let running = null;

/** Say how many there are, if it is another number than last time. @param {HTMLElement} target */
function tell(target) {
  const number = target.hidden ? 0 : target.querySelectorAll("li").length;
  if (number === told) return;
  told = number;
  const sentence = number === 0 ? target.dataset.sayNone : number === 1 ? target.dataset.sayOne : target.dataset.sayMany;
  announce((sentence ?? "").replace("{n}", String(number)));
}

/**
 * Ask for similar ideas and show the piece of a page that comes back.
 * @param {HTMLElement} target
 * @param {string} text
 */
async function ask(target, text) {
  running?.abort();
  running = new AbortController();
  const address = new URL(target.dataset.url ?? "", location.href);
  address.searchParams.set("titel", text);
  address.searchParams.set("ausser", target.dataset.exclude ?? "");
  try {
    const answer = await fetch(address, { signal: running.signal });
    if (!answer.ok) return;
    const html = (await answer.text()).trim();
    const piece = new DOMParser().parseFromString(html, "text/html");
    target.replaceChildren(...piece.body.childNodes);
    target.hidden = html === "";
    const seen = form?.querySelector("[name=similar_seen]");
    if (seen instanceof HTMLInputElement && html) seen.value = "1";
    saying = setTimeout(() => tell(target), SAY_PAUSE);
  } catch {
    // No connection, or a newer question: the form goes on without hints.
  }
}

function onTyping() {
  if (!(title instanceof HTMLInputElement) || !box) return;
  const text = title.value.trim();
  clearTimeout(waiting);
  if (text === asked) return;
  clearTimeout(saying);
  if (text.length < SHORTEST) {
    box.hidden = true;
    asked = "";
    saying = setTimeout(() => tell(box), SAY_PAUSE);
    return;
  }
  waiting = setTimeout(() => {
    asked = text;
    void ask(box, text);
  }, PAUSE);
}

title?.addEventListener("input", onTyping);
form?.addEventListener("draft:filled", onTyping);
onTyping();
