import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { DataTable } from "../../components/DataTable";
import { QueryResult } from "../../components/QueryResult";

const SERVICE = "scrape-proxy";
const REFRESH_MS = 3_000;

/** How far one crawl is, what it has read, and the way to end it. */
export function CrawlProgress({ id }: { id: string }) {
  const { t } = useTranslation();
  const { scrape } = useClients();
  const params = { path: { crawl_id: id } };
  const query = useQuery({
    queryKey: ["crawl", id],
    queryFn: async () => answerOf(SERVICE, await scrape.GET("/api/v1/crawl/{crawl_id}", { params })).data,
    refetchInterval: ({ state }) => (state.data && state.data.status !== "scraping" ? false : REFRESH_MS),
  });
  const cancel = useMutation({
    mutationFn: async () => answerOf(SERVICE, await scrape.DELETE("/api/v1/crawl/{crawl_id}", { params })),
    onSettled: () => query.refetch(),
  });
  return (
    <QueryResult query={query}>
      {({ status, completed, total, data }) => (
        <Stack>
          <Text role="status">{t("scrape.progress", { status, completed, total })}</Text>
          <Progress value={total ? (100 * completed) / total : 0} aria-label={t("scrape.crawl")} />
          {status === "scraping" && (
            <Group>
              <Button variant="default" onClick={() => cancel.mutate()}>
                {t("common.cancel")}
              </Button>
            </Group>
          )}
          {data.length > 0 && (
            <DataTable
              label={t("scrape.pages")}
              rows={data}
              keyOf={({ metadata }) => metadata?.sourceURL ?? metadata?.url ?? ""}
              columns={[
                { title: t("scrape.title"), cell: ({ metadata }) => metadata?.title },
                { title: t("scrape.address"), cell: ({ metadata }) => metadata?.sourceURL ?? metadata?.url },
                { title: t("scrape.status"), cell: ({ metadata }) => metadata?.statusCode },
              ]}
            />
          )}
        </Stack>
      )}
    </QueryResult>
  );
}
