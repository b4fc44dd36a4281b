/**
 * Whom a text can name: while somebody writes @ and the beginning of a name, a list of people opens below the field
 * (templates/discussions/editor.html). The focus stays in the field, which keeps its role: a textarea may not be a
 * combobox in HTML, but it may own a list, and its keys are those of the combobox pattern. The tab key is left alone.
 * Without scripts one types the name; it counts all the same.
 */

import { put } from "./put.js";

const PAUSE = 200;
const BEGUN = /(?:^|[^\p{L}\p{N}_@./:#+-])@([\p{L}\p{N}_.-]{0,30})$/u;

class Names {
  /** @param {HTMLElement} box */
  constructor(box) {
    this.area = /** @type {HTMLTextAreaElement | HTMLInputElement} */ (box.querySelector("textarea, input:not([type=hidden])"));
    this.names = /** @type {HTMLElement} */ (box.querySelector("[data-names]"));
    this.list = /** @type {HTMLUListElement} */ (this.names.querySelector("[role=listbox]"));
    this.status = /** @type {HTMLElement} */ (this.names.querySelector("[role=status]"));
    this.address = box.dataset.people ?? "";
    this.place = box.dataset.place ?? "";
    this.active = -1;
    this.timer = 0;
    this.restUntil = 0;
    /** The place of an @ whose list was closed by the person. @type {number} */
    this.closedAt = -1;
    /** @type {AbortController | null} */
    this.running = null;

    // The list lies right below the field, above counters and complaints.
    this.area.after(this.names);
    this.area.setAttribute("autocomplete", "off");
    this.area.setAttribute("aria-autocomplete", "list");
    this.area.setAttribute("aria-haspopup", "listbox");
    this.area.setAttribute("aria-controls", this.list.id);
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("keydown", (event) => this.pressed(event));
    this.area.addEventListener("click", () => this.close());
    this.area.addEventListener("blur", () => this.close());
    // The mouse must not take the focus out of the text.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  /** The beginning of a name before the caret, and where its @ stands. */
  get begun() {
    const { selectionStart: caret, selectionEnd, value } = this.area;
    if (caret === null || caret !== selectionEnd) return null;
    const found = BEGUN.exec(value.slice(Math.max(0, caret - 40), caret));
    return found ? { at: caret - found[1].length - 1, start: found[1], caret } : null;
  }

  typed() {
    clearTimeout(this.timer);
    const { begun } = this;
    if (!begun || begun.at === this.closedAt) {
      if (!begun) this.closedAt = -1;
      this.close();
      return;
    }
    this.timer = window.setTimeout(() => void this.ask(begun.start), PAUSE);
  }

  /** @param {string} start */
  async ask(start) {
    if (Date.now() < this.restUntil) return;
    this.running?.abort();
    this.running = new AbortController();
    const address = new URL(this.address, location.href);
    address.searchParams.set("ort", this.place);
    address.searchParams.set("anfang", start);
    try {
      const answer = await fetch(address, { signal: this.running.signal, headers: { Accept: "application/json" } });
      if (answer.status === 429) this.restUntil = Date.now() + (Number(answer.headers.get("Retry-After")) || 30) * 1000;
      if (!answer.ok) return;
      const people = /** @type {{handle: string, note: string}[]} */ (await answer.json());
      // Meanwhile the caret may have gone elsewhere.
      if (this.begun?.start === start && document.activeElement === this.area) this.show(people);
    } catch {
      // No connection, or a newer question: the name can be typed.
    }
  }

  /** @param {{handle: string, note: string}[]} people */
  show(people) {
    this.close();
    const { sayOne, sayMany, sayNone } = this.names.dataset;
    this.status.textContent =
      (people.length === 0 ? sayNone : people.length === 1 ? sayOne : sayMany?.replace("{n}", String(people.length))) ?? "";
    if (people.length === 0) return;
    this.list.replaceChildren(
      ...people.map(({ handle, note }, place) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${place}`;
        option.className = "names__option";
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.handle = handle;
        const name = document.createElement("span");
        name.textContent = `@${handle}`;
        option.append(name);
        if (note) {
          const more = document.createElement("span");
          more.className = "names__note";
          more.textContent = note;
          option.append(" ", more);
        }
        return option;
      }),
    );
    this.list.hidden = false;
  }

  close() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.status.textContent = "";
    this.active = -1;
    this.area.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const last = this.list.children.length - 1;
    if (event.key === "ArrowDown") this.mark(this.active >= last ? 0 : this.active + 1);
    else if (event.key === "ArrowUp") this.mark(this.active <= 0 ? last : this.active - 1);
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.active);
    else if (event.key === "Escape") {
      this.closedAt = this.begun?.at ?? -1;
      this.close();
    } else {
      if (["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown", "Tab"].includes(event.key)) this.close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} place */
  mark(place) {
    this.active = place;
    [...this.list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    const option = this.list.children[place];
    this.area.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} place */
  choose(place) {
    const option = this.list.children[place];
    const { begun } = this;
    if (!(option instanceof HTMLElement) || !begun) return;
    const handle = option.dataset.handle ?? "";
    this.close();
    put(this.area, begun.at, begun.caret, `@${handle} `);
    this.close();
  }
}

for (const box of document.querySelectorAll("[data-people]")) new Names(/** @type {HTMLElement} */ (box));
