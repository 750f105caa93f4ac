// What a bridge may say, looked over before anything of it is used: a broken device, or another program on that port,
// puts nothing into a form. docs/devices.md describes the same messages.

export const VERSION = 1;
export const MOST_SHOT_BYTES = 20 * 1024 * 1024;
const MOST_CHARACTERS = Math.ceil(MOST_SHOT_BYTES / 3) * 4 + 4096;
const STATES = ["ready", "absent", "fault"];
const DOCUMENTS = ["resident_id", "hmt_residence"];

// as registers write names: Han with the rare ones of GB 18030-2022 and private-use signs of old cards, middle dots
// and spaces of names that were translated, Latin letters of foreigners
const NAME = /^[\p{Script=Han}\p{Script=Latin}\p{Co}·•．.'\- ]{1,50}$/u;
const NUMBER = /^\d{17}[\dX]$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const PRINTABLE = /^[^\p{Cc}\p{Cs}]{1,4096}$/u;

const isText = (value, most) => typeof value === "string" && value.length <= most;
const isDevice = (each) => isText(each?.kind, 40) && isText(each.name, 60) && STATES.includes(each.state);

// for each message: the code of what is wrong with it, empty when nothing is
const CHECKS = {
  hello(said) {
    if (said.version !== VERSION) return "version";
    return isText(said.portal, 300) && CHECKS.devices(said) === "" ? "" : "malformed";
  },
  devices: ({ devices }) => (Array.isArray(devices) && devices.length <= 20 && devices.every(isDevice) ? "" : "malformed"),
  pong: () => "",
  "id_card.read"(said) {
    if (!DOCUMENTS.includes(said.document)) return "malformed";
    if (typeof said.name !== "string" || !NAME.test(said.name)) return "bad_name";
    if (typeof said.number !== "string" || !NUMBER.test(said.number)) return "bad_number";
    return said.valid_until === null || DAY.test(said.valid_until) ? "" : "malformed";
  },
  "paper.shot": (said) => (SHA256.test(said.sha256) && Number.isInteger(said.size) && typeof said.data === "string" ? "" : "malformed"),
  "barcode.read": ({ text }) => (typeof text === "string" && PRINTABLE.test(text) ? "" : "bad_barcode"),
  // ratings belong to an app that is not there yet: heard, and not kept
  "rating.given": () => "",
  error: ({ code, sentence }) => (isText(code, 40) && isText(sentence, 200) ? "" : "malformed"),
};

// `{ message }`, `{ fault: code }`, or neither for a message that a later version knows.
export function read(data) {
  if (typeof data !== "string") return { fault: "malformed" };
  if (data.length > MOST_CHARACTERS) return { fault: "too_large" };
  let message;
  try {
    message = JSON.parse(data);
  } catch {
    return { fault: "malformed" };
  }
  if (typeof message?.type !== "string") return { fault: "malformed" };
  if (!Object.hasOwn(CHECKS, message.type)) return {};
  const fault = CHECKS[message.type](message);
  return fault ? { fault } : { message };
}
