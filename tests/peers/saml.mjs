// A SAML identity provider (npm samlp) with a page to choose who one is.
//
// node saml.mjs '{"port", "address", "entityId", "key", "cert", "sp": {"entityId", "acs", "sls", "cert"}, "personas"}'
// POST /raw answers with a response as it stands, for tests that change it.

import express from "express";
import samlp from "samlp";

const settings = JSON.parse(process.argv[2]);
const { sp, personas } = settings;
const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const app = express();
app.use(express.urlencoded({ extended: false, limit: "2mb" }));
app.use(express.json());
app.set("query parser", "simple");
app.use((req, res, next) => { req.body ??= {}; next(); });

const participants = new (class {
  list = [];
  get(issuer, indices, nameId, done) {
    const wanted = [indices].flat();
    return done(null, this.list.find((each) => wanted.includes(each.sessionIndex) && each.nameId === nameId));
  }
  hasElements() { return this.list.length > 0; }
  getFirst(done) { return done(null, this.list[0]); }
  remove(issuer, index, nameId, done) {
    const wanted = [index].flat();
    this.list = this.list.filter((each) => !(wanted.includes(each.sessionIndex) && each.nameId === nameId));
    return done();
  }
})();

const states = new Map();
const store = {
  save(req, state, done) {
    const handle = Math.random().toString(36).slice(2);
    states.set(handle, state);
    done(null, handle);
  },
  load(req, handle, options, done) {
    const [given, call] = typeof options === "function" ? [{}, options] : [options, done];
    const found = states.get(handle);
    if (given.destroy) states.delete(handle);
    call(null, found);
  },
  update(req, handle, state, done) { states.set(handle, state); done(null, handle); },
};

const signing = { signingCert: sp.cert, deflate: true };
const parse = (req) => new Promise((good, bad) => {
  if (!req.query.Signature) return bad(new Error("the request is not signed"));
  samlp.parseRequest(req, signing, (error, data) => (error ? bad(error) : good(data)));
});

const FAULTS = {
  "": {},
  audience: { audience: "https://somebody-else.example/" },
  recipient: { recipient: `${sp.acs}elsewhere/` },
  destination: { destination: `${sp.acs}elsewhere/` },
  expired: { lifetimeInSeconds: -3600 },
  unsigned: { signAssertion: false },
  stranger: settings.stranger ?? {},
  request: { inResponseTo: "_another" },
};

function response(persona, asked, fault) {
  const person = personas[persona];
  const attributes = { ...person.attributes };
  const level = person.levels ? person.levels[asked.level] ?? person.levels[""] : undefined;
  if (level) attributes["https://data.gov.dk/concept/core/nsis/loa"] = level;
  const session = `_s${Math.random().toString(36).slice(2)}`;
  const options = {
    issuer: settings.entityId, key: settings.key, cert: settings.cert,
    audience: sp.entityId, recipient: sp.acs, destination: sp.acs, inResponseTo: asked.id,
    sessionIndex: session, lifetimeInSeconds: 300, signResponse: false,
    signatureAlgorithm: "rsa-sha256", digestAlgorithm: "sha256",
    authnContextClassRef: `https://data.gov.dk/concept/core/nsis/loa/${level ?? "Low"}`,
    profileMapper: () => ({
      getClaims: () => attributes,
      getNameIdentifier: () => ({
        nameIdentifier: person.nameId,
        nameIdentifierFormat: person.format ?? "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
      }),
    }),
    ...(person.options ?? {}), ...FAULTS[fault ?? ""],
  };
  if (options.encrypt) {
    Object.assign(options, { encryptionCert: sp.cert, encryptionPublicKey: sp.publicKey });
  }
  participants.list.push({
    serviceProviderId: sp.entityId, nameId: person.nameId, sessionIndex: session,
    nameIdFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    serviceProviderLogoutURL: sp.sls, cert: sp.cert, binding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
  });
  return new Promise((good, bad) => samlp.getSamlResponse(options, {}, (error, xml) => (error ? bad(error) : good(xml))));
}

const page = (title, body) => `<!doctype html><html lang="da"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}`;

app.get("/metadata", (req, res) => {
  const cert = settings.cert.replace(/-----[A-Z ]+-----|\s/g, "");
  res.type("application/samlmetadata+xml").send(`<?xml version="1.0"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${settings.entityId}">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${cert}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${settings.address}/slo"/>
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${settings.address}/sso"/>
</IDPSSODescriptor></EntityDescriptor>`);
});

app.get("/sso", async (req, res, next) => {
  try {
    const asked = await parse(req);
    const level = (asked.requestedAuthnContext?.authnContextClassRef ?? "").split("/").pop();
    const buttons = Object.keys(personas).map((name) => `<button name="persona" value="${escape(name)}">${escape(name)}</button>`);
    res.send(page("Prøve-IdP", `<p id="asked">${escape(level)}</p><p id="again">${escape(asked.forceAuthn ?? "")}</p>
<form method="post" action="/sso">
<input type="hidden" name="id" value="${escape(asked.id)}"><input type="hidden" name="level" value="${escape(level)}">
<input type="hidden" name="relay" value="${escape(req.query.RelayState ?? "")}">
<label>Fejl <select name="fault">${Object.keys(FAULTS).map((fault) => `<option>${fault}</option>`).join("")}</select></label>
${buttons.join("")}</form>`));
  } catch (error) { next(error); }
});

app.post("/sso", async (req, res, next) => {
  try {
    const xml = await response(req.body.persona, req.body, req.body.fault);
    const token = Buffer.from(xml).toString("base64");
    res.send(page("Videre", `<form method="post" action="${sp.acs}"><input type="hidden" name="SAMLResponse" value="${token}">
<input type="hidden" name="RelayState" value="${escape(req.body.relay)}"><button>Videre</button></form><script>document.forms[0].submit()</script>`));
  } catch (error) { next(error); }
});

app.post("/raw", async (req, res, next) => {
  try {
    res.type("application/xml").send(await response(req.body.persona, req.body, req.body.fault));
  } catch (error) { next(error); }
});

app.get("/participants", (req, res) => res.json(participants.list.map((each) => each.nameId)));

app.get("/slo", (req, res, next) => samlp.logout({
  issuer: settings.entityId, key: settings.key, cert: settings.cert, deflate: true,
  protocolBinding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
  sessionParticipants: participants, store, signatureAlgorithm: "rsa-sha256", digestAlgorithm: "sha256",
  clearIdPSession: (done) => { participants.list = []; done(); },
})(req, Object.assign(res, { send: ((send) => (body) => send.call(res, body === 200 ? page("Logget ud", "<p>Alle er logget ud.</p>") : body))(res.send) }), next));

app.use((error, req, res, next) => { console.error(error); res.status(500).send(page("Fejl", escape(error.message))); });

const server = app.listen(settings.port, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
