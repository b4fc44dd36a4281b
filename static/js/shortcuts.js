/**
 * Single keys, for those who switched them on in their account (WCAG 2.1.4). They do nothing while somebody types, with
 * Ctrl, Alt or Meta held, or while a dialog is open; everything they do can be done without them.
 */

// A marked box takes no letters, so keys go on from there.
const TYPING = "input:not([type='checkbox'], [type='radio']), textarea, select, [contenteditable], [role='textbox'], [role='combobox'], [role='listbox']";
const dialog = document.getElementById("shortcuts");
/** @type {Record<string, string>} */
const keys = dialog ? JSON.parse(dialog.dataset.keys ?? "{}") : {};

/** @returns {HTMLElement[]} where one stops: the headings of all posts that are not folded away, and the rows of a list */
const headings = () =>
  [...document.querySelectorAll(".post__heading, tr[data-row] a[data-open]")].filter(
    /** @returns {heading is HTMLElement} */ (heading) => heading instanceof HTMLElement && heading.offsetParent !== null,
  );

const STOP = "article.post, tr[data-row]";

/** @returns {Element | null} the post or row in which the focus is */
const current = () => document.activeElement?.closest(STOP) ?? null;

/**
 * Go to the next heading below the focus, or above it; without a focus, from what the screen shows.
 * @param {HTMLElement[]} among
 * @param {1 | -1} by
 */
function step(among, by) {
  const here = current();
  const ordered = by > 0 ? among : among.toReversed();
  const found = ordered.find((heading) => {
    const post = /** @type {Element} */ (heading.closest(STOP));
    if (!here) return by * heading.getBoundingClientRect().top > 0;
    return post.compareDocumentPosition(here) & (by > 0 ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING);
  });
  found?.focus();
  return Boolean(found);
}

function answer() {
  const link = current()?.querySelector("a[data-answer]");
  if (link instanceof HTMLElement) link.click();
  else if (!current()) /** @type {HTMLElement | null} */ (document.querySelector("#mitreden textarea"))?.focus();
}

function unread() {
  if (step(headings().filter((heading) => heading.closest(".post--new")), 1)) return;
  const link = document.querySelector(".resume a, a.row__new");
  if (link instanceof HTMLElement) link.click();
}

function open() {
  const link = current()?.querySelector("a[data-open]");
  if (link instanceof HTMLElement) link.click();
}

function mark() {
  const box = current()?.querySelector("input[data-pick-box]");
  if (box instanceof HTMLElement) box.click();
}

function act() {
  /** @type {HTMLElement | null} */ (document.getElementById("pick-act"))?.focus();
}

function search() {
  const field = document.getElementById("site-search");
  const menu = document.getElementById("menu");
  if (field?.offsetParent === null && menu && "showPopover" in menu) menu.showPopover();
  field?.focus();
}

/** @type {Record<string, () => unknown>} */
const acts = {
  next: () => step(headings(), 1),
  previous: () => step(headings(), -1),
  answer,
  unread,
  open,
  mark,
  act,
  search,
  help: () => dialog instanceof HTMLDialogElement && dialog.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target instanceof Element && event.target.closest(TYPING)) return;
  if (document.querySelector("dialog[open]")) return;
  // Numbered choices of a page, such as the reasons that moderators share.
  const choice = dialog && /^[0-9]$/.test(event.key) ? document.querySelector(`[data-digit="${event.key}"]`) : null;
  if (choice instanceof HTMLElement) {
    event.preventDefault();
    choice.click();
    return;
  }
  const word = Object.keys(acts).find((one) => keys[one] === event.key.toLowerCase());
  if (!word) return;
  event.preventDefault();
  acts[word]();
});
