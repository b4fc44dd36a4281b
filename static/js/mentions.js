/**
 * Whom a text can name: while somebody writes @ and the beginning of a name, a list of people opens below the field
 * (templates/discussions/editor.html). The field keeps its role: a textarea may not be a combobox in HTML, but it may own
 * a list. The tab key is left alone. Without scripts one types the name; it counts all the same.
 */

import { Options } from "./options.js";
import { put } from "./put.js";

const BEGUN = /(?:^|[^\p{L}\p{N}_@./:#+-])@([\p{L}\p{N}_.-]{0,30})$/u;
// Keys that take the caret elsewhere, where the list would be about another place.
const LEAVING = ["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown", "Tab"];

class Names extends Options {
  /** @param {HTMLElement} box */
  constructor(box) {
    const field = /** @type {HTMLTextAreaElement | HTMLInputElement} */ (
      box.querySelector("textarea, input:not([type=hidden])")
    );
    const names = /** @type {HTMLElement} */ (box.querySelector("[data-names]"));
    const list = /** @type {HTMLElement} */ (names.querySelector("[role=listbox]"));
    super(field, list, /** @type {HTMLElement} */ (names.querySelector("[role=status]")), names.dataset);
    this.path = box.dataset.people ?? "";
    this.place = box.dataset.place ?? "";
    /** The place of an @ whose list was closed by the person. @type {number} */
    this.closedAt = -1;
    // The list lies right below the field, above counters and complaints.
    field.after(names);
    field.setAttribute("aria-haspopup", "listbox");
    field.addEventListener("click", () => this.close());
  }

  /** The beginning of a name before the caret, and where its @ stands. */
  get begun() {
    const { selectionStart: caret, selectionEnd, value } = this.field;
    if (caret === null || caret !== selectionEnd) return null;
    const found = BEGUN.exec(value.slice(Math.max(0, caret - 40), caret));
    return found ? { at: caret - found[1].length - 1, start: found[1], caret } : null;
  }

  get question() {
    const { begun } = this;
    if (!begun) this.closedAt = -1;
    return begun && begun.at !== this.closedAt ? begun.start : null;
  }

  /** @param {string} question */
  address(question) {
    const address = new URL(this.path, location.href);
    address.searchParams.set("ort", this.place);
    address.searchParams.set("anfang", question);
    /** @type {HTMLInputElement | null | undefined} */
    const voice = this.field.form?.querySelector("input[name=mark]:checked");
    if (voice) address.searchParams.set("mark", voice.value);
    return address;
  }

  /** @param {{handle: string, note: string}} found */
  offer({ handle, note }) {
    return { text: `@${handle}`, note, value: `@${handle} ` };
  }

  dismissed() {
    this.closedAt = this.begun?.at ?? -1;
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (LEAVING.includes(event.key)) this.close();
    else super.pressed(event);
  }

  /** @param {HTMLElement} option */
  choose(option) {
    const { begun } = this;
    if (!begun) return;
    const text = option.dataset.value ?? "";
    this.close();
    put(this.field, begun.at, begun.caret, text);
    this.close();
  }
}

for (const box of document.querySelectorAll("[data-people]")) new Names(/** @type {HTMLElement} */ (box));
