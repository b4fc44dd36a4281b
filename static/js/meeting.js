/**
 * The room of a meeting, live. The page is complete without this file; here it follows the meeting by itself.
 *
 * The socket says that something happened. Then the page asks the server for its parts as they are now and renews
 * those that changed, except parts in which somebody is typing or has begun to fill in a ballot. So there is one
 * place that draws the room, the template, and nothing to keep in step.
 */

import { io } from "../vendor/socket.io/socket.io.esm.min.js";
import { Line } from "./live.js";
import "./room/arrange.js";
import { Announcer } from "./room/announce.js";
import { drawClocks } from "./room/clock.js";
import { dataOf, settle } from "./room/fields.js";
import { showReceipt, showRefusal } from "./room/refusal.js";

const live = document.getElementById("live");
const body = document.getElementById("live-body");
const announcer = new Announcer(
  document.getElementById("live-now"),
  document.getElementById("live-later"),
  document.getElementById("live-quiet"),
);
const connection = document.getElementById("live-connection");

/** What each part looked like when the server last drew it, without the keys that differ each time. */
const drawn = new Map();
const WRITTEN = new Set(["ContributionAdded", "QuestionAsked"]);
let loading = false;
let again = false;
/** When the parts were asked for last. */
let asked = performance.now();

/** @param {Element} part */
function essence(part) {
  const copy = /** @type {Element} */ (part.cloneNode(true));
  copy.querySelectorAll('input[name="once"], input[name="csrf_token"]').forEach((field) => field.remove());
  return copy.outerHTML;
}

/** @param {HTMLSelectElement} list */
function chosenAtFirst(list) {
  return Math.max(0, [...list.options].findIndex((option) => option.defaultSelected));
}

/** @param {Element} part */
function isBeingFilledIn(part) {
  if (part.contains(document.activeElement) && document.activeElement?.matches("textarea, input, select")) return true;
  return [...part.querySelectorAll("textarea, input, select")].some(
    (field) =>
      (field instanceof HTMLTextAreaElement && field.value !== field.defaultValue) ||
      (field instanceof HTMLSelectElement && field.selectedIndex !== chosenAtFirst(field)) ||
      (field instanceof HTMLInputElement && field.type !== "hidden" &&
        (field.checked !== field.defaultChecked || field.value !== field.defaultValue)),
  );
}

/** @param {HTMLDetailsElement} fold */
const nameOf = (fold) => fold.querySelector("summary")?.textContent?.trim();

/**
 * Put a part of the answer into the page; the focus stays where it was, and folds that somebody opened stay open.
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
function replace(old, fresh) {
  const opened = new Set([...old.querySelectorAll("details")].filter((fold) => fold.open).map(nameOf));
  for (const fold of fresh.querySelectorAll("details")) if (opened.has(nameOf(fold))) fold.open = true;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  if (!focused) return;
  // Links and folds have no names of their own: the same words in the same kind of element are the same thing.
  const alike = [...fresh.querySelectorAll(focused.localName)].find((one) => one.textContent?.trim() === focused.textContent?.trim());
  const same = focused.id ? document.getElementById(focused.id) : alike;
  (same ?? fresh.querySelector("h2[tabindex]"))?.focus({ preventScroll: true });
}

/**
 * Remember what one looks at, and return how to put it back in its place on the screen: what is new above must not push
 * away what somebody reads or fills in (L-87).
 */
function held() {
  const shown = (/** @type {Element} */ one) => one.getBoundingClientRect().bottom > 0;
  const focused = body?.contains(document.activeElement) && shown(document.activeElement) ? document.activeElement : null;
  const looked = focused ?? [...document.querySelectorAll("#room [data-part]:not([hidden])")].find(shown);
  const top = looked?.getBoundingClientRect().top ?? 0;
  return () => {
    const there = looked?.isConnected ? looked : looked?.id ? document.getElementById(looked.id) : null;
    if (there && window.scrollY > 0) window.scrollBy({ top: there.getBoundingClientRect().top - top, behavior: "instant" });
  };
}

/** @param {string} html */
function draw(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const room = page.getElementById("room");
  if (!room || !body) return;
  const still = held();
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
  still();
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
      asked = performance.now();
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
  const written = events.filter((event) => WRITTEN.has(event.type)).length;
  for (const event of events) {
    if (event.type === "PollOpened") {
      // What was refused before has nothing to do with this ballot.
      showRefusal(undefined);
      announcer.urgent(`${say.sayOpened} ${event.data.question} ${say.sayPollKey}`);
    }
    if (event.type === "PollEnding") announcer.urgent(say.sayEnding);
    if (event.type === "SpeechStarted" && event.data.person_id === Number(say.me)) announcer.urgent(say.sayFloor);
    if (event.type === "ItemOpened") announcer.polite("item", `${say.sayItem} ${event.data.title}`);
    if (event.type === "PollClosed") announcer.polite("poll", say.sayClosed);
    if (event.type === "SpeechRequested" || event.type === "SpeechStarted") announcer.polite("list", say.sayList);
  }
  if (written) announcer.polite("written", say.sayWritten);
}

