/**
 * Files of a form: sent in as soon as they are chosen, dropped or pasted, with their words for those who do not see a
 * picture. Without scripts they travel with the form. The list of what is held goes along with the draft.
 */

class Files {
  /** @param {HTMLElement} box */
  constructor(box) {
    this.box = box;
    this.form = /** @type {HTMLFormElement} */ (box.closest("form"));
    this.input = /** @type {HTMLInputElement} */ (box.querySelector("input[type=file]"));
    this.list = /** @type {HTMLElement} */ (box.querySelector("[data-held-list]"));
    this.state = /** @type {HTMLElement} */ (box.querySelector("[data-files-state]"));
    this.input.addEventListener("change", () => void this.send([...(this.input.files ?? [])]));
    this.list.addEventListener("input", () => this.note());
    this.list.addEventListener("click", (event) => this.clicked(event));
    this.form.addEventListener("draft:filled", () => void this.restore());
    const area = this.form.querySelector("textarea:not([readonly])");
    area?.addEventListener("paste", (event) => this.dropped(event, /** @type {ClipboardEvent} */ (event).clipboardData));
    area?.addEventListener("drop", (event) => this.dropped(event, /** @type {DragEvent} */ (event).dataTransfer));
    this.running = 0; // How many lots of files are on their way.
    /** @type {{submitter: HTMLElement | null} | null} */
    this.held = null; // The form was sent meanwhile, and by which button.
    this.form.addEventListener("submit", (event) => this.waits(event));
    this.dress();
  }

  /**
   * Hold the form back until its files have come; pasted ones would not go along with it (T-09).
   * @param {SubmitEvent} event
   */
  waits(event) {
    if (!this.running) return;
    event.preventDefault();
    this.held = { submitter: event.submitter };
    this.say("sending");
  }

  /** @param {string} name */
  say(name) {
    this.state.textContent = this.box.getAttribute(`data-say-${name}`);
  }

  /** A checkbox is the way without scripts; with them a button takes a file off at once. */
  dress() {
    for (const box of this.list.querySelectorAll("[data-take-off]")) /** @type {HTMLElement} */ (box).hidden = true;
    for (const box of this.list.querySelectorAll("[data-place-box]")) /** @type {HTMLElement} */ (box).hidden = true;
    for (const box of this.list.querySelectorAll("[data-place-tools]")) /** @type {HTMLElement} */ (box).hidden = false;
    for (const box of this.list.querySelectorAll("[data-held-tools]")) /** @type {HTMLElement} */ (box).hidden = false;
  }

  /**
   * @param {Event} event
   * @param {DataTransfer | null} data
   */
  dropped(event, data) {
    const found = [...(data?.files ?? [])];
    if (!found.length) return;
    event.preventDefault();
    void this.send(found);
  }

  /** @param {File[]} chosen */
  async send(chosen) {
    if (!chosen.length) return;
    this.say("sending");
    this.running += 1;
    const sentences = [];
    for (const one of chosen) {
      try {
        sentences.push(...(await this.sendOne(one)));
      } catch {
        sentences.push(`${one.name}: ${this.box.getAttribute("data-say-failed")}`);
      }
    }
    this.running -= 1;
    if (!this.running) this.input.value = "";
    if (sentences.length) this.state.textContent = sentences.join(" ");
    else this.say("done");
    this.note();
    // Whose file did not come reads why first, and sends the form again.
    if (sentences.length) this.held = null;
    if (this.running || !this.held) return;
    const { submitter } = this.held;
    this.held = null;
    this.form.requestSubmit(submitter);
  }

  /** @param {File} one @returns {Promise<string[]>} */
  async sendOne(one) {
    const body = new FormData();
    body.set("files", one);
    body.set("csrf_token", this.value("csrf_token"));
    const answer = await fetch(this.box.dataset.files ?? "", {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    });
    const told = await answer.json();
    if (!answer.ok) return [told.detail];
    this.list.insertAdjacentHTML("beforeend", told.rows);
    this.dress();
    return told.refused;
  }

  /** @param {string} name @returns {string} */
  value(name) {
    const field = this.form.elements.namedItem(name);
    return field instanceof HTMLInputElement ? field.value : "";
  }

  /**
   * Throw a file away that nothing shows yet; should this fail, it goes by itself after a day.
   * @param {string | null} address
   */
  discard(address) {
    if (!address) return;
    const body = new FormData();
    body.set("csrf_token", this.value("csrf_token"));
    fetch(address, { method: "POST", body, keepalive: true }).catch(() => {});
  }

  /** Write down what is held, so that the draft and the preview know. */
  note() {
    const rows = [...this.list.querySelectorAll("[data-held]")].map((row) => {
      const alt = row.querySelector("input[type=text]");
      const decorative = row.querySelector("input[name^='decorative-']");
      return [
        row.getAttribute("data-held"),
        alt instanceof HTMLInputElement ? alt.value : "",
        decorative instanceof HTMLInputElement && decorative.checked,
      ];
    });
    const held = this.form.elements.namedItem("held");
    if (held instanceof HTMLInputElement) held.value = rows.length ? JSON.stringify(rows) : "";
    this.form.dispatchEvent(new Event("draft:changed"));
    this.form.dispatchEvent(new Event("files:changed"));
  }

  /** Show the rows that a restored draft names. */
  async restore() {
    const body = new FormData();
    for (const name of ["csrf_token", "held"]) body.set(name, this.value(name));
    body.set("thing", this.box.dataset.filesThing ?? "");
    const answer = await fetch(this.box.dataset.filesList ?? "", { method: "POST", body });
    if (!answer.ok) return;
    const told = await answer.json();
    this.list.innerHTML = told.rows;
    this.dress();
    if (told.missing) this.say("missing");
    this.form.dispatchEvent(new Event("files:changed"));
  }

  /** @param {Event} event */
  clicked(event) {
    const button = event.target instanceof Element && event.target.closest("button");
    const row = button && button.closest("[data-held]");
    if (!(button instanceof HTMLButtonElement) || !row) return;
    if ("remove" in button.dataset) {
      row.remove();
      this.discard(row.getAttribute("data-discard"));
      this.say("removed");
      this.input.focus();
      this.note();
    } else if (button.dataset.placeTake) {
      row.querySelector("[data-place]")?.remove();
      this.insert(button.dataset.placeTake);
      this.say("place-taken");
    } else if ("placeDrop" in button.dataset) {
      row.querySelector("[data-place]")?.remove();
      this.say("place-dropped");
      this.input.focus();
    } else if (button.dataset.show) {
      const alt = /** @type {HTMLInputElement | null} */ (row.querySelector("input[type=text]"))?.value ?? "";
      this.insert(`![${alt.replace(/[[\]]/g, "")}](${button.dataset.show})`);
    }
  }

  /**
   * Write a line into the text where the cursor stands; the browser's own undo takes it back.
   * @param {string} line
   */
  insert(line) {
    const area = /** @type {HTMLTextAreaElement} */ (this.form.querySelector("textarea:not([readonly])"));
    const lead = area.value && !area.value.slice(0, area.selectionEnd).endsWith("\n") ? "\n\n" : "";
    area.focus();
    area.setSelectionRange(area.selectionEnd, area.selectionEnd);
    const text = `${lead}${line}\n`;
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionEnd, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

for (const box of document.querySelectorAll("[data-files]")) new Files(/** @type {HTMLElement} */ (box));
