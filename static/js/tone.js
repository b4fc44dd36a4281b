/**
 * Hints about a text while somebody writes (templates/discussions/editor.html). They come when the person pauses, are read
 * out politely, and keep nobody from anything. The text goes to the own server and is not kept there.
 */

const PAUSE = 1500;

class Tone {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.field = /** @type {HTMLTextAreaElement | null} */ (place.closest("[data-editor]")?.querySelector("textarea") ?? null);
    this.asked = "";
    this.waiting = 0;
    this.field?.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.ask(), PAUSE);
    });
  }

  async ask() {
    const field = this.field;
    const text = field?.value.trim() ?? "";
    if (!field || text === this.asked) return;
    this.asked = text;
    const body = new FormData();
    body.set("text", text);
    const token = field.form?.querySelector('input[name="csrf_token"]');
    if (token instanceof HTMLInputElement) body.set("csrf_token", token.value);
    try {
      const answer = await fetch(this.place.dataset.tone ?? "", { method: "POST", body });
      // What came late is about another text.
      if (answer.ok && this.asked === text) this.show(await answer.text());
    } catch {
      // Without a connection there are no hints, and nothing is lost.
    }
  }

  /** @param {string} html */
  show(html) {
    const piece = new DOMParser().parseFromString(html, "text/html").body;
    if (piece.textContent?.trim() === this.place.textContent?.trim()) return;
    this.place.replaceChildren(...piece.childNodes);
  }
}

document.querySelectorAll("[data-tone]").forEach((place) => new Tone(/** @type {HTMLElement} */ (place)));
