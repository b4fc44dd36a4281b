/**
 * Secret votes (L-75). A ballot is locked with a key of its own, made of two halves; each half is locked for one of the two
 * officers, whose private keys never leave their browsers. The server sees neither a key nor an open ballot with its
 * envelope: docs/decisions/secret-votes.md says what this protects against, and what not.
 */

const RSA = { name: "RSA-OAEP", hash: "SHA-256" };
const WRAPPED = 384;
const NONCE = 12;
const PADDED = 2048;

/** @param {ArrayBuffer | Uint8Array} bytes */
export function toText(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}

/** @param {string} text */
export function toBytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** @param {Uint8Array} one @param {Uint8Array} other */
function xor(one, other) {
  return one.map((byte, place) => byte ^ other[place]);
}

/** @param {...(ArrayBuffer | Uint8Array)} parts */
function joined(...parts) {
  const all = parts.map((part) => new Uint8Array(part));
  const whole = new Uint8Array(all.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {string} key */
function publicKey(key) {
  return crypto.subtle.importKey("spki", toBytes(key), RSA, false, ["encrypt"]);
}

/** @param {Uint8Array} bytes @param {KeyUsage} usage */
function aes(bytes, usage) {
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, [usage]);
}

/** @param {string} text */
async function sha256(text) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A short value that two people can read out to each other. @param {string} key */
export async function fingerprint(key) {
  return (await sha256(key)).slice(0, 16).replace(/(.{4})(?=.)/g, "$1 ");
}

/** What a voter can find the envelope by in the published list. @param {string} envelope */
export function receiptOf(envelope) {
  return sha256(JSON.stringify(envelope));
}

/**
 * Lock a ballot for two officers together; every envelope has the same length.
 * @param {string[]} keys @param {object} ballot
 */
export async function seal(keys, ballot) {
  const halves = [crypto.getRandomValues(new Uint8Array(32)), crypto.getRandomValues(new Uint8Array(32))];
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const padded = new TextEncoder().encode(JSON.stringify(ballot).padEnd(PADDED, " "));
  if (padded.length !== PADDED) throw new Error("a ballot is too long");
  const key = await aes(xor(halves[0], halves[1]), "encrypt");
  const locked = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, padded);
  const wrapped = await Promise.all(
    keys.map(async (one, place) => crypto.subtle.encrypt(RSA, await publicKey(one), halves[place])),
  );
  return toText(joined(...wrapped, nonce, locked));
}

/**
 * Open one half of an envelope's key; nothing, when somebody sent in what is no envelope.
 * @param {CryptoKey} key @param {number} place @param {string} envelope
 */
export async function openHalf(key, place, envelope) {
  const wrapped = toBytes(envelope).slice(place * WRAPPED, (place + 1) * WRAPPED);
  try {
    const half = new Uint8Array(await crypto.subtle.decrypt(RSA, key, wrapped));
    return half.length === 32 ? half : null;
  } catch {
    return null;
  }
}

/**
 * Open a ballot with both halves. What cannot be opened or read is an invalid ballot, for both officers alike.
 * @param {string} envelope @param {Uint8Array | null} one @param {Uint8Array | null} other
 */
export async function openBallot(envelope, one, other) {
  try {
    const bytes = toBytes(envelope).slice(2 * WRAPPED);
    const key = await aes(xor(one, other), "decrypt");
    const iv = bytes.slice(0, NONCE);
    const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes.slice(NONCE));
    return JSON.parse(new TextDecoder().decode(open));
  } catch {
    return { invalid: true };
  }
}

/**
 * Lock the opened halves for the other officer.
 * @param {string} otherKey @param {(Uint8Array | null)[]} halves
 */
export async function pack(otherKey, halves) {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const list = new TextEncoder().encode(JSON.stringify(halves.map((half) => half && toText(half))));
  const locked = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, await aes(secret, "encrypt"), list);
  return toText(joined(await crypto.subtle.encrypt(RSA, await publicKey(otherKey), secret), nonce, locked));
}

/**
 * Open what the other officer packed. @param {CryptoKey} key @param {string} parcel
 * @returns {Promise<(Uint8Array | null)[]>}
 */
export async function unpack(key, parcel) {
  const bytes = toBytes(parcel);
  const secret = new Uint8Array(await crypto.subtle.decrypt(RSA, key, bytes.slice(0, WRAPPED)));
  const iv = bytes.slice(WRAPPED, WRAPPED + NONCE);
  const rest = bytes.slice(WRAPPED + NONCE);
  const list = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await aes(secret, "decrypt"), rest);
  return JSON.parse(new TextDecoder().decode(list)).map((half) => half && toBytes(half));
}

/** @returns {Promise<IDBDatabase>} */
function store() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("forum-secret-votes", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("keys");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

/** @param {IDBTransactionMode} mode @param {(keys: IDBObjectStore) => IDBRequest} act @returns {Promise<any>} */
async function withKeys(mode, act) {
  const base = await store();
  return new Promise((done, failed) => {
    const change = base.transaction("keys", mode);
    const asked = act(change.objectStore("keys"));
    change.oncomplete = () => done(asked.result);
    change.onerror = () => failed(change.error);
  });
}

/** Make the officer's pair of keys; the private one cannot be taken out of this browser. @param {number} poll */
export async function makeKey(poll) {
  const pair = await crypto.subtle.generateKey(
    { ...RSA, modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]) },
    false,
    ["encrypt", "decrypt"],
  );
  await withKeys("readwrite", (keys) => keys.put(pair.privateKey, poll));
  return toText(await crypto.subtle.exportKey("spki", pair.publicKey));
}

/** @param {number} poll @returns {Promise<CryptoKey | undefined>} */
export function ownKey(poll) {
  return withKeys("readonly", (keys) => keys.get(poll));
}

/** Throw the private key away when nothing is left to open. @param {number} poll */
export function forgetKey(poll) {
  return withKeys("readwrite", (keys) => keys.delete(poll));
}
