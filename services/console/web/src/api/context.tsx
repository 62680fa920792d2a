import { createContext, type ReactNode, use, useMemo } from "react";
import { type Clients, makeClients } from "./clients";
import type { Config } from "./config";

const ConfigContext = createContext<Config | null>(null);
const RefusalContext = createContext<string | null>(null);
const ClientsContext = createContext<Clients | null>(null);

interface Props {
  config: Config;
  /** Why signing in failed, just before the page was shown. */
  refusal: string | null;
  children: ReactNode;
}

export function SuiteProvider({ config, refusal, children }: Props) {
  const clients = useMemo(() => makeClients(config), [config]);
  return (
    <ConfigContext value={config}>
      <RefusalContext value={refusal}>
        <ClientsContext value={clients}>{children}</ClientsContext>
      </RefusalContext>
    </ConfigContext>
  );
}

export function useConfig(): Config {
  const config = use(ConfigContext);
  if (!config) throw new Error("outside of SuiteProvider");
  return config;
}

export function useRefusal(): string | null {
  return use(RefusalContext);
}

export function useClients(): Clients {
  const clients = use(ClientsContext);
  if (!clients) throw new Error("outside of SuiteProvider");
  return clients;
}
