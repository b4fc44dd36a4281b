/**
 * Ballots and the forms of the desk about votes. A vote always goes by HTTP POST with a key that is kept until the answer comes,
 * so that a vote sent twice counts once (L-74). Secret ballots are locked here before they are sent.
 */

import { newKey } from "./live.js";
import { announce } from "./say.js";
import { fingerprint, forgetKey, makeKey, openBallot, openHalf, ownKey, pack, receiptOf, seal, unpack } from "./secret.js";

/** Tell the room what came of it; it shows refusals and renews its parts. @param {object} detail */
function tell(detail) {
  document.dispatchEvent(new CustomEvent("room:sent", { detail }));
}

/** @param {string} address @param {URLSearchParams | FormData} fields */
async function post(address, fields) {
  const answer = await fetch(address, {
    method: "POST",
    body: new URLSearchParams(/** @type {any} */ (fields)),
    headers: { Accept: "application/json" },
  });
  const isPage = answer.redirected || answer.headers.get("Content-Type")?.startsWith("text/html");
  if (isPage) return answer.ok ? { ok: true } : { ok: false, failed: true };
  const said = await answer.json();
  return answer.ok ? said : { ok: false, problem: said };
}

/** What a form's fields say, in the shape in which it is counted. @param {FormData} fields */
export function ballotOf(fields) {
  if (fields.has("blank")) return { blank: true };
  if (fields.has("invalid")) return { invalid: true };
  const numbered = (/** @type {string} */ start) =>
    [...fields].filter(([name]) => name.startsWith(start)).map(([name, value]) => [Number(name.slice(start.length)), String(value)]);
  const ratings = numbered("rating-");
  if (ratings.length) return { ratings: ratings.map(([, value]) => (value === "" ? null : Number(value))) };
  const ranks = numbered("rank-").filter(([, value]) => value !== "");
  if (ranks.length) {
    return { ranking: ranks.sort((one, other) => Number(one[1]) - Number(other[1])).map(([place]) => place) };
  }
  if (fields.has("option")) return { options: [Number(fields.get("option"))] };
  if (fields.has("choice")) return { choice: fields.get("choice") };
  return { options: numbered("option-").map(([place]) => place) };
}

/**
 * What is wrong with a ballot that nobody but its voter will see before it is counted: the server reads no envelope, so a wrong
 * one would only be found out, and count as invalid, when nothing can be changed any more.
 * @param {HTMLFormElement} form @param {FormData} fields
 */
export function problemOf(form, fields) {
  if (fields.has("blank") || fields.has("invalid")) return "";
  const has = (/** @type {string} */ start) => form.querySelector(`[name^="${start}"]`) !== null;
  const filled = (/** @type {string} */ start) =>
    [...fields].filter(([name, value]) => name.startsWith(start) && value !== "").map(([, value]) => Number(value));
  const { least, most, sayNumber = "", sayTwice = "" } = form.dataset;
  if (has("option-")) {
    const chosen = filled("option-").length;
    return chosen < Number(least) || chosen > Number(most) ? sayNumber : "";
  }
  if (has("rating-")) return filled("rating-").length ? "" : sayNumber;
  if (has("rank-")) {
    const places = filled("rank-");
    if (!places.length) return sayNumber;
    return new Set(places).size < places.length ? sayTwice : "";
  }
  return "";
}

/** Votes that were sent and got no answer yet: each goes out again as it is, for it may have arrived (L-74). */
const unanswered = new WeakMap();

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
async function packed(form, submitter) {
  const fields = new FormData(form, submitter);
  const sent = new URLSearchParams({ key: newKey() });
  if (!form.dataset.keys) {
    for (const [name, value] of fields) if (name !== "once") sent.set(name, String(value));
    return { sent, receipt: "" };
  }
  const envelope = await seal(form.dataset.keys.split(" "), ballotOf(fields));
  sent.set("csrf_token", String(fields.get("csrf_token")));
  sent.set("envelope", envelope);
  return { sent, receipt: await receiptOf(envelope) };
}

