import type { Config } from "./config";
import { type Identity, readIdentity, type Session, writeIdentity } from "./identity";

// A token that ends within this is renewed first: it must last for the request.
const SPARE_MS = 10_000;
let renewal: Promise<Identity> | null = null;

/** Completes a sign-in whose answer is in the page's address, and takes it out of there. Why it failed, else null. */
export async function completeSignIn(config: Config): Promise<string | null> {
  const answer = new URL(location.href);
  const { searchParams: given } = answer;
  if (!config.signIn || !given.has("state") || !(given.has("code") || given.has("error"))) return null;
  answer.hash = "";
  history.replaceState(null, "", `${location.pathname}#/identity`);
  try {
    const { finishSignIn } = await import("./signIn");
    const { session, view } = await finishSignIn(config.signIn, answer);
    writeIdentity(session);
    history.replaceState(null, "", location.pathname + view);
    return null;
  } catch (error) {
    return given.get("error_description") ?? (error as Error).message;
  }
}

/** Who the page speaks for now; tokens about to end are renewed first, once for all who ask meanwhile. */
export async function currentIdentity(config: Config): Promise<Identity> {
  const identity = readIdentity();
  if (identity.kind !== "session" || identity.expiresAt - Date.now() > SPARE_MS) return identity;
  return renewedIdentity(config, identity);
}

/** The identity with new tokens; the same one when the provider gives none: the service says what is wrong with it. */
export async function renewedIdentity(config: Config, session: Session): Promise<Identity> {
  const { signIn } = config;
  if (!signIn || !session.refreshToken) return session;
  // Renewed meanwhile: a refresh token is good for one use.
  const latest = readIdentity();
  if (latest.kind === "session" && latest.token !== session.token) return latest;
  renewal ??= import("./signIn")
    .then(({ renewSession }) => renewSession(signIn, session))
    .then(
      (renewed) => {
        writeIdentity(renewed);
        return renewed;
      },
      () => session,
    )
    .finally(() => {
      renewal = null;
    });
  return renewal;
}
