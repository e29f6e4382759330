/* Passkeys: asks Plads for a challenge, lets the browser answer it, and sends the answer as an ordinary form.
   The buttons are hidden in the page and shown here, because without this file nothing of it works. */
(function () {
  "use strict";
  var doc = document;

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }

  function text(buffer) {
    var letters = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function listed(credentials) {
    return (credentials || []).map(function (each) { return Object.assign({}, each, { id: bytes(each.id) }); });
  }

  function asked(options) {
    var key = Object.assign({}, options.publicKey, { challenge: bytes(options.publicKey.challenge) });
    if (key.user) key.user = Object.assign({}, key.user, { id: bytes(key.user.id) });
    if (key.excludeCredentials) key.excludeCredentials = listed(key.excludeCredentials);
    if (key.allowCredentials) key.allowCredentials = listed(key.allowCredentials);
    return { publicKey: key };
  }

  function answered(credential) {
    var response = { clientDataJSON: text(credential.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    });
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: response
    });
  }

  async function run(form) {
    var purpose = form.dataset.passkey;
    var body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("purpose", purpose);
    var reply = await fetch(form.dataset.options, { method: "POST", body: body, redirect: "error" });
    if (!reply.ok) throw new Error(String(reply.status));
    var options = asked(await reply.json());
    var credential = await (purpose === "add" ? navigator.credentials.create(options) : navigator.credentials.get(options));
    form.elements.credential.value = answered(credential);
    form.submit();
  }

  if (!window.PublicKeyCredential) return;
  doc.querySelectorAll("form[data-passkey]").forEach(function (form) {
    var error = form.querySelector("[data-passkey-error]");
    var none = form.querySelector("[data-passkey-none]");
    if (none) none.hidden = true;
    form.querySelector("[data-passkey-button]").hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      error.hidden = true;
      run(form).catch(function () { error.hidden = false; error.focus(); });
    });
  });
})();
