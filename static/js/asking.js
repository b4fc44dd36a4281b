/**
 * Asks the forum again and again whether there is news, as sparingly as it can: only while the page is looked at, with
 * the browser's own cache answering when nothing changed (ETag), with longer and longer pauses while something is
 * wrong, and never again once the sign-in has ended or the thing is gone.
 */

const LONGEST_PAUSE = 900_000;

/**
 * Keep asking for a piece of a page; it is asked for at once when the page comes back to the front.
 * @param {() => string} address
 * @param {(html: string) => void} receive
 * @param {number} [every] in milliseconds
 * @param {() => FormData | null} [sending] what is sent along, where asking changes something; without, not this time
 */
export function keepAsking(address, receive, every = 60_000, sending) {
  let stopped = false;
  let asking = false;
  let pause = every;
  let timer = 0;

  const later = () => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(ask, pause);
  };

  async function ask() {
    if (stopped || asking) return;
    if (document.hidden) {
      // Whoever comes back asks at once; until then there is nothing to wait for.
      clearTimeout(timer);
      return;
    }
    const body = sending?.();
    if (body === null) {
      later();
      return;
    }
    const method = body ? "POST" : "GET";
    asking = true;
    try {
      const answer = await fetch(address(), { method, body, headers: { Accept: "text/html" }, cache: "no-cache", redirect: "manual" });
      if (answer.ok) {
        pause = every;
        receive(await answer.text());
      } else if (answer.type === "opaqueredirect" || (answer.status < 500 && answer.status !== 429)) {
        // A redirect leads to the sign-in: the sign-in has ended, and asking again would not help.
        stopped = true;
      } else {
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    } catch {
      // The network is away.
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    } finally {
      asking = false;
      later();
    }
  }

  document.addEventListener("visibilitychange", ask);
  later();
}
