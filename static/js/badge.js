/**
 * Keeps the number of unread messages fresh: once a minute while the page is looked at, and at once when it comes back
 * to the front. Nothing is announced and no focus moves; whoever reads the link hears the number of that moment.
 */

const EVERY = 60_000;
const script = document.querySelector("script[data-badge]");
const address = script instanceof HTMLElement ? (script.dataset.badge ?? "") : "";
let stopped = !address;
let asking = false;

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

/** Ask for the number; the browser's own cache answers with what it has when nothing changed (ETag). */
async function ask() {
  if (stopped || asking || document.hidden) return;
  asking = true;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-cache", redirect: "manual" });
    if (answer.ok) show(await answer.text());
    // A redirect leads to the sign-in: the sign-in has ended, and asking again would not help.
    else if (answer.type === "opaqueredirect" || answer.status < 500) stopped = true;
  } catch {
    // The network is away; the next minute asks again.
  } finally {
    asking = false;
  }
}

document.addEventListener("visibilitychange", ask);
setInterval(ask, EVERY);
