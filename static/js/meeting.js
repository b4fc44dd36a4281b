/**
 * The room of a meeting, live. The page is complete without this file; here it follows the meeting by itself.
 *
 * The socket says that something happened. Then the page asks the server for its parts as they are now and renews
 * those that changed, except parts in which somebody is typing or has begun to fill in a ballot. So there is one
 * place that draws the room, the template, and nothing to keep in step.
 */

import { io } from "../vendor/socket.io/socket.io.esm.min.js";

const live = document.getElementById("live");
const body = document.getElementById("live-body");
const now = document.getElementById("live-now");
const later = document.getElementById("live-later");
const connection = document.getElementById("live-connection");
const refusal = document.getElementById("live-refusal");

/** What each part looked like when the server last drew it, without the keys that differ each time. */
const drawn = new Map();
let seq = 0;
let epoch = 1;
let loading = false;
let again = false;

/** @param {Element} part */
function essence(part) {
  const copy = /** @type {Element} */ (part.cloneNode(true));
  copy.querySelectorAll('input[name="once"], input[name="csrf_token"]').forEach((field) => field.remove());
  return copy.outerHTML;
}

/** @param {Element} part */
function isBeingFilledIn(part) {
  if (part.contains(document.activeElement) && document.activeElement?.matches("textarea, input, select")) return true;
  return [...part.querySelectorAll("textarea, input, select")].some(
    (field) =>
      (field instanceof HTMLTextAreaElement && field.value !== field.defaultValue) ||
      (field instanceof HTMLInputElement && field.type !== "hidden" &&
        (field.checked !== field.defaultChecked || field.value !== field.defaultValue)),
  );
}

/**
 * Put a part of the answer into the page and keep the focus where it was.
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
function replace(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  if (!focused) return;
  const same = focused.id ? document.getElementById(focused.id) : null;
  (same ?? fresh.querySelector("h2[tabindex]"))?.focus({ preventScroll: true });
}

/** @param {string} html */
function draw(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const room = page.getElementById("room");
  if (!room || !body) return;
  seq = Math.max(seq, Number(room.dataset.seq));
  epoch = Number(room.dataset.epoch);
  for (const fresh of room.querySelectorAll("[data-part]")) {
    const old = document.getElementById(fresh.id);
    const form = essence(fresh);
    if (!old || drawn.get(fresh.id) === form) continue;
    // A ballot whose vote is over is void; everything else somebody has begun stays as it is.
    const isOver = old.dataset.poll !== undefined && old.dataset.poll !== fresh.dataset.poll;
    if (isBeingFilledIn(old) && !isOver) continue;
    drawn.set(fresh.id, form);
    replace(old, document.importNode(fresh, true));
  }
}

/** Ask for the present parts; several wishes while one is under way become one more. */
async function renew() {
  if (loading) {
    again = true;
    return;
  }
  loading = true;
  try {
    do {
      again = false;
      const answer = await fetch(live.dataset.fragment, { credentials: "same-origin" });
      if (answer.ok) draw(await answer.text());
    } while (again);
  } catch {
    setTimeout(renew, 2000);
  } finally {
    loading = false;
  }
}

/** Visitors do not all ask in the same moment. */
function renewSoon() {
  setTimeout(renew, live.dataset.me ? 0 : Math.random() * 400);
}

/** @param {{seq: number, type: string, data: Record<string, unknown>}[]} events */
function announce(events) {
  const say = live.dataset;
  for (const event of events) {
    if (event.type === "PollOpened" && now) now.textContent = `${say.sayOpened} ${event.data.question}`;
    if (event.type === "SpeechStarted" && now && event.data.person_id === Number(say.me)) now.textContent = say.sayFloor;
    if (event.type === "ItemOpened" && later) later.textContent = `${say.sayItem} ${event.data.title}`;
    if (event.type === "PollClosed" && later) later.textContent = say.sayClosed;
  }
}

/** @param {boolean} connected */
function showConnection(connected) {
  if (connection) connection.textContent = connected ? live.dataset.sayOnline : live.dataset.sayOffline;
}

/**
 * Send a form's command, through the socket if it is there, else by HTTP with the same key.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
async function send(form, submitter) {
  const key = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2).padEnd(16, "0");
  const fields = new FormData(form, submitter);
  const data = {};
  for (const [name, value] of fields) {
    if (["type", "once", "csrf_token"].includes(name) || value === "") continue;
    data[name] = name.endsWith("_id") ? Number(value) : value;
  }
  const message = { type: fields.get("type"), data, idempotency_key: key };
  let answer;
  try {
    answer = await socket.timeout(5000).emitWithAck("command", message);
  } catch {
    answer = await sendByHttp(form, fields, key);
  }
  showRefusal(answer?.problem);
  if (answer?.ok) {
    if ("clears" in form.dataset) form.reset();
    if (form.classList.contains("ballot")) form.reset();
  }
  renew();
}

/** @param {{detail: string, errors?: Record<string, string[]>} | undefined} problem */
function showRefusal(problem) {
  if (!refusal) return;
  refusal.replaceChildren();
  if (!problem) return;
  const sentence = document.createElement("p");
  sentence.className = "message message--warning";
  sentence.textContent = problem.errors ? Object.values(problem.errors).flat().join(" ") : problem.detail;
  refusal.append(sentence);
}

/** @param {HTMLFormElement} form @param {FormData} fields @param {string} key */
async function sendByHttp(form, fields, key) {
  fields.set("key", key);
  fields.set("once", key);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "application/json" },
    });
    const said = await answer.json();
    return answer.ok ? said : { ok: false, problem: said };
  } catch {
    return { ok: false, problem: { detail: live.dataset.sayOffline } };
  }
}

const room = document.getElementById("room");
seq = Number(room?.dataset.seq ?? 0);
epoch = Number(room?.dataset.epoch ?? 1);
document.querySelectorAll("[data-part]").forEach((part) => drawn.set(part.id, essence(part)));

const socket = io("/sitzungen", {
  transports: ["websocket"],
  auth: (answer) => answer({ meeting_id: Number(live.dataset.meeting), after: seq, epoch }),
  reconnectionDelay: 500,
  reconnectionDelayMax: 3000,
  randomizationFactor: 1,
});
socket.on("connect", () => {
  showConnection(true);
  renewSoon();
});
socket.on("disconnect", (reason) => {
  showConnection(false);
  // The server ends a socket when the sign-in ended; then the page asks anew, as whoever it is now.
  if (reason === "io server disconnect") setTimeout(() => socket.connect(), 1000 + Math.random() * 3000);
});
socket.on("connect_error", () => showConnection(false));
socket.on("snapshot", (state) => {
  seq = state.at_seq;
  renewSoon();
});
socket.on("events", (events) => {
  const fresh = events.filter((event) => event.seq > seq);
  if (fresh.length) {
    seq = fresh[fresh.length - 1].seq;
    announce(fresh);
  }
  renewSoon();
});

// Without any socket the room still follows, only more slowly (L-48).
setInterval(() => {
  if (!socket.connected) renew();
}, 5000);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !(form.matches("[data-command]") || form.classList.contains("ballot"))) return;
  event.preventDefault();
  send(form, event.submitter);
});
