/**
 * What screen readers are told in the room (L-85): two live regions, and rules for both.
 *
 * At once is said only what cannot wait: a vote was opened, it ends in 30 seconds, you have the floor. All else is polite, bundled to
 * one announcement in ten seconds at most, and can be switched off.
 */

const PAUSE = 10_000;
const KEPT = "forum.room.quiet";

/** Return what was chosen before; a browser that keeps nothing is asked in vain, and the room goes on. */
function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** @param {string} choice */
function keep(choice) {
  try {
    localStorage.setItem(KEPT, choice);
  } catch {
    // It counts until the page is left.
  }
}

/** Bundles what is said, so that a lively session does not talk without end. */
export class Announcer {
  /**
   * @param {HTMLElement | null} now the assertive region; the big screen has none, because nobody is asked for anything there
   * @param {HTMLElement | null} later the polite region
   * @param {HTMLInputElement | null} quiet the switch that turns the polite one off
   */
  constructor(now, later, quiet) {
    this.now = now;
    this.later = later;
    this.quiet = quiet;
    /** @type {Map<string, string>} */
    this.waiting = new Map();
    this.spoken = -PAUSE;
    this.timer = 0;
    if (quiet) {
      quiet.checked = kept() === "1";
      quiet.addEventListener("change", () => keep(quiet.checked ? "1" : "0"));
    }
  }

  /** Interrupt: for the three things that cannot wait. @param {string} text */
  urgent(text) {
    if (this.now) this.now.textContent = text;
  }

  /**
   * Say it when there is time; of things of one kind only the last is said.
   * @param {string} kind
   * @param {string} text
   */
  polite(kind, text) {
    if (!text || !this.later || this.quiet?.checked) return;
    this.waiting.delete(kind);
    this.waiting.set(kind, text);
    if (this.timer) return;
    const wait = Math.max(0, this.spoken + PAUSE - performance.now());
    this.timer = setTimeout(() => this.speak(), wait);
  }

  speak() {
    this.timer = 0;
    if (!this.waiting.size || this.quiet?.checked) return this.waiting.clear();
    this.spoken = performance.now();
    this.later.textContent = [...this.waiting.values()].join(" ");
    this.waiting.clear();
  }
}
