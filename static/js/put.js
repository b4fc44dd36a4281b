/** Changes of a text field that the browser's undo takes back one by one. */

/**
 * Put text in place of a part of the field, so that undo knows it.
 * @param {HTMLTextAreaElement | HTMLInputElement} area
 * @param {number} from
 * @param {number} to
 * @param {string} text
 */
export function put(area, from, to, text) {
  area.focus();
  area.setSelectionRange(from, to);
  // The command is old, but the only one that undo follows in every browser; it sends "input" itself.
  if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
  area.setRangeText(text, from, to, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
