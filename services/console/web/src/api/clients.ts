import createClient, { type Client } from "openapi-fetch";
import { addressOf, type Config } from "./config";
import type { paths as Blog } from "./generated/blog-api";
import type { paths as Console } from "./generated/console";
import type { paths as Sync } from "./generated/db-sync-worker";
import type { paths as Documents } from "./generated/documentation-api";
import type { paths as Movies } from "./generated/movies-api";
import type { paths as Notifications } from "./generated/notifications-api";
import type { paths as Scrape } from "./generated/scrape-proxy";
import type { paths as Workspace } from "./generated/workspace-api";
import { identityHeaders } from "./identity";
import { currentIdentity, renewedIdentity } from "./session";

export interface Clients {
  console: Client<Console>;
  workspace: Client<Workspace>;
  movies: Client<Movies>;
  blog: Client<Blog>;
  documents: Client<Documents>;
  scrape: Client<Scrape>;
  sync: Client<Sync>;
  notifications: Client<Notifications>;
}

export function makeClients(config: Config): Clients {
  return {
    console: createClient<Console>({
      baseUrl: new URL(".", document.baseURI).href.replace(/\/$/, ""),
      fetch: (request: Request) => send(config, request),
    }),
    workspace: clientOf<Workspace>(config, "workspace-api"),
    movies: clientOf<Movies>(config, "movies-api"),
    blog: clientOf<Blog>(config, "blog-api"),
    documents: clientOf<Documents>(config, "documentation-api"),
    scrape: clientOf<Scrape>(config, "scrape-proxy"),
    sync: clientOf<Sync>(config, "db-sync-worker"),
    notifications: clientOf<Notifications>(config, "notifications-api"),
  };
}

function clientOf<Paths extends object>(config: Config, id: string): Client<Paths> {
  const service = config.services.find((candidate) => candidate.id === id);
  return createClient<Paths>({
    baseUrl: "http://service",
    fetch: (request: Request) => {
      if (!service) return Promise.reject(new Error(`${id} is not part of this suite`));
      const { pathname, search } = new URL(request.url);
      return send(config, request, addressOf(service, pathname) + search);
    },
  });
}

/** The request at another address, in the identity's name. Its body is read first: browsers stream one over HTTP/2 only. */
async function send(config: Config, request: Request, address = request.url): Promise<Response> {
  const body = request.body ? await request.arrayBuffer() : null;
  const { method, signal } = request;
  const identity = await currentIdentity(config);
  const ask = (named: typeof identity) => {
    const headers = new Headers(request.headers);
    for (const [name, value] of Object.entries(identityHeaders(named))) headers.set(name, value);
    return fetch(address, { method, headers, body, signal });
  };
  const response = await ask(identity);
  if (response.status !== 401 || identity.kind !== "session") return response;
  // A provider may end a token before its time: one more try with a new one.
  const renewed = await renewedIdentity(config, identity);
  return renewed === identity ? response : ask(renewed);
}
