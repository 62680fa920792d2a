/** What a service said instead of an answer, with the id under which its log has the request. */
export class ServiceError extends Error {
  constructor(
    readonly service: string,
    readonly status: number,
    message: string,
    readonly requestId: string | null,
  ) {
    super(message);
  }
}

/** The answer, or a ServiceError made from the error body and its headers. */
export function answerOf<T>(service: string, result: { data?: T; error?: unknown; response: Response }): T {
  if (result.response.ok) return result.data as T;
  throw new ServiceError(
    service,
    result.response.status,
    messageOf(result.error) ?? result.response.statusText,
    result.response.headers.get("X-Request-ID"),
  );
}

export function messageOf(body: unknown): string | null {
  if (typeof body === "string") return body || null;
  if (typeof body !== "object" || body === null) return null;
  for (const name of ["message", "error"] as const) {
    const value = (body as Record<string, unknown>)[name];
    if (typeof value === "string") return value;
    if (typeof value === "object" && value !== null) return messageOf(value);
  }
  return null;
}
