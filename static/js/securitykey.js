// A USB key: the browser asks it for its answer to the server's challenge, and the form takes that answer along.
// Challenge and answer are turned into JSON and back by webauthn-json, which allauth brings.

for (const form of document.querySelectorAll("form[data-security-key]")) {
  const said = form.querySelector("[data-key-said]");
  const options = JSON.parse(document.getElementById("key-options").textContent);
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    event.stopPropagation();
    if (!window.isSecureContext || !window.PublicKeyCredential || !window.webauthnJSON) {
      said.textContent = form.dataset.wordsAbsent;
      return;
    }
    said.textContent = "";
    try {
      const answer = form.dataset.securityKey === "create"
        ? await window.webauthnJSON.create(options.creation_options)
        : await window.webauthnJSON.get(options.request_options);
      form.elements.credential.value = JSON.stringify(answer);
    } catch {
      said.textContent = form.dataset.wordsFailed;
      return;
    }
    form.requestSubmit();
  });
}
