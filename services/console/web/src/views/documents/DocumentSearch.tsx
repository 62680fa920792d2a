import { Anchor, Button, Card, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/documentation-api";
import { Empty } from "../../components/Empty";
import { Highlighted } from "../../components/Highlighted";
import { QueryResult } from "../../components/QueryResult";
import { given, useParameters } from "../../components/useParameters";
import { Waiting } from "../../components/Waiting";

const Reader = lazy(() => import("./DocumentReader"));
const SERVICE = "documentation-api";
type Hit = components["schemas"]["DocumentHit"];

/** Documents as one types, narrowed by their facets; one of them read in place. */
export function DocumentSearch() {
  const { t } = useTranslation();
  const { documents } = useClients();
  const { get, set } = useParameters();
  const path = get("path");
  const [wanted] = useDebouncedValue(given({ q: get("q"), domain: get("domain"), type: get("type") }), 200);
  const found = useQuery({
    queryKey: ["documents", wanted],
    queryFn: async () =>
      answerOf(
        SERVICE,
        await documents.GET("/api/v1/docs/search", { params: { query: { ...wanted, limit: 30 } } }),
      ),
    placeholderData: (before) => before,
  });
  const facets = useQuery({
    queryKey: ["facets", wanted.q],
    queryFn: async () =>
      answerOf(
        SERVICE,
        await documents.GET("/api/v1/docs/facets", { params: { query: given({ q: wanted.q }) } }),
      ).facets,
    placeholderData: (before) => before,
  });
  if (path) {
    return (
      <Stack>
        <Group>
          <Button variant="default" onClick={() => set("path", null)}>
            {t("documents.back")}
          </Button>
        </Group>
        <Suspense fallback={<Waiting />}>
          <Reader path={path} />
        </Suspense>
      </Stack>
    );
  }
  const choices = (values: { value: string; count: number }[] | undefined) =>
    (values ?? []).map(({ value, count }) => ({ value, label: `${value} (${count})` }));
  return (
    <Stack>
      <Group align="flex-end">
        <TextInput
          label={t("documents.words")}
          value={get("q") ?? ""}
          onChange={(event) => set("q", event.currentTarget.value)}
        />
        <Select
          label={t("documents.domain")}
          data={choices(facets.data?.domains)}
          value={get("domain") ?? null}
          onChange={(value) => set("domain", value)}
          clearable
        />
        <Select
          label={t("documents.type")}
          data={choices(facets.data?.types)}
          value={get("type") ?? null}
          onChange={(value) => set("type", value)}
          clearable
        />
      </Group>
      <QueryResult query={found}>
        {({ results, total, did_you_mean }) => (
          <Stack>
            <Text role="status">{t("documents.found", { count: total })}</Text>
            {did_you_mean && (
              <Button variant="subtle" onClick={() => set("q", did_you_mean)}>
                {t("documents.didYouMean", { words: did_you_mean })}
              </Button>
            )}
            {results.length === 0 ? (
              <Empty text={t("documents.none")} />
            ) : (
              results.map((hit) => (
                <HitCard
                  key={hit.id}
                  hit={hit}
                  onOpen={() => set("path", hit.path.replace(/^\/docs\//, ""))}
                />
              ))
            )}
          </Stack>
        )}
      </QueryResult>
    </Stack>
  );
}

function HitCard({ hit, onOpen }: { hit: Hit; onOpen: () => void }) {
  return (
    <Card withBorder component="article" aria-label={hit.title}>
      <Anchor component="button" type="button" underline="always" ta="left" fw={600} onClick={onOpen}>
        {hit.title}
      </Anchor>
      <Text size="sm">
        {hit.domain} · {hit.type} · {hit.path}
      </Text>
      <Text size="sm">
        <Highlighted text={hit.highlights.snippet || hit.summary} />
      </Text>
    </Card>
  );
}
