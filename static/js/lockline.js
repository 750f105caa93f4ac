// What the tabs of one browser tell each other of the lock: "locked", "open", "here" (somebody is at the keys).

export const line = new BroadcastChannel("portal-lock");
