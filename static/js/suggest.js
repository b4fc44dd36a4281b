/** Titles while one types into a search field, as an editable combobox; choosing one opens its page. */

import { Options } from "./options.js";

const SHORTEST = 3;

class Titles extends Options {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    const field = /** @type {HTMLInputElement} */ (form.querySelector("input[type=search]"));
    const list = document.createElement("ul");
    list.id = `${field.id}-titles`;
    list.className = "names__list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.label ?? "");
    list.hidden = true;
    const status = document.createElement("p");
    status.className = "kern-sr-only";
    status.setAttribute("role", "status");
    form.append(list, status);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-expanded", "false");
    super(field, list, status, form.dataset);
    this.path = form.dataset.suggest ?? "";
    form.addEventListener("submit", () => this.close());
  }

  get question() {
    const text = this.field.value.trim();
    return text.length < SHORTEST ? null : text;
  }

  /** @param {string} question */
  address(question) {
    const address = new URL(this.path, location.href);
    address.searchParams.set("q", question);
    return address;
  }

  /** @param {{title: string, kind: string, url: string}} found */
  offer({ title, kind, url }) {
    return { text: title, note: kind, value: url };
  }

  /** @param {HTMLElement} option */
  choose(option) {
    if (option.dataset.value?.startsWith("/")) location.assign(option.dataset.value);
  }
}

for (const form of document.querySelectorAll("form[data-suggest]")) new Titles(/** @type {HTMLFormElement} */ (form));
