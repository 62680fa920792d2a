import { Code, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { Empty } from "../../components/Empty";
import { QueryResult } from "../../components/QueryResult";
import { useParameters } from "../../components/useParameters";
import { StreamCard } from "./StreamCard";
import { StreamRuns } from "./StreamRuns";

const REFRESH_MS = 3_000;

export default function SyncPage() {
  const { t } = useTranslation();
  const { sync } = useClients();
  const { get, set } = useParameters();
  const query = useQuery({
    queryKey: ["streams"],
    queryFn: async () => answerOf("db-sync-worker", await sync.GET("/api/v1/streams")).data,
    refetchInterval: REFRESH_MS,
  });
  const chosen = get("stream");
  return (
    <Stack>
      <Title order={1}>{t("views.sync")}</Title>
      <QueryResult query={query}>
        {(streams) =>
          streams.length === 0 ? (
            <Empty text={t("sync.none")} />
          ) : (
            <Stack>
              {streams.every(({ last_synced }) => last_synced === null) && (
                <Text role="status">
                  {t("sync.noSource")} <Code>scripts/questdb.sh start</Code>
                </Text>
              )}
              {streams.map((stream) => (
                <StreamCard
                  key={stream.name}
                  stream={stream}
                  onRuns={() => set("stream", stream.name === chosen ? null : stream.name)}
                />
              ))}
              {chosen && <StreamRuns name={chosen} />}
            </Stack>
          )
        }
      </QueryResult>
    </Stack>
  );
}
