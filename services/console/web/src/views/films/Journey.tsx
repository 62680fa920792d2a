import { Card, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { QueryResult } from "../../components/QueryResult";
import { useParameters } from "../../components/useParameters";
import { Suggestions } from "./Suggestions";

const SERVICE = "movies-api";

/** The way a visitor goes: what one feels, what one wants to do with it, and what films answer that. */
export function Journey() {
  const { t } = useTranslation();
  const { movies } = useClients();
  const { get, set } = useParameters();
  const sentimentId = Number(get("sentiment")) || null;
  const intentionId = Number(get("intention")) || null;
  const sentiments = useQuery({
    queryKey: ["sentiments"],
    queryFn: async () => answerOf(SERVICE, await movies.GET("/main-sentiments")),
  });
  const intentions = useQuery({
    queryKey: ["intentions", sentimentId],
    enabled: sentimentId !== null,
    queryFn: async () => {
      const query = { sentimentId: sentimentId ?? 0 };
      const found = answerOf(SERVICE, await movies.GET("/emotional-intentions", { params: { query } }));
      return Array.isArray(found) ? found : [];
    },
  });
  return (
    <QueryResult query={sentiments}>
      {(feelings) => (
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              label={t("films.sentiment")}
              data={feelings.map(({ id, name }) => ({ value: String(id), label: name }))}
              value={sentimentId === null ? null : String(sentimentId)}
              onChange={(value) => set("sentiment", value)}
            />
            <Select
              label={t("films.intention")}
              disabled={!intentions.data}
              data={(intentions.data ?? []).map(({ id, type }) => ({
                value: String(id),
                label: t(`films.${intentionName(type)}`),
              }))}
              value={intentionId === null ? null : String(intentionId)}
              onChange={(value) => set("intention", value)}
            />
          </SimpleGrid>
          {feelings.find(({ id }) => id === sentimentId)?.description && (
            <Card withBorder>
              <Text size="sm">{feelings.find(({ id }) => id === sentimentId)?.description}</Text>
            </Card>
          )}
          {sentimentId !== null && intentionId !== null && (
            <Suggestions sentimentId={sentimentId} intentionId={intentionId} />
          )}
        </Stack>
      )}
    </QueryResult>
  );
}

function intentionName(type: string) {
  return (
    (["PROCESS", "TRANSFORM", "MAINTAIN", "EXPLORE"] as const).find((name) => name === type) ?? "EXPLORE"
  );
}
