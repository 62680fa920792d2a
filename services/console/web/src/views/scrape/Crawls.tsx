import { Button, Group, NumberInput, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { ErrorNotice } from "../../components/ErrorNotice";
import { QueryResult } from "../../components/QueryResult";
import { useParameters } from "../../components/useParameters";
import { AddressForm } from "./AddressForm";

const SERVICE = "scrape-proxy";
const REFRESH_MS = 1_500;

/** A crawl from its first address on: how far it is, what it has read, and the way to end it. */
export function Crawls() {
  const { t } = useTranslation();
  const { scrape } = useClients();
  const { get, set } = useParameters();
  const [limit, setLimit] = useState(10);
  const id = get("crawl");
  const start = useMutation({
    mutationFn: async (url: string) =>
      answerOf(SERVICE, await scrape.POST("/api/v1/crawl", { body: { url, limit } })).data,
    onSuccess: (started) => set("crawl", started.id),
  });
  return (
    <Stack>
      <AddressForm action={t("scrape.start")} busy={start.isPending} onSubmit={start.mutate}>
        <NumberInput
          label={t("scrape.limit")}
          min={1}
          max={1_000}
          value={limit}
          hideControls
          onChange={(value) => setLimit(typeof value === "number" ? value : 10)}
        />
      </AddressForm>
      {start.error && <ErrorNotice error={start.error} />}
      {id ? <CrawlProgress id={id} /> : <Empty text={t("scrape.noCrawl")} />}
    </Stack>
  );
}

function CrawlProgress({ id }: { id: string }) {
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
