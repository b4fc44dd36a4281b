/**
 * The live protocol of a meeting, without any page: docs/decisions/live-protocol.md tells the whole.
 *
 * `Log` puts events in order, `Clock` knows the server's time, `Line` holds the connection and sends commands. Time,
 * chance and network can be given from outside, so that tests decide what comes when.
 */

/** How long somebody waits for an event that is missing before asking for it, in milliseconds. */
export const MISSING_AFTER = 500;
/** How often a client says how far it has come, and after how many events at the latest. */
const CONFIRM_EVERY = 10_000;
const CONFIRM_AFTER = 200;
/** So long a connection may take until the long poll begins beside it. */
const PATIENCE = 3000;
const JITTER = 3000;
const JITTER_AFTER_RESTART = 8000;

/** @typedef {{prev: number, seq: number, type: string, at: string, data: Record<string, any>}} LiveEvent */
/** @typedef {{items: LiveEvent[], next: string | null, epoch: number, state: string | null}} Answer */

/** The events that are known, in order and without a gap; what comes too early waits for what is missing. */
export class Log {
  /**
   * @param {{after: number, epoch: number, apply: (events: LiveEvent[]) => void, ask: (after: number) => Promise<void>,
   *   later?: (step: () => void, delay: number) => any}} options
   */
  constructor({ after, epoch, apply, ask, later = (step, delay) => setTimeout(step, delay) }) {
    this.seq = after;
    this.epoch = epoch;
    this.apply = apply;
    this.ask = ask;
    this.later = later;
    /** @type {Map<number, LiveEvent>} Events that came before the one they follow. */
    this.early = new Map();
    this.isWaiting = false;
  }

  /** @param {LiveEvent[]} events */
  take(events) {
    for (const event of events) if (event.seq > this.seq) this.early.set(event.seq, event);
    const ready = [];
    for (const seq of [...this.early.keys()].sort((one, other) => one - other)) {
      const event = this.early.get(seq);
      if (event.prev > this.seq) break;
      this.early.delete(seq);
      this.seq = seq;
      ready.push(event);
    }
    if (ready.length) this.apply(ready);
    if (this.early.size) this.#askSoon();
  }

  #askSoon() {
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.later(async () => {
      try {
        if (this.early.size) await this.ask(this.seq);
      } catch {
        // The network is away; the next turn asks again.
      }
      this.isWaiting = false;
      if (this.early.size) this.#askSoon();
    }, MISSING_AFTER);
  }

  /**
   * A state stands for everything before it, also when its number is lower: another epoch begins anew.
   * @param {{at_seq: number, epoch: number}} state
   */
  begin(state) {
    this.seq = state.at_seq;
    this.epoch = state.epoch;
    for (const seq of this.early.keys()) if (seq <= this.seq) this.early.delete(seq);
    this.take([]);
  }
}

/** The server's time: the difference that a message arrived with the least delay showed. */
export class Clock {
  /** @param {() => number} local */
  constructor(local = () => Date.now()) {
    this.local = local;
    /** @type {{offset: number, at: number}[]} */
    this.heard = [];
  }

  /**
   * A delay makes the server look late and never early, so the largest difference of the last minutes is the best.
   * @param {string | undefined | null} moment
   */
  hear(moment) {
    const server = moment ? Date.parse(moment) : NaN;
    if (Number.isNaN(server)) return;
    const at = this.local();
    const last = this.heard[this.heard.length - 1];
    // A clock that was set meanwhile makes all earlier differences void.
    if (last && (at < last.at || Math.abs(server - at - last.offset) > 60_000)) this.heard = [];
    this.heard = this.heard.filter((one) => at - one.at < 600_000).slice(-60);
    this.heard.push({ offset: server - at, at });
  }

  get offset() {
    return this.heard.length ? Math.max(...this.heard.map((one) => one.offset)) : 0;
  }

  /** The server's time in milliseconds, as `Date.now()` counts them. */
  now() {
    return this.local() + this.offset;
  }
}

/**
 * How long to wait before connecting again, so that not all come back in the same moment.
 * @param {number} chance from 0 to 1
 * @param {boolean} afterRestart
 */
export function jitter(chance, afterRestart) {
  return chance * (afterRestart ? JITTER_AFTER_RESTART : JITTER);
}

/** A key for a command, made at the click and repeated until an answer comes. */
export function newKey() {
  return crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint32Array(4)), String).join("-");
}

/**
 * The connection of a page to a meeting: by socket, and by long poll while there is none. It tells
 * `events` ({detail: LiveEvent[]}), `snapshot` ({detail: state}) and `state` ({detail: "socket" | "poll" | "off"}).
 */
