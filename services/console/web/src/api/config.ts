import type { components } from "./generated/console";

export type Config = components["schemas"]["Config"];
export type ServiceAddress = Config["services"][number];

/** Whether the page was opened through the gateway, where every service has a path of the same origin. */
export const behindGateway = location.pathname.startsWith("/console");

export async function loadConfig(): Promise<Config> {
  const response = await fetch("config.json", { cache: "no-cache" });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return (await response.json()) as Config;
}

/** The address of a service's path: on its own port, or below the gateway's prefix that leads to it. */
export function addressOf(service: ServiceAddress, path: string): string {
  if (!behindGateway) return `${location.protocol}//${location.hostname}:${service.port}${path}`;
  const routes = service.gateway.filter(
    ({ to }) => path === to || path.startsWith(`${to.replace(/\/$/, "")}/`),
  );
  const best = routes.reduce<(typeof routes)[number] | undefined>(
    (found, route) => (found && found.to.length >= route.to.length ? found : route),
    undefined,
  );
  if (!best) throw new Error(`${service.id} has no address for ${path} behind the gateway`);
  return location.origin + best.prefix.replace(/\/$/, "") + path.slice(best.to.replace(/\/$/, "").length);
}

/** The page to read a service's document and try its routes, relative to this one. */
export function referenceOf(service: ServiceAddress): string {
  return `references/${service.id}/docs`;
}
