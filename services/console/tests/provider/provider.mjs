// A small OpenID provider on loopback for the tests of signing in: PORT, PAGE (the console's address), TOKEN_SECONDS.
// Whoever presses the one button is "ana". What it granted and refused is printed, a line each.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const { PORT, PAGE, TOKEN_SECONDS } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const lifetime = Number(TOKEN_SECONDS);
const api = { scope: "openid", audience: "colmeia", accessTokenTTL: lifetime, accessTokenFormat: "jwt" };

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "colmeia-console",
      application_type: "native",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: [`${PAGE}/`],
      post_logout_redirect_uris: [`${PAGE}/`],
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "tests" }] },
  cookies: { keys: ["of the tests"] },
  pkce: { required: () => true },
  clientBasedCORS: (_, origin) => origin === PAGE,
  scopes: ["openid", "offline_access"],
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: "Ana de Teste" }) }),
  conformIdTokenClaims: false,
  claims: { openid: ["sub", "name"] },
  extraTokenClaims: () => ({ role: "admin" }),
  ttl: { AccessToken: lifetime, IdToken: 600, RefreshToken: 600, Session: 600, Grant: 600, Interaction: 600 },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      logoutSource: (ctx, form) => {
        ctx.body = `<!doctype html>${form}<button form="op.logoutForm" name="logout" value="yes">Leave</button>`;
      },
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => "urn:colmeia",
      getResourceServerInfo: () => api,
      useGrantedResource: () => true,
    },
  },
  interactions: { url: (_, { uid }) => `/people/${uid}` },
});

for (const name of ["authorization.error", "grant.error", "grant.success", "end_session.success"]) {
  provider.on(name, (ctx, error) => console.log(name, ctx.oidc?.params?.grant_type ?? "", error?.message ?? ""));
}

/** The grant of a person who said yes to everything. */
async function grantOf(details) {
  const grant = new provider.Grant({ accountId: "ana", clientId: details.params.client_id });
  grant.addOIDCScope("openid offline_access");
  grant.addResourceScope("urn:colmeia", "openid");
  return grant.save();
}

async function answerPeople(request, response) {
  const details = await provider.interactionDetails(request, response);
  if (request.method === "GET") {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(
      '<!doctype html><title>Provider</title><form method="post"><button name="yes">I am Ana</button></form>' +
        '<form method="post" action="?no"><button>Not now</button></form>',
    );
    return;
  }
  const refused = request.url.endsWith("?no");
  const result = refused
    ? { error: "access_denied", error_description: "Ana said no" }
    : { login: { accountId: "ana" }, consent: { grantId: await grantOf(details) } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

createServer((request, response) => {
  if (!request.url.startsWith("/people/")) return provider.callback()(request, response);
  answerPeople(request, response).catch((error) => {
    response.statusCode = 500;
    response.end(String(error));
  });
}).listen(Number(PORT), "127.0.0.1", () => console.log("ready"));
