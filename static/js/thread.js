/**
 * Reading a discussion: notes which posts were on the screen, says that there are new ones, and shows them on request.
 *
 * Nothing here moves what somebody reads or writes: the news stand in a place of their own, and the posts come when the
 * link there is pressed. Without scripts a button marks what was read, and loading the page again shows what is new.
 */

import { keepAsking } from "./asking.js";

const SEEN_AFTER = 1000; // A post that only flies past was not read.
const REPORT_AFTER = 3000;
const SAY_AFTER = 60_000;

/** Put the focus on the heading of the post that the address names, so that reading goes on there (T-08). */
function focusNamedPost() {
  const name = location.hash.slice(1);
  if (!/^beitrag-\d+$/.test(name) || document.activeElement !== document.body) return;
  const heading = document.getElementById(name)?.querySelector(".post__heading");
  if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
}

class Progress {
  /** @param {HTMLFormElement} form the button that does the same without scripts */
  constructor(form) {
    this.form = form;
    /** @type {Set<string>} */
    this.shown = new Set();
    /** @type {Map<Element, number>} */
    this.waiting = new Map();
    this.timer = 0;
    this.reported = 0;
    this.observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.look(entry)), {
      threshold: [0, 0.25, 0.5, 0.75, 1],
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.report();
    });
    addEventListener("pagehide", () => this.report());
  }

  /** @param {ParentNode} within */
  watch(within) {
    for (const post of within.querySelectorAll("article.post[id^='beitrag-']")) this.observer.observe(post);
  }

  /** @param {IntersectionObserverEntry} entry */
  look({ target, isIntersecting, intersectionRatio, intersectionRect }) {
    // Of a post that is higher than the screen, half a screen is enough.
    const visible = isIntersecting && (intersectionRatio >= 0.5 || intersectionRect.height >= innerHeight / 2);
    const timer = this.waiting.get(target);
    if (!visible) {
      clearTimeout(timer);
      this.waiting.delete(target);
    } else if (timer === undefined) {
      this.waiting.set(target, setTimeout(() => this.see(target), SEEN_AFTER));
    }
  }

  /** @param {Element} post */
  see(post) {
    this.waiting.delete(post);
    if (document.hidden) return;
    this.observer.unobserve(post);
    this.shown.add(post.id.replace("beitrag-", ""));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.report(), REPORT_AFTER);
  }

  /** Tell the server all posts that were shown on this page; it decides how far that goes. */
  report() {
    clearTimeout(this.timer);
    if (this.shown.size === this.reported) return;
    this.reported = this.shown.size;
    const body = new FormData();
    const token = this.form.elements.namedItem("csrf_token");
    if (token instanceof HTMLInputElement) body.set("csrf_token", token.value);
    body.set("gezeigt", [...this.shown].join(","));
    // What is lost here is only that a post stays new.
    fetch(this.form.action, { method: "POST", body, keepalive: true }).catch(() => {});
  }
}

class Arrivals {
  /**
   * @param {HTMLElement} place
   * @param {Progress | null} progress
   */
  constructor(place, progress) {
    this.place = place;
    this.progress = progress;
    this.said = 0;
    this.timer = 0;
    this.opening = false;
    this.title = document.title;
    keepAsking(() => this.address, (html) => this.tell(html));
    place.addEventListener("click", (event) => this.open(event));
  }

  /** Where to ask for what came behind the newest post that this page shows; the address may carry a language. */
  get address() {
    const address = new URL(this.place.dataset.arrivals ?? "", location.href);
    address.searchParams.set("nach", this.place.dataset.after ?? "");
    return address.href;
  }

  /**
   * Say how many there are; the place is a polite live region, so its words change at most once a minute.
   * @param {string} html
   */
  tell(html) {
    clearTimeout(this.timer);
    if (this.opening) return;
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("a");
    if ((fresh?.textContent ?? "") === (this.place.textContent ?? "").trim()) return;
    const wait = this.said + SAY_AFTER - Date.now();
    if (wait > 0) {
      this.timer = setTimeout(() => this.tell(html), wait);
      return;
    }
    const shown = this.place.querySelector("a");
    if (shown && fresh) {
      // The link stays the same element: whoever is on it stays on it.
      shown.replaceChildren(...fresh.childNodes);
      shown.href = fresh.href;
    } else if (fresh) {
      this.place.replaceChildren(fresh);
    } else if (shown !== document.activeElement) {
      this.place.replaceChildren();
    }
    this.said = Date.now();
    // Whoever reads further up, or in another tab, sees it there.
    const number = fresh?.dataset.count;
    document.title = number ? `(${number}) ${this.title}` : this.title;
  }

  /**
   * Show the new posts at the end of the page and go on with the first of them.
   * @param {MouseEvent} event
   */
  async open(event) {
    const link = event.target instanceof Element && event.target.closest("a");
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (this.opening) return;
    this.opening = true;
    try {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" }, cache: "no-cache" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const news = page.querySelector("[data-arrived]");
      if (!answer.ok || !(news instanceof HTMLElement)) throw new Error("no posts");
      // A post that stands on the page already keeps its name there.
      for (const post of news.querySelectorAll("[id]")) if (document.getElementById(post.id)) post.removeAttribute("id");
      document.querySelector("[data-log]")?.append(news);
      this.place.replaceChildren();
      document.title = this.title;
      this.place.dataset.after = news.dataset.arrived;
      this.progress?.watch(news);
      const heading = news.querySelector(".post__heading") ?? news.querySelector("[tabindex='-1']");
      if (heading instanceof HTMLElement) heading.focus();
    } catch {
      // The link leads to the same posts on a page of their own.
      location.href = link.href;
    } finally {
      this.opening = false;
      this.said = 0;
    }
  }
}

const form = document.querySelector("[data-progress] form");
const progress = form instanceof HTMLFormElement ? new Progress(form) : null;
progress?.watch(document);
for (const place of document.querySelectorAll("[data-arrivals]")) {
  new Arrivals(/** @type {HTMLElement} */ (place), progress);
}
addEventListener("hashchange", focusNamedPost);
// The browser goes to the named place when the page is complete, and takes the focus away once more.
if (document.readyState === "complete") focusNamedPost();
else addEventListener("load", () => requestAnimationFrame(() => setTimeout(focusNamedPost)));
