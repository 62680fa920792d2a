import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients, useConfig } from "../../api/context";
import { answerOf } from "../../api/errors";
import { QueryResult } from "../../components/QueryResult";
import { NeedsGraph } from "./NeedsGraph";
import { ServiceCard } from "./ServiceCard";

const REFRESH_MS = 10_000;

export default function OverviewPage() {
  const { t } = useTranslation();
  const config = useConfig();
  const { console: client } = useClients();
  const query = useQuery({
    queryKey: ["overview"],
    queryFn: async () => answerOf("console", await client.GET("/api/v1/overview")).data,
    refetchInterval: REFRESH_MS,
  });
  return (
    <Stack>
      <Title order={1}>{t("views.overview")}</Title>
      <QueryResult query={query}>
        {({ services, history }) => (
          <>
            <Text role="status">
              {t("overview.all", {
                ready: Object.values(services).filter(({ state }) => state === "ready").length,
                total: config.services.length,
              })}
            </Text>
            <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
              {config.services.map((service) => (
                <ServiceCard
                  key={service.id}
                  service={service}
                  state={services[service.id]}
                  minutes={history[service.id] ?? []}
                />
              ))}
            </SimpleGrid>
            <NeedsGraph services={config.services} states={services} />
          </>
        )}
      </QueryResult>
    </Stack>
  );
}
