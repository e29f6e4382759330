// An OpenID provider (npm oidc-provider) with a page to choose who one is.
//
// node oidc.mjs '{"port", "issuer", "client": {"id", "secret", "callback", "back", "logout"}, "personas"}'

import http from "node:http";
import { Provider } from "oidc-provider";

const settings = JSON.parse(process.argv[2]);
const { client, personas } = settings;
const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const LEVELS = ["Low", "Substantial", "High"].map((each) => `https://data.gov.dk/concept/core/nsis/${each}`);

const provider = new Provider(settings.issuer, {
  clients: [{
    client_id: client.id, client_secret: client.secret, redirect_uris: [client.callback],
    post_logout_redirect_uris: [client.back], response_types: ["code"], grant_types: ["authorization_code"],
    backchannel_logout_uri: client.logout, backchannel_logout_session_required: true,
  }],
  pkce: { required: () => true },
  acrValues: LEVELS,
  claims: { openid: ["sub", "sid"], profile: ["name"], email: ["email"], mitid: ["cpr", "cvr", "roles"], acr: null },
  conformIdTokenClaims: settings.slim ?? false,
  cookies: { keys: ["only-for-tests"] },
  features: {
    devInteractions: { enabled: false }, backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource: (ctx, form) => { ctx.body = page("Log ud", `${form}<button form="op.logoutForm" name="logout" value="yes">Ja, log ud</button>`); },
      postLogoutSuccessSource: (ctx) => { ctx.body = page("Logget ud", ""); } },
  },
  fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined }),
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...personas[id]?.claims }) }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid profile email mitid");
    grant.addOIDCClaims(["acr", "cpr", "cvr", "roles", "name", "email"]);
    await grant.save();
    return grant;
  },
});

const page = (title, body) => `<!doctype html><html lang="da"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}`;
const callback = provider.callback();

async function interaction(req, res) {
  const { uid, params } = await provider.interactionDetails(req, res);
  const asked = params.acr_values ?? "";
  if (req.method === "GET") {
    res.setHeader("content-type", "text/html; charset=utf-8");
    const buttons = Object.keys(personas).map((name) => `<button name="persona" value="${escape(name)}">${escape(name)}</button>`);
    return res.end(page("Prøve-OP", `<p id="asked">${escape(asked)}</p><form method="post" action="/interaction/${uid}">${buttons.join("")}
<button name="persona" value="">Afbryd</button></form>`));
  }
  let body = "";
  for await (const chunk of req) body += chunk;
  const persona = new URLSearchParams(body).get("persona");
  if (!persona) return provider.interactionFinished(req, res, { error: "access_denied" });
  const levels = personas[persona].levels ?? {};
  const acr = levels[asked] ?? levels[""] ?? asked;
  return provider.interactionFinished(req, res, { login: { accountId: persona, acr } });
}

const server = http.createServer((req, res) => {
  const work = req.url.startsWith("/interaction/") ? interaction(req, res) : callback(req, res);
  Promise.resolve(work).catch((error) => { console.error(error); res.statusCode = 500; res.end(String(error)); });
});
provider.on("server_error", (ctx, error) => console.error(error));
server.listen(settings.port, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