/** The ballot is reached by one key or link; focus never moves by itself (L-86). */
function goToPoll() {
  const part = document.getElementById("part-poll");
  if (!part || part.hidden) return;
  (part.querySelector(".ballot:not([hidden])") ?? part).scrollIntoView({ block: "start", behavior: "instant" });
  (part.querySelector("input:not([type=hidden])") ?? part.querySelector("h2"))?.focus({ preventScroll: true });
}

/** @param {boolean} connected */
function showConnection(connected) {
  if (connection) connection.textContent = connected ? live.dataset.sayOnline : live.dataset.sayOffline;
}

/** Forms whose command is under way: what is sent again meanwhile is the same click, not another wish. */
const underWay = new WeakSet();

/**
 * Send a form's command once, whatever is clicked until its answer comes.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
async function sendOnce(form, submitter) {
  if (underWay.has(form)) return;
  underWay.add(form);
  try {
    await send(form, submitter);
  } finally {
    // Not later: while others act the room is redrawn again and again, and a button must not be dead for so long.
    underWay.delete(form);
  }
  await renew();
}

/**
 * Send a form's command, through the socket if it is there, else by HTTP with the same key.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
async function send(form, submitter) {
  const fields = new FormData(form, submitter);
  const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  // What is said without a name goes another way than commands do, which are noted with who sent them (L-27). Only the
  // path says which: the address may carry the language besides.
  const sent = address !== null && new URL(address, location.href).pathname.endsWith("/fragen")
    ? await sendByHttp(address, fields, "").catch(() => null)
    : await line.send(String(fields.get("type")), dataOf(form, fields), (key) => sendByHttp(form.action, fields, key));
  const answer = sent ?? { ok: false, problem: { detail: live.dataset.sayOffline } };
  showRefusal(answer.problem, form);
  if (!answer.ok) return;
  if ("clears" in form.dataset) form.reset();
  else settle(form);
}

/** @param {string} address @param {FormData} fields @param {string} key */
async function sendByHttp(address, fields, key) {
  fields.set("key", key);
  // The command's own key makes sure that it happens once, whichever way it came; a form's key knows its own way only.
  fields.delete("once");
  const answer = await fetch(address, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { Accept: "application/json" },
  });
  const said = await answer.json();
  return answer.ok ? said : { ok: false, problem: said };
}

const room = document.getElementById("room");
document.querySelectorAll("[data-part]").forEach((part) => drawn.set(part.id, essence(part)));

const line = new Line({
  meeting: Number(live.dataset.meeting),
  after: Number(room?.dataset.seq ?? 0),
  epoch: Number(room?.dataset.epoch ?? 1),
  io,
});
let wasLost = false;
line.addEventListener("state", () => {
  showConnection(line.state !== "off");
  // Of a break and its end within ten seconds only the last is said; the first connection is nothing to speak of.
  if (line.state === "off") announcer.polite("line", live.dataset.sayOffline);
  else if (wasLost) announcer.polite("line", live.dataset.sayOnline);
  wasLost = line.state === "off";
  // Whatever ended a socket may have changed who one is here: the parts are asked for anew.
  if (line.state !== "off") renewSoon();
});
line.addEventListener("snapshot", renewSoon);
line.addEventListener("events", (event) => {
  announce(event.detail);
  renewSoon();
});

// Who is connected and how many are watching stands in no event (L-35, L-50): while a session runs and somebody looks, the parts
// are asked for now and then, at the desk more often.
setInterval(() => {
  const runs = document.querySelector("#part-bar:not([hidden])") !== null;
  if (runs && !document.hidden && performance.now() - asked > Number(live.dataset.again) * 1000) renewSoon();
}, 5000);

document.getElementById("live-quiet-choice")?.removeAttribute("hidden");
drawClocks(() => line.clock.now());
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !event.target.closest("[data-to-poll]")) return;
  event.preventDefault();
  goToPoll();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "F8" || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  goToPoll();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-command]")) return;
  event.preventDefault();
  sendOnce(form, event.submitter);
});
// The answer may be quicker than the second half of a double click: that one then meets another button, such as the one that
// takes the first step back.
document.addEventListener(
  "click",
  (event) => {
    if (event.detail < 2 || !(event.target instanceof Element) || !event.target.closest("[data-command] [type=submit]")) return;
    event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);

// Ballots are sent by a module of their own (ballot.js); what came of it is shown here.
document.addEventListener("room:sent", (event) => {
  const { problem, offline, failed, receipt, form } = /** @type {CustomEvent} */ (event).detail;
  const own = offline ? live.dataset.sayOffline : failed ? live.dataset.sayFailed : "";
  showRefusal(own ? { detail: own } : problem, form);
  if (receipt) showReceipt(`${live.dataset.sayReceipt} ${receipt}`);
  renew();
});
