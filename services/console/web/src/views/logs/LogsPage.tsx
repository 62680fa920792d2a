import { Button, Group, Select, Stack, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { Empty } from "../../components/Empty";
import { QueryResult } from "../../components/QueryResult";
import { LogTable } from "./LogTable";

const LEVELS = ["debug", "info", "warning", "error", "critical"] as const;
const FOLLOW_MS = 2_000;

export default function LogsPage() {
  const { t } = useTranslation();
  const { console: client } = useClients();
  const [params, setParams] = useSearchParams();
  const [following, setFollowing] = useState(true);
  const set = (name: string) => (value: string | null) =>
    setParams((shown) => withParameter(shown, name, value), { replace: true });
  const before = params.get("before");
  const [wanted] = useDebouncedValue(queryOf(params), 300);
  const query = useQuery({
    queryKey: ["logs", wanted],
    queryFn: async () =>
      answerOf("console", await client.GET("/api/v1/logs", { params: { query: wanted } })).data,
    refetchInterval: following && !before ? FOLLOW_MS : false,
    placeholderData: (previous) => previous,
  });
  return (
    <Stack>
      <Title order={1}>{t("views.logs")}</Title>
      <Group align="flex-end">
        <Select
          label={t("logs.service")}
          placeholder={t("logs.everyService")}
          data={query.data?.sources ?? []}
          value={params.get("service")}
          onChange={set("service")}
          clearable
          searchable
        />
        <Select
          label={t("logs.level")}
          data={[...LEVELS]}
          value={params.get("level")}
          onChange={set("level")}
          clearable
        />
        <TextInput
          label={t("logs.text")}
          value={params.get("text") ?? ""}
          onChange={(event) => set("text")(event.currentTarget.value)}
        />
        <TextInput
          label={t("logs.requestId")}
          value={params.get("request_id") ?? ""}
          onChange={(event) => set("request_id")(event.currentTarget.value)}
        />
        {params.get("request_id") && (
          <Button
            component={Link}
            to={`/requests?${new URLSearchParams({ request_id: params.get("request_id") ?? "" })}`}
            variant="default"
          >
            {t("logs.steps")}
          </Button>
        )}
        {before ? (
          <Button variant="default" onClick={() => set("before")(null)}>
            {t("logs.newest")}
          </Button>
        ) : (
          <Button variant="default" onClick={() => setFollowing(!following)} aria-pressed={!following}>
            {following ? t("logs.pause") : t("logs.follow")}
          </Button>
        )}
      </Group>
      <QueryResult query={query}>
        {({ lines }) => (
          <>
            {lines.length ? <LogTable lines={lines} onRequest={set("request_id")} /> : <Empty />}
            {lines[0]?.timestamp && (
              <Button variant="default" onClick={() => set("before")(lines[0]?.timestamp ?? null)}>
                {t("logs.older")}
              </Button>
            )}
          </>
        )}
      </QueryResult>
    </Stack>
  );
}

function queryOf(params: URLSearchParams) {
  const level = LEVELS.find((name) => name === params.get("level"));
  const given = (name: string) => params.get(name) || undefined;
  const query = {
    service: given("service"),
    level,
    text: given("text"),
    request_id: given("request_id"),
    before: given("before"),
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}

function withParameter(before: URLSearchParams, name: string, value: string | null): URLSearchParams {
  const after = new URLSearchParams(before);
  if (value) after.set(name, value);
  else after.delete(name);
  return after;
}
