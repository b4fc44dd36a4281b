/**
 * Keeps what is being typed: on the server a moment after the last key, and meanwhile in this window. Without scripts
 * the button „Entwurf speichern“ does it. It never asks anybody to stay, and never holds a page back.
 *
 * A form asks for it with data-draft (see templates/drafts/parts.html). The copy in the window lives only until the
 * server has the text; it belongs to one person, one form and one tab, so nobody who only reads ever has one.
 */

const PAUSE = 1500;
const LONGEST_WAIT = 4500;
const RETRY = 10_000;
// Browsers send no more than this while a page closes.
const LONGEST_FAREWELL = 60_000;

/** @typedef {Record<string, string>} Fields */
/** @typedef {{fields: Fields, seen: number, sent: boolean}} Copy */

/**
 * Compare texts as the server tidies them.
 * @param {Fields} one
 * @param {Fields} other
 * @returns {boolean}
 */
function same(one, other) {
  const tidy = (/** @type {string | undefined} */ text) => (text ?? "").replace(/\r\n?/g, "\n").normalize("NFC").trim();
  return Object.keys({ ...one, ...other }).every((name) => tidy(one[name]) === tidy(other[name]));
}

class Draft {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.action = form.dataset.draft ?? "";
    this.target = form.dataset.draftTarget ?? "";
    this.names = (form.dataset.draftFields ?? "").split(" ");
    this.key = `entwurf/${form.dataset.draftPerson}/${this.action}/${this.target}`;
    this.writer = this.value("draft_form");
    this.timer = 0;
    this.firstChange = 0;
    this.dirty = false;
    this.waits = false; // Two versions are shown and nobody has chosen yet.
    this.ended = false; // The form was sent or the draft thrown away.
    this.renewed = false; // The token of another sign-in was taken over, and nothing was saved with it yet.
    this.refused = false; // The server does not take what stands there; it is not sent again before it was changed.
    /** @type {AbortController | null} */
    this.running = null;
    this.state = form.querySelector("[data-draft-state]");
    this.alarm = form.querySelector("[data-draft-alarm]");
    this.choice = form.querySelector("[data-draft-choice]");
    this.pattern = form.querySelector("template[data-draft-template]");
    form.addEventListener("input", (event) => this.changed(event));
    form.addEventListener("draft:changed", () => this.touch());
    this.open();
  }

  /** @param {string} name @returns {string} */
  value(name) {
    const field = this.form.elements.namedItem(name);
    return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : "";
  }

  /** @returns {Fields} */
  get fields() {
    return Object.fromEntries(this.names.map((name) => [name, this.value(name)]));
  }

  get seen() {
    return Number(this.value("draft_version")) || 0;
  }

  set seen(version) {
    const field = this.form.elements.namedItem("draft_version");
    if (field instanceof HTMLInputElement) field.value = String(version);
  }

  /** Bring back what this window still holds from before a reload, a crash or an ended sign-in. */
  open() {
    const copy = this.copy();
    if ("draftRefused" in this.form.dataset) {
      // The server gave back what was sent; the draft follows.
      this.forget();
      if (Object.values(this.fields).some(Boolean)) this.touch();
      return;
    }
    if (!copy) return;
    const published = copy.sent && copy.seen > 0 && this.seen === 0;
    if (published || same(copy.fields, this.fields)) {
      this.forget();
    } else if (copy.seen === this.seen && !(copy.sent && copy.seen === 0)) {
      this.fill(copy.fields);
      this.say("window");
      this.touch();
    } else {
      this.offer("window", copy.fields, "", this.seen);
    }
  }

  /** @param {Event} event */
  changed(event) {
    const field = event.target;
    if (field instanceof Element && this.names.includes(field.getAttribute("name") ?? "")) this.touch();
  }

  /** Note a change: keep it here at once, and save it soon. */
  touch() {
    if (this.ended) return;
    this.dirty = true;
    this.refused = false;
    this.keep(false);
    if (this.waits) return;
    this.firstChange ||= Date.now();
    const wait = Math.max(0, Math.min(PAUSE, this.firstChange + LONGEST_WAIT - Date.now()));
    this.later(wait);
  }

  /** @param {number} wait */
  later(wait) {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), wait);
  }

  /** Save what there is before the page goes; nobody waits for the answer. */
  flush() {
    if (this.dirty && !this.waits && !this.ended) void this.save(true);
  }

  /** @param {boolean} [farewell] */
  async save(farewell = false) {
    clearTimeout(this.timer);
    if (!this.dirty || this.ended || (this.running && !farewell)) return;
    const fields = this.fields;
    const base = Number(this.value("version")) || null;
    const body = JSON.stringify({
      action: this.action, target: this.target, fields, form: this.writer, seen: this.seen, step: Date.now(),
      base_version: base,
    });
    this.dirty = false;
    this.firstChange = 0;
    this.running = new AbortController();
    try {
      const answer = await fetch(this.form.dataset.draftUrl ?? "", {
        method: "POST",
        body,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.value("csrf_token") },
        keepalive: farewell && body.length < LONGEST_FAREWELL,
        signal: this.running.signal,
      });
      await this.heard(answer, fields);
    } catch {
      this.failed("offline", RETRY);
    } finally {
      this.running = null;
      // What the server refuses as it stands is sent again once it was changed.
      if (this.dirty && !this.refused && !this.waits && !this.timer) this.later(PAUSE);
    }
  }

  /**
   * @param {Response} answer
   * @param {Fields} fields what was sent
   */
  async heard(answer, fields) {
    this.timer = 0;
    if (answer.ok) {
      this.renewed = false;
      const kept = await answer.json();
      this.seen = kept.version;
      if (!this.dirty) this.forget();
      if (kept.time) this.say("saved", kept.time);
    } else if (answer.status === 409) {
      const other = (await answer.json()).draft;
      if (!other) return this.failed("refused", RETRY);
      this.dirty = true;
      if (same(other.fields, fields)) this.seen = other.version;
      else this.offer("server", other.fields, other.time, other.version);
    } else if (answer.status === 400 && (await this.renewToken())) {
      this.dirty = true;
      this.later(0);
    } else if (answer.status === 401 || answer.status === 400) {
      this.failed("ended", RETRY * 3);
    } else if (answer.status === 429 || answer.status >= 500) {
      this.failed("offline", (Number(answer.headers.get("Retry-After")) || 10) * 1000);
    } else {
      this.refused = true;
      this.failed("refused", 0);
    }
    return undefined;
  }

  /**
   * Take over the token of a sign-in that began in another window, where it is the same person's (T-09).
   *
   * @returns {Promise<boolean>} whether there was one
   */
  async renewToken() {
    if (this.renewed) return false;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const own = `form[data-draft-person="${CSS.escape(this.form.dataset.draftPerson ?? "")}"]`;
    const token = page.querySelector(`${own} input[name=csrf_token]`)?.getAttribute("value");
    if (!token) return false;
    this.renewed = true;
    for (const field of document.querySelectorAll("input[name=csrf_token]")) {
      /** @type {HTMLInputElement} */ (field).value = token;
    }
    return true;
  }

  /**
   * Say that saving did not work, once, and try again later.
   * @param {string} reason
   * @param {number} again
   */
  failed(reason, again) {
    if (this.ended) return;
    this.dirty = true;
    this.keep(false);
    if (this.state instanceof HTMLElement && this.state.dataset.shown !== reason && this.alarm) {
      this.alarm.textContent = this.state.getAttribute(`data-say-${reason}`);
    }
    this.say(reason);
    if (again) this.later(again);
  }

  /**
   * Say what became of the draft, for those who look.
   * @param {string} what
   * @param {string} [more]
   */
  say(what, more = "") {
    if (!(this.state instanceof HTMLElement)) return;
    this.state.dataset.shown = what;
    this.state.textContent = `${this.state.getAttribute(`data-say-${what}`) ?? ""} ${more}`.trim();
    this.state.hidden = false;
    if (what === "saved" && this.alarm) this.alarm.textContent = "";
  }

  /**
   * Show another version beside the own one; the person chooses.
   * @param {string} from "server" or "window"
   * @param {Fields} fields
   * @param {string} time
   * @param {number} version what the form knows once the choice is made
   */
  offer(from, fields, time, version) {
    if (!(this.pattern instanceof HTMLTemplateElement) || !(this.choice instanceof HTMLElement)) return;
    this.waits = true;
    const panel = /** @type {DocumentFragment} */ (this.pattern.content.cloneNode(true));
    for (const sentence of panel.querySelectorAll("[data-if]")) {
      if (sentence.getAttribute("data-if") !== from) sentence.remove();
    }
    const shownTime = panel.querySelector("[data-time]");
    if (shownTime) shownTime.textContent = time;
    const text = panel.querySelector("textarea");
    if (text) text.value = this.names.map((name) => (name === "held" ? "" : fields[name] ?? "")).filter(Boolean).join("\n\n");
    const decide = (/** @type {boolean} */ takes) => {
      if (takes) this.fill(fields);
      this.seen = version;
      this.waits = false;
      this.choice?.replaceChildren();
      if (this.choice instanceof HTMLElement) this.choice.hidden = true;
      this.area()?.focus();
      this.touch();
    };
    panel.querySelector("[data-keep]")?.addEventListener("click", () => decide(false));
    panel.querySelector("[data-take]")?.addEventListener("click", () => decide(true));
    this.choice.replaceChildren(panel);
    this.choice.hidden = false;
    if (this.alarm) this.alarm.textContent = this.choice.querySelector("p")?.textContent?.replace(/\s+/g, " ") ?? "";
  }

  area() {
    return this.form.querySelector("textarea:not([readonly])");
  }

  /** @param {Fields} fields */
  fill(fields) {
    for (const name of this.names) {
      const field = this.form.elements.namedItem(name);
      if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) continue;
      field.value = fields[name] ?? "";
      // Counters and the preview follow; the change itself is noted by whoever fills.
      field.dispatchEvent(new Event("input"));
    }
    this.form.dispatchEvent(new Event("draft:filled"));
  }

  /** The form is on its way: what comes after is the server's answer, not a draft. */
  sent() {
    if (this.dirty) this.keep(true);
    else this.forget();
    this.ended = true;
    clearTimeout(this.timer);
    this.running?.abort();
  }

  /** The page is shown again from the browser's memory. */
  resume() {
    this.ended = false;
  }

  /** @param {boolean} sent */
  keep(sent) {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ fields: this.fields, seen: this.seen, sent }));
    } catch {
      // No room or no permission: the server still has all but the last seconds.
    }
  }

  /** @returns {Copy | null} */
  copy() {
    try {
      const found = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
      return found && typeof found.fields === "object" ? found : null;
    } catch {
      return null;
    }
  }

  forget() {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // Where nothing can be kept there is nothing to remove.
    }
  }
}

const drafts = [...document.querySelectorAll("form[data-draft]")].map(
  (form) => new Draft(/** @type {HTMLFormElement} */ (form)),
);
// The window hears of it last: whoever holds a form back, to ask or to wait for files, has done so by then.
addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  drafts.find((draft) => draft.form === form)?.sent();
  if ("draftDiscard" in form.dataset) {
    for (const draft of drafts) {
      draft.sent();
      draft.forget();
    }
  } else if (!("draft" in form.dataset)) {
    // Signing out, for example: what was typed is saved while one still may.
    for (const draft of drafts) draft.flush();
  }
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") for (const draft of drafts) draft.flush();
});
addEventListener("pagehide", () => {
  for (const draft of drafts) draft.flush();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const draft of drafts) draft.resume();
});
addEventListener("online", () => {
  for (const draft of drafts) draft.flush();
});
