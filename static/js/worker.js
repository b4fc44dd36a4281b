/**
 * The service worker: what was opened can be read without a connection.
 *
 * Only who is signed in gets it, and it keeps only what everybody may read: it asks for a page a second time without the
 * cookie, so nothing of a person or of a closed room lies on the device. Signing out, here or anywhere, takes it all away.
 * What is typed is kept by drafts.js.
 */

/** @typedef {Event & {waitUntil: (done: Promise<unknown>) => void}} Lifetime */
/** @typedef {Lifetime & {request: Request, respondWith: (answer: Promise<Response>) => void}} Asked */
/** @typedef {Lifetime & {data: {parts?: string[]}}} Told */

const PAGES = "pages";
const PARTS = "parts";
const OFFLINE = "/ohne-verbindung";
const SIGN_OUT = "/abmelden";
// So many pages and files stay, those that were used last.
const MOST = { [PAGES]: 60, [PARTS]: 120 };

const worker = /** @type {any} */ (self);

/**
 * Keep an answer as the newest of its kind, and let the oldest go.
 * @param {string} name
 * @param {string} address
 * @param {Response} answer
 */
async function put(name, address, answer) {
  const cache = await caches.open(name);
  await cache.delete(address);
  await cache.put(address, answer);
  const known = await cache.keys();
  await Promise.all(known.slice(0, Math.max(0, known.length - MOST[name])).map((old) => cache.delete(old)));
}

/**
 * Ask for a page as a stranger would, and keep it if it is there for strangers.
 * @param {string} address
 * @param {string} language
 */
async function keepPage(address, language) {
  const answer = await fetch(address, { credentials: "omit", headers: { "Accept-Language": language } });
  if (answer.status === 200 && !answer.redirected) await put(PAGES, address, answer);
}

/** @param {string} address */
async function keepPart(address) {
  const cache = await caches.open(PARTS);
  if (await cache.match(address)) return;
  const answer = await fetch(address, { credentials: "omit" });
  if (answer.status === 200) await put(PARTS, address, answer);
}

/** Take everything away: nobody is signed in any more. */
async function forget() {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  await worker.registration.unregister();
}

/**
 * Answer with the page of the network, or without one with what was kept of it.
 * @param {Asked} event
 * @returns {Promise<Response>}
 */
async function page(event) {
  const address = event.request.url.replace(/#.*/, "");
  try {
    const answer = await fetch(event.request);
    const language = answer.headers.get("Forum-Reader");
    // Only pages say who reads them: a file or a picture that is opened by itself tells nothing.
    const isPage = (answer.headers.get("Content-Type") ?? "").startsWith("text/html");
    const gone = answer.type === "basic" && answer.status === 200 && isPage && language === null;
    if (gone) event.waitUntil(forget());
    else if ([404, 410].includes(answer.status)) event.waitUntil(caches.open(PAGES).then((cache) => cache.delete(address)));
    else if (language && answer.headers.has("Forum-Offline")) event.waitUntil(keepPage(address, language).catch(() => {}));
    return answer;
  } catch (error) {
    const kept = (await caches.match(address)) ?? (await caches.match(OFFLINE));
    if (kept) return kept;
    throw error;
  }
}

/**
 * Answer with a file: one that never changes under its address from what was kept, another one from the network first.
 * @param {Asked} event
 * @param {boolean} lasting
 * @returns {Promise<Response>}
 */
async function part(event, lasting) {
  const kept = await caches.match(event.request.url);
  if (kept && lasting) return kept;
  try {
    const answer = await fetch(event.request);
    if (answer.status === 200) event.waitUntil(put(PARTS, event.request.url, answer.clone()).catch(() => {}));
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

worker.addEventListener("install", (/** @type {Lifetime} */ event) => {
  event.waitUntil(caches.open(PAGES).then((cache) => cache.add(new Request(OFFLINE, { credentials: "omit" }))));
  worker.skipWaiting();
});

worker.addEventListener("activate", (/** @type {Lifetime} */ event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("message", (/** @type {Told} */ event) => {
  event.waitUntil(Promise.allSettled((event.data.parts ?? []).map(keepPart)));
});

worker.addEventListener("fetch", (/** @type {Asked} */ event) => {
  const request = event.request;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (origin !== worker.location.origin) return;
  if (request.method === "POST" && pathname === SIGN_OUT) event.waitUntil(forget());
  else if (request.method !== "GET") return;
  else if (request.mode === "navigate") event.respondWith(page(event));
  else if (pathname.startsWith("/static/")) event.respondWith(part(event, searchParams.has("v")));
});
