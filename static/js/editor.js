/**
 * The toolbar and the live preview of fields for Markdown (templates/discussions/editor.html). All changes go through
 * the browser's own editing, so that undo takes them back one by one.
 */

import { put } from "./put.js";

const PAUSE = 500;

class Editor {
  /** @param {HTMLElement} box */
  constructor(box) {
    this.box = box;
    this.area = /** @type {HTMLTextAreaElement} */ (box.querySelector("textarea"));
    this.toolbar = /** @type {HTMLElement} */ (box.querySelector("[data-toolbar]"));
    this.tools = [.../** @type {NodeListOf<HTMLButtonElement>} */ (this.toolbar.querySelectorAll("button"))];
    this.preview = /** @type {HTMLDetailsElement} */ (box.querySelector("[data-preview]"));
    this.shown = /** @type {HTMLElement} */ (box.querySelector("[data-preview-text]"));
    this.timer = 0;
    this.asked = "";
    /** @type {AbortController | null} */
    this.running = null;

    // Between the label and the field, where one looks for it.
    this.area.before(this.toolbar);
    this.toolbar.hidden = false;
    this.tools[0].tabIndex = 0;
    this.toolbar.addEventListener("click", (event) => this.clicked(event));
    this.toolbar.addEventListener("keydown", (event) => this.moved(event));
    this.area.addEventListener("keydown", (event) => this.pressed(event));
    // Whoever has no account asks for the preview with the button.
    if (!this.preview.dataset.preview) return;
    this.area.addEventListener("input", () => this.later());
    this.preview.addEventListener("toggle", () => this.later());
    this.area.form?.addEventListener("files:changed", () => {
      this.asked = "";
      this.later();
    });
    // The preview renews itself, so nobody needs to ask for it.
    for (const button of this.area.form?.querySelectorAll("button[name=vorschau]") ?? []) button.hidden = true;
    this.later();
  }

  /** @param {Event} event */
  clicked(event) {
    const button = event.target instanceof Element && event.target.closest("button");
    if (!(button instanceof HTMLButtonElement)) return;
    this.focusTool(button);
    this.use(button.dataset.tool ?? "");
  }

  /**
   * Arrow keys move inside the toolbar, which is one stop of the tab key.
   * @param {KeyboardEvent} event
   */
  moved(event) {
    const here = this.tools.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const last = this.tools.length - 1;
    const next = { ArrowRight: here === last ? 0 : here + 1, ArrowLeft: here <= 0 ? last : here - 1, Home: 0, End: last }[
      event.key
    ];
    if (next === undefined) return;
    event.preventDefault();
    this.focusTool(this.tools[next]);
    this.tools[next].focus();
  }

  /** @param {HTMLButtonElement} button */
  focusTool(button) {
    for (const tool of this.tools) tool.tabIndex = tool === button ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const tool = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
    if (!tool) return;
    event.preventDefault();
    this.use(tool);
  }

  /** @param {string} tool */
  use(tool) {
    const acts = {
      bold: () => this.wrap("**"),
      italic: () => this.wrap("*"),
      heading: () => this.prefix(() => "## ", /^#{1,6} /, this.word("heading")),
      list: () => this.prefix(() => "- ", /^[-*+] /, this.word("item")),
      numbers: () => this.prefix((place) => `${place + 1}. `, /^\d+[.)] /, this.word("item")),
      quote: () => this.prefix(() => "> ", /^> ?/, this.word("text")),
      link: () => this.link(),
      code: () => this.code(),
    };
    acts[/** @type {keyof typeof acts} */ (tool)]?.();
  }

  /** @param {string} name @returns {string} */
  word(name) {
    return this.toolbar.getAttribute(`data-say-${name}`) ?? "";
  }

  get chosen() {
    const { selectionStart: from, selectionEnd: to, value } = this.area;
    return { from, to, text: value.slice(from, to), before: value.slice(0, from), after: value.slice(to) };
  }

  /**
   * Put a mark around what is chosen, or take it away again.
   * @param {string} mark
   */
  wrap(mark) {
    const { from, to, text, before, after } = this.chosen;
    const size = mark.length;
    // A single star beside another one belongs to bold text.
    const marked = before.endsWith(mark) && after.startsWith(mark) && (size > 1 || !before.endsWith("**"));
    if (text && marked) {
      put(this.area, from - size, to + size, text);
      this.area.setSelectionRange(from - size, to - size);
      return;
    }
    const words = text.trim() || this.word("text");
    const [lead, trail] = text.trim() ? [/^\s*/.exec(text)?.[0] ?? "", /\s*$/.exec(text)?.[0] ?? ""] : ["", ""];
    put(this.area, from, to, `${lead}${mark}${words}${mark}${trail}`);
    const start = from + lead.length + size;
    this.area.setSelectionRange(start, start + words.length);
  }

