// The line to the bridge on this computer. It tells "state" (off, connecting, ready, lost) with the code of what is
// wrong, "message" for what a device read, and "fault" for what could not be used.

import { read } from "./messages.js";

const PATIENCE = 5_000;
const PING_EVERY = 10_000;
const WAITS = [2_000, 5_000, 15_000, 30_000];
const NOT_PAIRED = 4403;
// what trying again by itself would not mend
const LASTING = ["not_paired", "version"];

export class Bridge extends EventTarget {
  constructor(address) {
    super();
    this.address = address;
    this.devices = [];
    this.tries = 0;
    this.change("off");
    document.addEventListener("visibilitychange", () => this.here());
    window.addEventListener("focus", () => this.here());
    setInterval(() => this.ping(), PING_EVERY);
  }

  start() {
    this.stop();
    this.change("connecting");
    let socket;
    try {
      socket = new WebSocket(this.address);
    } catch {
      this.lose("gone");
      return;
    }
    this.socket = socket;
    this.expect();
    // what an older line still says is no longer heard
    socket.addEventListener("message", ({ data }) => this.socket === socket && this.told(data));
    socket.addEventListener("close", ({ code }) => this.socket === socket && this.lose(code === NOT_PAIRED ? "not_paired" : "gone"));
  }

  stop() {
    clearTimeout(this.patience);
    clearTimeout(this.again);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.devices = [];
    this.change("off");
  }

  send(message) {
    if (this.state !== "ready") return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  // of several pages the bridge speaks to the one that said so last
  here() {
    if (!document.hidden) this.send({ type: "page.here" });
  }

  ping() {
    if (this.send({ type: "ping" })) this.expect();
  }

  expect() {
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.lose("silent"), PATIENCE);
  }

  told(data) {
    clearTimeout(this.patience);
    const { message, fault } = read(data);
    if (this.state === "connecting") this.greeted(message, fault);
    else if (fault === "too_large") this.lose(fault);
    else if (fault) this.tell("fault", { code: fault });
    else if (message) this.hear(message);
  }

  greeted(message, fault) {
    if (fault) this.lose(fault);
    else if (message?.type === "error" && message.code === "not_paired") this.lose("not_paired");
    else if (message?.type !== "hello") this.lose("malformed");
    else if (message.portal !== location.origin) this.lose("not_paired");
    else {
      this.tries = 0;
      this.devices = message.devices;
      this.change("ready");
      this.here();
    }
  }

  hear(message) {
    if (message.type === "devices") {
      this.devices = message.devices;
      this.change("ready");
    } else if (message.type === "error") this.tell("fault", message);
    // a tab that nobody looks at takes nothing
    else if (message.type !== "pong" && !document.hidden) this.tell("message", message);
  }

  lose(code) {
    this.stop();
    this.change("lost", code);
    if (LASTING.includes(code)) return;
    this.again = setTimeout(() => this.start(), WAITS[Math.min(this.tries, WAITS.length - 1)]);
    this.tries += 1;
  }

  change(state, code = "") {
    this.state = state;
    this.tell("state", { state, code });
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
