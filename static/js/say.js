/** What scripts of every page say: in its language, and to screen readers in its one place for messages. */

const german = document.documentElement.lang.startsWith("de");

/**
 * Pick the word for the page's language; the catalogue of the server is not loaded for these few.
 * @param {string} de
 * @param {string} en
 * @returns {string}
 */
export const say = (de, en) => (german ? de : en);

/**
 * Tell screen readers; the eye sees it where it happened. A sentence that is true once more is said once more.
 * @param {string} sentence
 */
export function announce(sentence) {
  document.getElementById("said")?.remove();
  const said = document.createElement("p");
  said.id = "said";
  said.className = "kern-sr-only";
  said.textContent = sentence;
  document.querySelector(".messages[role=status]")?.append(said);
}
