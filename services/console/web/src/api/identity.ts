/** Who the page speaks for: a named development user, or the bearer of a token. Kept for this tab only. */
export type Identity = { kind: "user"; name: string } | { kind: "token"; token: string } | { kind: "none" };

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
  if (identity.kind === "token") return { Authorization: `Bearer ${identity.token}` };
  return {};
}

function isIdentity(value: unknown): value is Identity {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  if (value.kind === "none") return true;
  if (value.kind === "user") return "name" in value && typeof value.name === "string";
  return value.kind === "token" && "token" in value && typeof value.token === "string";
}
