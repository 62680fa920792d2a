import { Card, Group, Progress, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/movies-api";
import { Empty } from "../../components/Empty";
import { QueryResult } from "../../components/QueryResult";

type Suggestion = components["schemas"]["SuggestionReply"];
const PARTS = ["emotionMatch", "curatorMatch", "intentionFit", "quality", "availability", "novelty"] as const;

export function Suggestions({ sentimentId, intentionId }: { sentimentId: number; intentionId: number }) {
  const { t } = useTranslation();
  const { movies } = useClients();
  const query = useQuery({
    queryKey: ["suggestions", sentimentId, intentionId],
    queryFn: async () =>
      answerOf(
        "movies-api",
        await movies.GET("/movies/suggestions", {
          params: { query: { sentimentId, intentionId, limit: 12 } },
        }),
      ).suggestions,
  });
  return (
    <QueryResult query={query}>
      {(found) =>
        found.length === 0 ? (
          <Empty text={t("films.noSuggestions")} />
        ) : (
          <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
            {found.map((suggestion) => (
              <SuggestionCard key={suggestion.movie.id} suggestion={suggestion} />
            ))}
          </SimpleGrid>
        )
      }
    </QueryResult>
  );
}

/** One film with what its place is made of, each part between 0 and 1. */
function SuggestionCard({
  suggestion: { rank, score, movie, matched, explain },
}: {
  suggestion: Suggestion;
}) {
  const { t } = useTranslation();
  return (
    <Card withBorder component="article" aria-label={movie.title}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} size="h4">
            {rank}. {movie.title} {movie.year && `(${movie.year})`}
          </Title>
          <Text fw={700}>{score.toFixed(2)}</Text>
        </Group>
        <Text size="sm">{movie.genres.join(", ")}</Text>
        <Text size="sm" lineClamp={3}>
          {movie.description}
        </Text>
        {matched.length > 0 && (
          <Text size="sm">
            {t("films.matched")}: {matched.join(", ")}
          </Text>
        )}
        {PARTS.map((part) => (
          <Group key={part} gap="xs" wrap="nowrap">
            <Text size="xs" w={130}>
              {t(`films.${part}`)}
            </Text>
            <Progress value={explain[part] * 100} flex={1} aria-label={t(`films.${part}`)} />
            <Text size="xs" w={34}>
              {explain[part].toFixed(2)}
            </Text>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}
