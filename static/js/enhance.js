/**
 * Small comforts on every page. Nothing here is needed: each function has its way without scripts, so the file
 * may fail to load and nobody is locked out. Markup asks for a comfort with a data attribute.
 *
 *   data-confirm="question"   a dialog asks before the button sends its form
 *   data-autosubmit           a GET form sends itself when a choice in it changes
 *   data-room                 a foldable part is open where there is room
 *   data-menu                 a foldable menu closes with Escape
 *   data-copy="text"          the button copies the text; data-copy-of="id" copies what stands in a field
 *   data-needed-by="step"     a field shows only while `target` in its form is this step
 *   data-load="address"       a foldable part fetches its content when it is opened for the first time
 */

import { announce, say } from "./say.js";

/** Whether filters stand beside what they narrow; the style sheet breaks at the same width. */
const hasRoom = matchMedia("(min-width: 62rem)");

/** Close an open menu popover when the screen becomes wide enough to show it in the page. */
function closeMenuOnWideScreens() {
  const menu = document.getElementById("menu");
  if (!menu || !("hidePopover" in menu)) return;
  matchMedia("(min-width: 68rem)").addEventListener("change", () => {
    if (menu.matches(":popover-open")) menu.hidePopover();
  });
}

/** Say that there is no connection, so that nobody takes an older page for the newest. */
function sayWhenOffline() {
  const note = document.querySelector("[data-offline-note]");
  if (!note) return;
  const tell = () => {
    note.textContent = navigator.onLine
      ? ""
      : say(
          "Sie sind gerade ohne Verbindung. Was Sie sehen, ist gespeichert und vielleicht nicht der neueste Stand.",
          "You have no connection at the moment. What you see was saved and may not be the latest.",
        );
  };
  addEventListener("online", tell);
  addEventListener("offline", tell);
  tell();
}

/** Open the filters where there is room for them; the style sheet shows them from the first picture on. */
function openFiltersWithRoom() {
  for (const panel of document.querySelectorAll("details[data-room]")) {
    panel.toggleAttribute("open", hasRoom.matches);
    panel.removeAttribute("data-room");
  }
}

/**
 * Close a foldable menu with Escape and give the focus back to what opened it.
 * @param {KeyboardEvent} event
 */
function closeWithEscape(event) {
  if (event.key !== "Escape" || !(event.target instanceof Element)) return;
  const open = event.target.closest("details[data-menu][open]");
  if (!(open instanceof HTMLDetailsElement)) return;
  open.open = false;
  open.querySelector("summary")?.focus();
}

/**
 * Return a button as it stands on the page now: a live page may have drawn its part anew while somebody was asked.
 * @param {HTMLButtonElement} button
 * @returns {HTMLButtonElement | null}
 */
function presentOf(button) {
  if (button.isConnected) return button;
  const drawn = button.id ? document.getElementById(button.id) : null;
  return drawn instanceof HTMLButtonElement ? drawn : null;
}

/**
 * Ask before a form is sent. The native dialog keeps the focus inside, closes with Escape and gives it back.
 * @param {MouseEvent} event
 */
