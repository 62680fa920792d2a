import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  calculatePKCECodeChallenge,
  discoveryRequest,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  getValidatedIdTokenClaims,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processRefreshTokenResponse,
  refreshTokenGrantRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from "oauth4webapi";
import type { Config } from "./config";
import type { Session } from "./identity";

type SignIn = NonNullable<Config["signIn"]>;

/** What the page must know again when the provider sends the person back. */
interface Begun {
  verifier: string;
  state: string;
  nonce: string;
  view: string;
}

const KEY = "colmeia.sign-in";
const SECOND = 1_000;
// Providers that do not say how long a token lives: it is renewed by then.
const USUAL_LIFE_S = 300;

/** Sends the person to the provider, with a challenge that only this tab can answer. */
export async function beginSignIn(signIn: SignIn): Promise<void> {
  const server = await discover(signIn);
  const begun: Begun = {
    verifier: generateRandomCodeVerifier(),
    state: generateRandomState(),
    nonce: generateRandomNonce(),
    view: location.hash,
  };
  sessionStorage.setItem(KEY, JSON.stringify(begun));
  const address = new URL(addressOf(server, "authorization_endpoint"));
  address.search = new URLSearchParams({
    client_id: signIn.clientId,
    redirect_uri: pageAddress(),
    response_type: "code",
    scope: signIn.scope,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await calculatePKCECodeChallenge(begun.verifier),
    code_challenge_method: "S256",
    // Without consent a provider gives no refresh token.
    ...(signIn.scope.includes("offline_access") ? { prompt: "consent" } : {}),
  }).toString();
  location.assign(address);
}

/** The session behind the code in the page's address, and the view it was begun in. Throws when it is not ours. */
export async function finishSignIn(signIn: SignIn, answer: URL): Promise<{ session: Session; view: string }> {
  const stored = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (!stored) throw new Error("nobody in this tab began to sign in");
  const begun = JSON.parse(stored) as Begun;
  const [server, client] = [await discover(signIn), clientOf(signIn)];
  const parameters = validateAuthResponse(server, client, answer, begun.state);
  const response = await authorizationCodeGrantRequest(
    server,
    client,
    None(),
    parameters,
    pageAddress(),
    begun.verifier,
    options(signIn),
  );
  const tokens = await processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: begun.nonce,
    requireIdToken: true,
  });
  return { session: sessionOf(tokens, null), view: begun.view };
}

/** The session with new tokens. Throws when the provider no longer gives any. */
export async function renewSession(signIn: SignIn, session: Session): Promise<Session> {
  if (!session.refreshToken) throw new Error("this session cannot be renewed");
  const [server, client] = [await discover(signIn), clientOf(signIn)];
  const response = await refreshTokenGrantRequest(
    server,
    client,
    None(),
    session.refreshToken,
    options(signIn),
  );
  return sessionOf(await processRefreshTokenResponse(server, client, response), session);
}

/** Where the provider ends the session too; null when it does not. */
export async function signOutAddress(signIn: SignIn, session: Session): Promise<string | null> {
  const server = await discover(signIn);
  if (!server.end_session_endpoint) return null;
  const address = new URL(server.end_session_endpoint);
  address.search = new URLSearchParams({
    client_id: signIn.clientId,
    post_logout_redirect_uri: pageAddress(),
    ...(session.idToken ? { id_token_hint: session.idToken } : {}),
  }).toString();
  return address.href;
}

/** The page's own address, without what is asked of it: what the provider knows as its redirect. */
function pageAddress(): string {
  return location.origin + location.pathname;
}

function sessionOf(tokens: TokenEndpointResponse, before: Session | null): Session {
  const claims = getValidatedIdTokenClaims(tokens);
  const name = claims?.name ?? claims?.sub;
  return {
    kind: "session",
    token: tokens.access_token,
    refreshToken: tokens.refresh_token ?? before?.refreshToken ?? null,
    idToken: tokens.id_token ?? before?.idToken ?? null,
    expiresAt: Date.now() + (tokens.expires_in ?? USUAL_LIFE_S) * SECOND,
    name: typeof name === "string" ? name : (before?.name ?? ""),
  };
}

async function discover(signIn: SignIn): Promise<AuthorizationServer> {
  const issuer = new URL(signIn.issuer);
  return processDiscoveryResponse(issuer, await discoveryRequest(issuer, options(signIn)));
}

function clientOf(signIn: SignIn): Client {
  return { client_id: signIn.clientId };
}

/** Plain HTTP where the service's settings allow it: never in production. */
function options(signIn: SignIn): { [allowInsecureRequests]: boolean } {
  return { [allowInsecureRequests]: signIn.issuer.startsWith("http:") };
}

function addressOf(server: AuthorizationServer, name: "authorization_endpoint"): string {
  const address = server[name];
  if (!address) throw new Error(`the provider has no ${name}`);
  return address;
}
