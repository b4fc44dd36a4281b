/**
 * Keeps a case that somebody works on while its page is open and looked at (M-04). Without scripts a claim ends after a
 * quarter of an hour, or is kept on by the button. A page that nobody touched for half an hour lets it end, too.
 */

import { keepAsking } from "./asking.js";

const EVERY = 300_000;
// Whoever goes to and fro between windows does not ask each time.
const AT_MOST = 60_000;
const IDLE = 1_800_000;

const place = document.querySelector("[data-claim]");
let touched = Date.now();
let asked = Date.now();

/** @returns {FormData | null} what renews the claim, or nothing where there is none or nobody is there */
function sending() {
  const token = place?.querySelector('input[name="csrf_token"]');
  const isMine = place?.querySelector("[data-claim-until]");
  if (!isMine || !(token instanceof HTMLInputElement)) return null;
  if (Date.now() - asked < AT_MOST || Date.now() - touched > IDLE) return null;
  asked = Date.now();
  const body = new FormData();
  body.set("csrf_token", token.value);
  return body;
}

/**
 * Say until when it holds, without a word to those who listen; that somebody else has the case by now is said aloud.
 * @param {string} html
 */
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const until = fresh.querySelector("[data-claim-until]");
  if (until) {
    place?.querySelector("[data-claim-until]")?.replaceWith(until);
    return;
  }
  place?.setAttribute("aria-live", "polite");
  place?.replaceChildren(...fresh.childNodes);
}

if (place instanceof HTMLElement && place.dataset.claim) {
  for (const kind of ["pointermove", "keydown", "scroll"])
    addEventListener(kind, () => void (touched = Date.now()), { passive: true });
  const address = place.dataset.claim;
  keepAsking(() => address, show, EVERY, sending);
}
