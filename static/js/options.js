/**
 * A list that opens below a field while somebody types. The focus stays in the field; arrows mark an option, Enter
 * chooses the marked one, Escape closes the list. Nothing is marked by itself, so Enter does what it does without scripts
 * until an arrow was pressed. Which words are asked about, and what choosing does, says whoever extends this.
 */

const PAUSE = 200;

/** @typedef {{text: string, note: string, value: string}} Offer */

export class Options {
  /**
   * @param {HTMLInputElement | HTMLTextAreaElement} field
   * @param {HTMLElement} list a listbox, empty and hidden
   * @param {HTMLElement} status where the number of options is said
   * @param {DOMStringMap} says the sentences sayOne, sayMany and sayNone
   */
  constructor(field, list, status, says) {
    this.field = field;
    this.list = list;
    this.status = status;
    this.says = says;
    this.active = -1;
    this.timer = 0;
    this.restUntil = 0;
    /** @type {AbortController | null} */
    this.running = null;

    field.setAttribute("autocomplete", "off");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    field.addEventListener("input", () => this.typed());
    field.addEventListener("keydown", (event) => this.pressed(/** @type {KeyboardEvent} */ (event)));
    field.addEventListener("blur", () => this.close());
    // The mouse must not take the focus out of the field before the click arrives.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
      if (option instanceof HTMLElement) this.choose(option);
    });
  }

  /** The words to ask about now, or null. @returns {string | null} */
  get question() {
    throw new Error("whoever extends this says what is asked");
  }

  /** @param {string} _question @returns {URL} */
  address(_question) {
    throw new Error("whoever extends this says where it is asked");
  }

  /** @param {any} _found one thing of the answer @returns {Offer} */
  offer(_found) {
    throw new Error("whoever extends this says what is offered");
  }

  /** @param {HTMLElement} _option */
  choose(_option) {
    throw new Error("whoever extends this says what choosing does");
  }

  /** Escape has closed the list. */
  dismissed() {}

  typed() {
    clearTimeout(this.timer);
    const { question } = this;
    if (question === null) this.close();
    else this.timer = window.setTimeout(() => void this.ask(question), PAUSE);
  }

  /** @param {string} question */
  async ask(question) {
    if (Date.now() < this.restUntil) return;
    this.running?.abort();
    this.running = new AbortController();
    try {
      const answer = await fetch(this.address(question), {
        signal: this.running.signal,
        headers: { Accept: "application/json" },
      });
      if (answer.status === 429) this.restUntil = Date.now() + (Number(answer.headers.get("Retry-After")) || 30) * 1000;
      if (!answer.ok) return;
      const found = /** @type {any[]} */ (await answer.json());
      // Meanwhile more may have been typed, or the field left.
      if (this.question === question && document.activeElement === this.field) this.show(found.map((one) => this.offer(one)));
    } catch {
      // No connection, or a newer question: what is typed counts all the same.
    }
  }

  /** @param {Offer[]} offers */
  show(offers) {
    this.close();
    const { sayOne, sayMany, sayNone } = this.says;
    this.status.textContent =
      (offers.length === 0 ? sayNone : offers.length === 1 ? sayOne : sayMany?.replace("{n}", String(offers.length))) ?? "";
    if (offers.length === 0) return;
    this.list.replaceChildren(
      ...offers.map(({ text, note, value }, place) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${place}`;
        option.className = "names__option";
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.value = value;
        const name = document.createElement("span");
        name.textContent = text;
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
    if (this.field.getAttribute("role") === "combobox") this.field.setAttribute("aria-expanded", "true");
  }

  close() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.status.textContent = "";
    this.active = -1;
    this.field.removeAttribute("aria-activedescendant");
    if (this.field.getAttribute("role") === "combobox") this.field.setAttribute("aria-expanded", "false");
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const last = this.list.children.length - 1;
    const option = this.list.children[this.active];
    if (event.key === "ArrowDown") this.mark(this.active >= last ? 0 : this.active + 1);
    else if (event.key === "ArrowUp") this.mark(this.active <= 0 ? last : this.active - 1);
    else if (event.key === "Enter" && option instanceof HTMLElement) this.choose(option);
    else if (event.key === "Escape") {
      this.dismissed();
      this.close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} place */
  mark(place) {
    this.active = place;
    [...this.list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    const option = this.list.children[place];
    this.field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
}
