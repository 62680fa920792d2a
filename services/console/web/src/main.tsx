import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { loadConfig } from "./api/config";
import { SuiteProvider } from "./api/context";
import { completeSignIn } from "./api/session";
import { App } from "./app/App";
import { theme } from "./app/theme";
import { startTexts } from "./i18n";

const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false } } });
const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");

const [config] = await Promise.all([loadConfig(), startTexts()]);
const refusal = await completeSignIn(config);
createRoot(root).render(
  <MantineProvider theme={theme} defaultColorScheme="auto">
    <Notifications />
    <QueryClientProvider client={queries}>
      <SuiteProvider config={config} refusal={refusal}>
        <App />
      </SuiteProvider>
    </QueryClientProvider>
  </MantineProvider>,
);
