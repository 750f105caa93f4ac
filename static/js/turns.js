// A part of the page is read again by one request at a time. Whoever asks meanwhile is read afterwards: htmx would queue
// the second request on the element that the first one replaces, and drop it together with that element.

const turns = new Map();

export async function inTurn(part, read) {
  const asked = turns.get(part);
  if (asked) {
    asked.add(read);
    return;
  }
  const mine = new Set([read]);
  turns.set(part, mine);
  // what is added on the way is walked too, and asking twice is asking once
  for (const next of mine) {
    mine.delete(next);
    try {
      await next();
    } catch {
      // the server is away: the dot of the line says so, and the part is read when it is back
    }
  }
  turns.delete(part);
}
