// The address of a page goes on: copied, or handed to what the telephone offers. It holds nothing about the reader.

const address = document.querySelector("[data-share-address]")?.textContent.trim() ?? "";
const copy = document.querySelector("[data-copy]");
const share = document.querySelector("[data-share]");

// without a secure address a browser has neither
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address);
    const words = copy.textContent;
    copy.textContent = copy.dataset.wordsDone;
    document.querySelector("[data-copied]").textContent = copy.dataset.wordsDone;
    setTimeout(() => { copy.textContent = words; }, 2_000);
  });
}
if (share && navigator.share) {
  share.hidden = false;
  share.addEventListener("click", () => {
    // closing the telephone's own sheet is no error
    navigator.share({ title: share.dataset.title, url: address }).catch(() => {});
  });
}
