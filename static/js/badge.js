/**
 * Keeps the number of unread messages fresh: once a minute while the page is looked at, and at once when it comes back
 * to the front. Nothing is announced and no focus moves; whoever reads the link hears the number of that moment.
 */

import { keepAsking } from "./asking.js";

const script = document.querySelector("script[data-badge]");
const address = script instanceof HTMLElement ? (script.dataset.badge ?? "") : "";

/**
 * Put the server's badge in the place of each badge of the page, unless nothing changed.
 * @param {string} html
 */
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-unread-badge]");
  if (!fresh) return;
  for (const badge of document.querySelectorAll("[data-unread-badge]")) {
    if (badge.textContent !== fresh.textContent) badge.replaceWith(fresh.cloneNode(true));
  }
}

if (address) keepAsking(() => address, show);