  /**
   * Begin every chosen line with a mark, or take the marks away again.
   * @param {(place: number) => string} mark
   * @param {RegExp} known
   * @param {string} sample
   */
  prefix(mark, known, sample) {
    const { value } = this.area;
    const { from, to } = this.chosen;
    const start = value.lastIndexOf("\n", from - 1) + 1;
    const found = value.indexOf("\n", to);
    const end = found < 0 ? value.length : found;
    const lines = value.slice(start, end).split("\n");
    const all = lines.every((line) => known.test(line)) && lines.join("") !== "";
    const bare = lines.map((line) => line.replace(/^(?:#{1,6} |[-*+] |\d+[.)] |> ?)/, ""));
    const changed = all ? bare : bare.map((line, place) => mark(place) + (line || (lines.length === 1 ? sample : "")));
    // A list or heading right below a paragraph would be part of it.
    const above = value.slice(0, start);
    const gap = !all && above.trim() && !above.endsWith("\n\n") && !known.test(above.trimEnd().split("\n").pop() ?? "") ? "\n" : "";
    put(this.area, start, end, gap + changed.join("\n"));
    const begin = start + gap.length;
    if (lines.length === 1) {
      const length = all ? 0 : mark(0).length;
      this.area.setSelectionRange(begin + length, begin + changed[0].length);
    } else {
      this.area.setSelectionRange(begin, begin + changed.join("\n").length);
    }
  }

  link() {
    const { from, to, text } = this.chosen;
    const isAddress = /^(?:https?:\/\/|mailto:)\S+$/.test(text.trim());
    const words = isAddress || !text.trim() ? this.word("link") : text.trim();
    const target = isAddress ? text.trim() : "https://";
    put(this.area, from, to, `[${words}](${target})`);
    const at = isAddress || !text.trim() ? from + 1 : from + words.length + 3;
    this.area.setSelectionRange(at, at + (isAddress || !text.trim() ? words.length : target.length));
  }

  code() {
    const { from, to, text } = this.chosen;
    if (!text.includes("\n")) {
      this.wrap("`");
      return;
    }
    put(this.area, from, to, `\n\`\`\`\n${text.replace(/^\n+|\n+$/g, "")}\n\`\`\`\n`);
  }

  /** Renew the preview when the person pauses. */
  later() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.renew(), PAUSE);
  }

  async renew() {
    const text = this.area.value;
    if (!text.trim()) {
      this.preview.hidden = true;
      this.asked = "";
      return;
    }
    if (!this.preview.open || text === this.asked) return;
    this.running?.abort();
    this.running = new AbortController();
    const { form } = this.area;
    const body = new FormData();
    body.set("text", text);
    body.set("ort", this.box.dataset.place ?? "");
    for (const name of ["csrf_token", "file"]) {
      for (const field of form?.querySelectorAll(`input[type=hidden][name=${name}]`) ?? []) {
        body.append(name, /** @type {HTMLInputElement} */ (field).value);
      }
    }
    const chosen = "input[name=mark]:checked, input[name^='alt-'], input[name^='decorative-']:checked";
    for (const field of form?.querySelectorAll(chosen) ?? []) {
      const input = /** @type {HTMLInputElement} */ (field);
      body.append(input.name, input.value);
    }
    body.set("thing", form?.querySelector("[data-files]")?.getAttribute("data-files-thing") ?? "");
    try {
      const answer = await fetch(this.preview.dataset.preview ?? "", { method: "POST", body, signal: this.running.signal });
      if (answer.status === 429) {
        const wait = Number(answer.headers.get("Retry-After")) || 10;
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => void this.renew(), wait * 1000);
      }
      if (!answer.ok) return;
      // The server's own clean HTML, by the function that will store it.
      this.shown.innerHTML = await answer.text();
      this.asked = text;
      this.preview.hidden = false;
    } catch {
      // No connection, or a newer text: the next pause asks again.
    }
  }
}

for (const box of document.querySelectorAll("[data-editor]")) new Editor(/** @type {HTMLElement} */ (box));