export class Line extends EventTarget {
  /**
   * @param {{meeting: number, after: number, epoch: number, io: (namespace: string, options: object) => any,
   *   api?: string}} options
   */
  constructor({ meeting, after, epoch, io, api = `/api/v1/meetings/${meeting}` }) {
    super();
    this.meeting = meeting;
    this.api = api;
    this.clock = new Clock();
    this.log = new Log({ after, epoch, apply: (events) => this.#tell("events", events), ask: (from) => this.#catchUp(from) });
    this.state = "off";
    this.afterRestart = false;
    this.confirmed = after;
    this.isPolling = false;
    /** The command that was sent last, with its answer; it never fails. @type {Promise<any>} */
    this.sending = Promise.resolve(null);
    /** @type {any} */
    this.retry = undefined;
    /** @type {any} */
    this.patience = undefined;
    this.asking = new AbortController();
    this.socket = io("/sitzungen", {
      transports: ["websocket"],
      reconnection: false,
      timeout: PATIENCE,
      auth: (/** @type {(answer: object) => void} */ answer) =>
        answer({ meeting_id: meeting, after: this.log.seq, epoch: this.log.epoch }),
    });
    this.#listen();
    this.#pollAfter(PATIENCE);
    setInterval(() => this.#confirm(), CONFIRM_EVERY);
  }

  #listen() {
    this.socket.on("connect", () => {
      this.afterRestart = false;
      clearTimeout(this.patience);
      this.patience = undefined;
      this.asking.abort();
      this.#become("socket");
    });
    this.socket.on("disconnect", () => this.#lost());
    this.socket.on("connect_error", () => this.#lost());
    this.socket.on("welcome", (/** @type {{now: string}} */ said) => this.clock.hear(said.now));
    this.socket.on("restart", () => (this.afterRestart = true));
    this.socket.on("snapshot", (/** @type {any} */ state) => this.#begin(state));
    this.socket.on("events", (/** @type {LiveEvent[]} */ events) => {
      this.log.take(events);
      if (this.log.seq - this.confirmed >= CONFIRM_AFTER) this.#confirm();
    });
  }

  #lost() {
    this.#become(this.isPolling ? "poll" : "off");
    clearTimeout(this.retry);
    const delay = 300 + jitter(Math.random(), this.afterRestart);
    this.retry = setTimeout(() => this.socket.connect(), delay);
    this.#pollAfter(delay + PATIENCE);
  }

  /**
   * Poll after so long without a socket; further failures meanwhile do not put it off.
   * @param {number} delay
   */
  #pollAfter(delay) {
    this.patience ??= setTimeout(() => {
      this.patience = undefined;
      this.#poll();
    }, delay);
  }

  /** Ask again and again for what is new until there is a socket (L-48). */
  async #poll() {
    if (this.isPolling || this.socket.connected) return;
    this.isPolling = true;
    this.asking = new AbortController();
    let wait = 0;
    while (!this.socket.connected) {
      try {
        const pause = await this.#catchUp(this.log.seq, wait);
        // The first look is short, so that the page knows soon that this way works.
        wait = 20;
        if (!this.socket.connected) this.#become("poll");
        // Where too many wait already, the answer comes at once and says when to ask again.
        if (pause) await new Promise((go) => setTimeout(go, pause * 1000 + jitter(Math.random(), false)));
      } catch {
        wait = 0;
        if (!this.socket.connected) this.#become("off");
        await new Promise((go) => setTimeout(go, 1000 + jitter(Math.random(), false)));
      }
    }
    this.isPolling = false;
  }

  /**
   * Ask for what came after an event; return after how many seconds to ask again, 0 for at once.
   * @param {number} after @param {number} wait
   */
  async #catchUp(after, wait = 0) {
    let pause = 0;
    let address = `${this.api}/events?after=${after}&epoch=${this.log.epoch}${wait ? `&wait=${wait}` : ""}`;
    while (address) {
      const signal = wait ? this.asking.signal : undefined;
      const answer = await fetch(address, { credentials: "same-origin", signal });
      if (!answer.ok) throw new Error(String(answer.status));
      this.clock.hear(answer.headers.get("X-Server-Time"));
      /** @type {Answer} */
      const said = await answer.json();
      if (said.state) {
        const state = await fetch(said.state, { credentials: "same-origin" });
        if (!state.ok) throw new Error(String(state.status));
        this.#begin(await state.json());
        return 0;
      }
      this.log.take(said.items);
      pause = Number(answer.headers.get("Retry-After") ?? 0);
      address = said.next ?? "";
    }
    return pause;
  }

  /** @param {any} state */
  #begin(state) {
    this.log.begin(state);
    this.confirmed = this.log.seq;
    this.#tell("snapshot", state);
  }

  #confirm() {
    if (!this.socket.connected) return;
    this.confirmed = this.log.seq;
    this.socket.emit("cursor", { seq: this.log.seq }, (/** @type {{now: string}} */ answer) => this.clock.hear(answer.now));
  }

  /** @param {string} state */
  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.#tell("state", state);
  }

  /** @param {string} name @param {any} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /**
   * Send a command, by socket or else by HTTP, with one and the same key; no answer means that the network is away.
   * Commands go one after another, as they were clicked: by HTTP the later of two could overtake the earlier one.
   * @param {string} type
   * @param {Record<string, any>} data
   * @param {(key: string) => Promise<any>} byHttp
   */
  send(type, data, byHttp) {
    const key = newKey();
    const sent = this.sending.then(() => this.#deliver(key, type, data, byHttp));
    this.sending = sent;
    return sent;
  }

  /**
   * @param {string} key
   * @param {string} type
   * @param {Record<string, any>} data
   * @param {(key: string) => Promise<any>} byHttp
   */
  async #deliver(key, type, data, byHttp) {
    for (let turn = 0; turn < 3; turn += 1) {
      try {
        const answer = this.socket.connected
          ? await this.socket.timeout(5000).emitWithAck("command", { type, data, idempotency_key: key })
          : await byHttp(key);
        this.clock.hear(answer.now);
        return answer;
      } catch {
        if (turn === 0 && !this.socket.connected) continue;
        await new Promise((go) => setTimeout(go, 500 + jitter(Math.random(), false)));
      }
    }
    return null;
  }
}
