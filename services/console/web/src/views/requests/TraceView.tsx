import { Code, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { Empty } from "../../components/Empty";
import { QueryResult } from "../../components/QueryResult";
import { LogTable } from "../logs/LogTable";
import { SpanDetails } from "./SpanDetails";
import { Waterfall } from "./Waterfall";

/** One trace: its steps over all services, and what the logs say of its request. */
export function TraceView({ id }: { id: string }) {
  const { t } = useTranslation();
  const { console: client } = useClients();
  const [chosen, choose] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ["trace", id],
    queryFn: async () =>
      answerOf(
        "console",
        await client.GET("/api/v1/traces/{trace_id}", { params: { path: { trace_id: id } } }),
      ).data,
  });
  const requestId = query.data?.find((span) => span.requestId)?.requestId ?? null;
  return (
    <QueryResult query={query}>
      {(spans) => {
        const detailed = spans.find(({ spanId }) => spanId === chosen);
        return (
          <Stack>
            <Text size="sm">
              {t("requests.requestId")} <Code>{requestId ?? "–"}</Code>
            </Text>
            <Waterfall spans={spans} chosen={chosen} onChoose={choose} />
            {detailed && <SpanDetails span={detailed} />}
            <Title order={2} size="h4">
              {t("requests.lines")}
            </Title>
            {requestId ? <RequestLines id={requestId} /> : <Empty text={t("requests.noLines")} />}
          </Stack>
        );
      }}
    </QueryResult>
  );
}

function RequestLines({ id }: { id: string }) {
  const { t } = useTranslation();
  const { console: client } = useClients();
  const query = useQuery({
    queryKey: ["logs", "request", id],
    queryFn: async () =>
      answerOf("console", await client.GET("/api/v1/logs", { params: { query: { request_id: id } } })).data,
  });
  return (
    <QueryResult query={query}>
      {({ lines }) =>
        lines.length ? (
          <LogTable lines={lines} onRequest={() => undefined} />
        ) : (
          <Empty text={t("requests.noLines")} />
        )
      }
    </QueryResult>
  );
}
