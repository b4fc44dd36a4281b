/**
 * How much time a speech, the time box of an item or a vote has left, drawn from what the server stores: start, halt and
 * limit, or the end (L-13). There are no ticks on the line; every client counts by the server's clock, so two of them
 * never differ by more than their offset.
 */

/**
 * How many seconds a speech has lasted, halts left out.
 * @param {{started: string, halted?: string, still?: string}} stored
 * @param {number} now the server's time in milliseconds
 */
export function used({ started, halted, still }, now) {
  const until = halted ? Date.parse(halted) : now;
  return Math.max(0, (until - Date.parse(started) - Number(still ?? 0)) / 1000);
}

/** @param {number} seconds */
export function minutes(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {HTMLElement} place @param {number} now */
function draw(place, now) {
  const { limit, sayLeft, sayOver } = place.dataset;
  const seconds = used(place.dataset, now);
  const left = limit ? Number(limit) - seconds : null;
  const text = left === null ? minutes(seconds) : `${left < 0 ? sayOver : sayLeft} ${minutes(left < 0 ? left : Math.ceil(left))}`;
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("speech-clock--over", left !== null && left < 0);
}

/** @param {HTMLElement} place @param {number} now */
function drawEnd(place, now) {
  const left = Math.max(0, Math.ceil((Date.parse(place.getAttribute("datetime") ?? "") - now) / 1000));
  const text = `${place.dataset.sayLeft} ${minutes(left)}`;
  if (place.textContent !== text) place.textContent = text;
}

/**
 * Draw every clock and every countdown on the page once a second, also those that come later.
 * @param {() => number} now the server's time in milliseconds
 */
export function drawClocks(now) {
  const all = () => {
    document.querySelectorAll("[data-speech-clock]").forEach((place) => draw(place, now()));
    document.querySelectorAll("[data-countdown]").forEach((place) => drawEnd(place, now()));
  };
  all();
  setInterval(all, 1000);
}
