// After the lock: the text that the server held for this person goes back into his tab, and he to his page.

import { remember } from "./tabtext.js";

remember(JSON.parse(document.getElementById("put-back").textContent));
const back = document.querySelector("[data-put-back]");
if (back) location.replace(back.href);
