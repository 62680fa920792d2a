import { createContext, type ReactNode, use, useMemo } from "react";
import { type Clients, makeClients } from "./clients";
import type { Config } from "./config";

const ConfigContext = createContext<Config | null>(null);
const ClientsContext = createContext<Clients | null>(null);

export function SuiteProvider({ config, children }: { config: Config; children: ReactNode }) {
  const clients = useMemo(() => makeClients(config), [config]);
  return (
    <ConfigContext value={config}>
      <ClientsContext value={clients}>{children}</ClientsContext>
    </ConfigContext>
  );
}

export function useConfig(): Config {
  const config = use(ConfigContext);
  if (!config) throw new Error("outside of SuiteProvider");
  return config;
}

export function useClients(): Clients {
  const clients = use(ClientsContext);
  if (!clients) throw new Error("outside of SuiteProvider");
  return clients;
}