/** Nothing can be chosen anew while nobody knows whether the choice has arrived. @param {HTMLFormElement} form @param {boolean} locked */
function lock(form, locked) {
  for (const part of form.querySelectorAll("fieldset")) part.disabled = locked;
  for (const part of form.querySelectorAll("details")) part.hidden = locked;
  for (const part of form.querySelectorAll("[data-unanswered]")) /** @type {HTMLElement} */ (part).hidden = !locked;
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
async function vote(form, submitter) {
  const problem = form.dataset.keys && !unanswered.has(form) ? problemOf(form, new FormData(form, submitter)) : "";
  if (problem) {
    tell({ ok: false, problem: { detail: problem }, form });
    return;
  }
  const going = unanswered.get(form) ?? (await packed(form, submitter));
  let answer;
  try {
    answer = await post(form.dataset.address ?? form.action, going.sent);
  } catch {
    answer = { ok: false, offline: true };
  }
  // What was refused may be changed and is then another vote; without an answer it stays the same one.
  if (answer.offline) unanswered.set(form, going);
  else unanswered.delete(form);
  lock(form, Boolean(answer.offline));
  if (answer.ok) {
    form.reset();
    // Whoever sent it by the Enter key still stands in a field, and a part in which somebody writes is not renewed.
    const field = form.contains(document.activeElement) && document.activeElement?.matches("input, textarea");
    if (field) /** @type {HTMLElement | null} */ (form.querySelector("[type=submit]"))?.focus({ preventScroll: true });
  }
  tell({ ...answer, receipt: answer.ok ? going.receipt || answer.receipt : "", form });
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
async function send(form, submitter) {
  const fields = new FormData(form, submitter);
  let answer;
  try {
    answer = await post(form.action, fields);
  } catch {
    answer = { ok: false, offline: true };
  }
  if (answer.ok) form.reset();
  tell({ ...answer, form });
}

/** @param {HTMLFormElement} form @param {string} type @param {Record<string, string>} data */
function command(form, type, data) {
  const fields = new URLSearchParams({ type, poll_id: String(form.dataset.pollId), key: newKey(), ...data });
  fields.set("csrf_token", String(new FormData(form).get("csrf_token")));
  return post(form.action, fields);
}

/** Make a key, or open envelopes as far as it goes. @param {HTMLFormElement} form */
async function officer(form) {
  const poll = Number(form.dataset.pollId);
  const says = form.querySelector("[data-officer-says]");
  if (form.dataset.officer === "prepared") {
    tell(await command(form, "poll.key", { public_key: await makeKey(poll) }));
    return;
  }
  const own = await ownKey(poll);
  if (!own) {
    if (says) says.textContent = form.dataset.sayLost ?? "";
    return;
  }
  const answer = await fetch(String(form.dataset.envelopes), { headers: { Accept: "application/json" } });
  const got = await answer.json();
  if (!answer.ok) {
    tell({ ok: false, problem: got, form });
    return;
  }
  const halves = await Promise.all(
    got.envelopes.map((/** @type {string} */ envelope) => openHalf(own, got.place, envelope)),
  );
  if (!got.has_sent_parcel) {
    const sent = await command(form, "poll.parcel", { parcel: await pack(got.other_key, halves) });
    if (!sent.ok || !got.parcel) {
      tell(sent);
      if (sent.ok && says) says.textContent = form.dataset.sayWaiting ?? "";
      return;
    }
  }
  if (!got.parcel) {
    if (says) says.textContent = form.dataset.sayWaiting ?? "";
    return;
  }
  const others = await unpack(own, got.parcel);
  const ballots = await Promise.all(
    got.envelopes.map((/** @type {string} */ one, /** @type {number} */ place) => openBallot(one, halves[place], others[place])),
  );
  // Sorted by content, so that the order of the envelopes is gone before anything leaves this browser.
  const opened = ballots.map((ballot) => JSON.stringify(ballot)).sort();
  const reported = await command(form, "poll.report", { ballots: `[${opened.join(",")}]` });
  tell(reported);
}

/** Places whose fingerprints are under way; writing them must not begin anew. */
const printed = new WeakSet();

/** @param {Element} root */
function begin(root) {
  for (const one of root.querySelectorAll("[data-move], form[data-keys]")) /** @type {HTMLElement} */ (one).hidden = false;
  for (const one of root.querySelectorAll("[data-needs-script]")) /** @type {HTMLElement} */ (one).hidden = true;
  for (const place of root.querySelectorAll("[data-fingerprints]")) {
    if (printed.has(place)) continue;
    printed.add(place);
    const keys = (/** @type {HTMLElement} */ (place).dataset.fingerprints ?? "").split(" ").filter(Boolean);
    Promise.all(keys.map(fingerprint)).then((found) => (place.textContent = found.join(" · ")));
  }
}

/** Move an option up or down; numbers follow the order that is seen. @param {HTMLElement} button */
function move(button) {
  const item = button.closest("li");
  const list = item?.closest("[data-ranks]");
  if (!item || !list) return;
  const up = button.dataset.move === "-1";
  const other = up ? item.previousElementSibling : item.nextElementSibling;
  if (other) {
    if (up) other.before(item);
    else other.after(item);
  }
  list.querySelectorAll("input").forEach((field, place) => (field.value = String(place + 1)));
  button.focus();
  const places = [...list.children];
  announce(
    (/** @type {HTMLElement} */ (list).dataset.sayPlace ?? "")
      .replace("{option}", item.dataset.option ?? "")
      .replace("{place}", String(places.indexOf(item) + 1))
      .replace("{of}", String(places.length)),
  );
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-move]") : null;
  if (button instanceof HTMLElement) move(button);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const act = "ballot" in form.dataset ? vote : "posts" in form.dataset ? send : "officer" in form.dataset ? officer : null;
  if (!act) return;
  // Also a second click is no form of its own: it would go out as it stands, in the clear (L-75).
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  // A key that cannot be read or a line that breaks is said like every refusal, and the form can be sent again (L-75).
  act(form, event.submitter)
    .catch(() => tell({ ok: false, failed: true, form }))
    .finally(() => delete form.dataset.busy);
});

const body = document.getElementById("live-body");
if (body) {
  begin(body);
  new MutationObserver(() => begin(body)).observe(body, { childList: true, subtree: true });
}
