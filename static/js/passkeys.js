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
      const body = new FormData();
      for (const name of ["csrf_token", "password"]) {
        const given = form.elements.namedItem(name);
        if (given instanceof HTMLInputElement) body.set(name, given.value);
      }
      const asked = await fetch(form.dataset.question ?? "", {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
      });
      if (asked.status === 422) {
        ready = true;
        form.requestSubmit();
        return;
      }
      if (!asked.ok) throw new Error(String(asked.status));
      const publicKey = readable(await asked.json());
      const answer = await (form.dataset.passkey === "create"
        ? navigator.credentials.create({ publicKey })
        : navigator.credentials.get({ publicKey }));
      if (!answer) throw new Error("no answer");
      field.value = written(answer);
    } catch {
      // The person said no, the device has no key, or the time is over: the page says so and stays as it is.
      if (state) state.textContent = form.dataset.failed ?? "";
      return;
    }
    ready = true;
    form.requestSubmit();
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (form instanceof HTMLFormElement) serve(form);
}
