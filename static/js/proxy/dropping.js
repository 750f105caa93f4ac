// Nothing is thrown away from the telephone before a person has said so.

const sheet = document.querySelector("dialog[data-drop]");

export function confirmDrop({ itemName, who, state }) {
  sheet.querySelector("[data-drop-what]").textContent = [itemName, who].filter(Boolean).join(" ");
  sheet.querySelector("[data-drop-alone]").hidden = state === "sent";
  sheet.querySelector("[data-drop-filed]").hidden = state !== "sent";
  sheet.returnValue = "";
  sheet.showModal();
  return new Promise((said) => {
    sheet.addEventListener("close", () => said(sheet.returnValue === "drop"), { once: true });
  });
}
