/** Who the page speaks for: a development user, the bearer of a token, or who signed in. Kept for this tab only. */
export type Identity =
  | { kind: "user"; name: string }
  | { kind: "token"; token: string }
  | Session
  | { kind: "none" };

/** What a provider gave: tokens, when the first of them ends (epoch ms), and whose they are. */
export interface Session {
  kind: "session";
  token: string;
  refreshToken: string | null;
  idToken: string | null;
  expiresAt: number;
  name: string;
}

const KEY = "colmeia.identity";

export function readIdentity(): Identity {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (isIdentity(stored)) return stored;
  } catch {
    // What cannot be read counts as nobody.
  }
  return { kind: "none" };
}

export function writeIdentity(identity: Identity): void {
  sessionStorage.setItem(KEY, JSON.stringify(identity));
}

export function identityHeaders(identity: Identity): Record<string, string> {
  if (identity.kind === "user") return { "X-User-Id": identity.name };
  if (identity.kind === "none") return {};
  return { Authorization: `Bearer ${identity.token}` };
}

function isIdentity(value: unknown): value is Identity {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  if (value.kind === "none") return true;
  if (value.kind === "user") return "name" in value && typeof value.name === "string";
  if (!("token" in value && typeof value.token === "string")) return false;
  return value.kind === "token" || (value.kind === "session" && "expiresAt" in value);
}
