/**
 * Passkeys: asks the server for a question, lets the device answer it, and sends the answer with the form.
 *
 * A form asks for it with data-passkey="get" (signing in) or "create" (a new key), data-question names where the question
 * comes from. Where the browser knows no passkeys, a hidden form stays hidden, and every other way is open.
 */

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

/** @param {ArrayBuffer} buffer @returns {string} */
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

/**
 * Turn the texts of a question into the bytes that browsers want.
 * @param {any} question
 * @returns {any}
 */
function readable(question) {
  const ids = (/** @type {any[] | undefined} */ list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  const user = question.user && { ...question.user, id: bytes(question.user.id) };
  return {
    ...question,
    ...(user && { user }),
    challenge: bytes(question.challenge),
    excludeCredentials: ids(question.excludeCredentials) ?? [],
    allowCredentials: ids(question.allowCredentials) ?? [],
  };
}

/**
 * Turn what a device answers into text.
 * @param {any} answer
 * @returns {string}
 */
function written(answer) {
  /** @type {Record<string, string>} */
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer.response[name]) response[name] = text(answer.response[name]);
  }
  return JSON.stringify({ id: answer.id, rawId: text(answer.rawId), type: answer.type, response });
}

/** What is said in place of a key, because its cause is known. */
class Told extends Error {}

/**
 * Return what the server asks the device; null when the form lacks something that the server says at its field.
 * @param {HTMLFormElement} form
 */
async function questionOf(form) {
  const body = new FormData();
  for (const name of ["csrf_token", "password"]) {
    const given = form.elements.namedItem(name);
    if (given instanceof HTMLInputElement) body.set(name, given.value);
  }
  const answer = await fetch(form.dataset.question ?? "", {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
  }).catch(() => {
    throw new Told(form.dataset.away);
  });
  if (answer.status === 422) return null;
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Told(said.detail ?? form.dataset.away);
  return readable(said);
}

/** @param {HTMLFormElement} form */
function serve(form) {
  const field = form.elements.namedItem("answer");
  const state = form.querySelector("[data-passkey-state]");
  if (!(field instanceof HTMLInputElement) || !("PublicKeyCredential" in window)) return;
  let ready = false;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    // What is missing in the form, the server says; no device is asked for a key that nobody will keep.
    if (ready || !form.checkValidity()) return;
    event.preventDefault();
    if (state) state.textContent = "";
    try {
      const publicKey = await questionOf(form);
      if (!publicKey) {
        ready = true;
        form.requestSubmit();
        return;
      }
      const answer = await (form.dataset.passkey === "create"
        ? navigator.credentials.create({ publicKey })
        : navigator.credentials.get({ publicKey }));
      if (!answer) throw new Error("no answer");
      field.value = written(answer);
    } catch (error) {
      // The person said no, the device has no key or has one already, or the time is over: the page says so and stays.
      const known = error instanceof DOMException && error.name === "InvalidStateError" ? form.dataset.known : "";
      if (state) state.textContent = (error instanceof Told ? error.message : known || form.dataset.failed) ?? "";
      return;
    }
    ready = true;
    form.requestSubmit();
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (form instanceof HTMLFormElement) serve(form);
}