function confirmFirst(event) {
  const button = event.target instanceof Element && event.target.closest("button[data-confirm]");
  if (!(button instanceof HTMLButtonElement) || !button.form) return;
  event.preventDefault();

  const dialog = document.createElement("dialog");
  dialog.className = "confirm";
  dialog.setAttribute("aria-labelledby", "confirm-question");
  const question = document.createElement("p");
  question.className = "confirm__question";
  question.id = "confirm-question";
  question.textContent = button.dataset.confirm ?? "";
  const actions = document.createElement("div");
  actions.className = "actions";

  /** @param {string} text @param {string} kind @param {() => void} act */
  const add = (text, kind, act) => {
    const choice = document.createElement("button");
    choice.type = "button";
    choice.className = `kern-btn kern-btn--${kind}`;
    const label = document.createElement("span");
    label.className = "kern-label";
    label.textContent = text;
    choice.append(label);
    choice.addEventListener("click", act);
    actions.append(choice);
    return choice;
  };
  const verb = button.textContent?.trim() || say("Fortfahren", "Continue");
  add(verb, "primary", () => {
    dialog.close();
    const present = presentOf(button);
    present?.removeAttribute("data-confirm");
    present?.form?.requestSubmit(present);
  });
  // The dialog opens with the focus on the harmless choice.
  add(say("Abbrechen", "Cancel"), "tertiary", () => dialog.close()).autofocus = true;

  dialog.append(question, actions);
  dialog.addEventListener("close", () => {
    dialog.remove();
    presentOf(button)?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * Send a form of filters when a choice changed. Text fields wait for Enter or the button, and so do all in a panel on a
 * phone, which is closed on the page that answers.
 * @param {Event} event
 */
function sendFilters(event) {
  const control = event.target;
  const isChoice =
    control instanceof HTMLSelectElement ||
    (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type));
  const form = isChoice ? control.closest("form[data-autosubmit]") : null;
  if (form instanceof HTMLFormElement && (hasRoom.matches || !form.closest("details"))) form.requestSubmit();
}

/**
 * Show what one step alone needs only while that step is chosen; its label then need not name the step.
 * @param {Element} control
 */
function showWhenNeeded(control) {
  if (!(control instanceof HTMLSelectElement)) return;
  const target = control.form?.elements.namedItem("target");
  const field = control.closest(".field");
  if (!(target instanceof HTMLSelectElement) || !(field instanceof HTMLElement)) return;
  const show = () => {
    control.required = target.value === control.dataset.neededBy;
    field.hidden = !control.required;
  };
  field.querySelector(".kern-label__optional")?.remove();
  target.addEventListener("change", show);
  // A browser that comes back to the page chooses again.
  addEventListener("pageshow", show);
  show();
}

/**
 * Select a text on the page, so that one key copies it.
 * @param {Element} shown
 */
function choose(shown) {
  if (shown instanceof HTMLTextAreaElement) {
    shown.focus();
    shown.select();
  } else getSelection()?.selectAllChildren(shown);
}

/**
 * Copy what a button offers, and say so in its label and aloud. Where the browser does not let a script do it, the text is
 * selected, and the hint says which keys copy it.
 * @param {MouseEvent} event
 */
async function copy(event) {
  const button = event.target instanceof Element && event.target.closest("[data-copy], [data-copy-of]");
  if (!(button instanceof HTMLElement)) return;
  const field = document.getElementById(button.dataset.copyOf ?? "");
  const text = field instanceof HTMLTextAreaElement ? field.value : (button.dataset.copy ?? "");
  const label = button.querySelector(".kern-label") ?? button;
  try {
    await navigator.clipboard.writeText(text);
    const done = say("Kopiert", "Copied");
    // What is copied stays in the name of the button, for ears alone.
    (label.firstChild instanceof Text ? label.firstChild : label).textContent = done;
    announce(done);
  } catch {
    const shown = field ?? [...document.querySelectorAll("main code")].find((one) => one.textContent === text);
    if (shown) choose(shown);
    const hint = button.parentElement?.querySelector(".kern-hint") ?? document.createElement("p");
    hint.className = "kern-hint";
    hint.textContent = say(
      "Ihr Browser lässt das nicht zu. Der Text ist jetzt markiert: Kopieren Sie ihn mit Strg+C.",
      "Your browser does not allow that. The text is selected now: copy it with Ctrl+C.",
    );
    button.after(hint);
    announce(hint.textContent);
  }
}

/** Put each table of a text into a box with a name that scrolls by itself, as the tables of the forum have it. */
function boxTables() {
  for (const table of document.querySelectorAll(".prose table")) {
    if (table.closest(".table-wrap")) continue;
    const heads = [...table.querySelectorAll("th")].map((cell) => cell.textContent?.trim()).filter(Boolean);
    const box = document.createElement("div");
    box.className = "table-wrap";
    box.tabIndex = 0;
    // A text may hold many tables, so that none of them is a landmark.
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `${say("Tabelle", "Table")}: ${heads.join(", ").slice(0, 80)}`);
    table.replaceWith(box);
    box.append(table);
  }
}

/**
 * Put a piece of another page into a foldable part that was opened; until then, and without scripts, it holds a link.
 * @param {Event} event
 */
async function load(event) {
  const part = event.target;
  if (!(part instanceof HTMLDetailsElement) || !part.open || !part.dataset.load) return;
  const address = part.dataset.load;
  delete part.dataset.load;
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const piece = page.querySelector("[data-piece]");
    if (piece) part.querySelector("[data-loaded]")?.replaceChildren(...piece.childNodes);
  } catch {
    // No connection, or no answer: the link stays, and whoever opens the part again asks again.
    part.dataset.load = address;
  }
}

/** Let code in a text take the focus while it scrolls sideways, so that arrow keys can move it. */
function focusWhatScrolls() {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  for (const wide of document.querySelectorAll(".prose pre")) observer.observe(wide);
}

/** Whoever follows the address of a post is with that post: its heading takes the focus and is read first (T-08). */
function focusThePost() {
  const post = /^#beitrag-\d+$/.test(location.hash) && document.querySelector(location.hash);
  const heading = post && post.querySelector(".post__heading");
  if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
}

boxTables();
closeMenuOnWideScreens();
// A browser that jumps to the post takes the focus away first, so this comes after it.
// On a slow line somebody may write or tab on already: they are left where they are.
addEventListener("load", () =>
  requestAnimationFrame(() => {
    if (document.activeElement === null || document.activeElement === document.body) focusThePost();
  }),
);
addEventListener("hashchange", () => requestAnimationFrame(focusThePost));
focusWhatScrolls();
sayWhenOffline();
openFiltersWithRoom();
document.addEventListener("keydown", closeWithEscape);
document.addEventListener("click", confirmFirst);
document.addEventListener("click", copy);
// The event does not bubble.
document.addEventListener("toggle", (event) => void load(event), true);
document.addEventListener("change", sendFilters);
document.querySelectorAll("[data-needed-by]").forEach(showWhenNeeded);
