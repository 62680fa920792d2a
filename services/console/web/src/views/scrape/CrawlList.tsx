import { Anchor, Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { signal } from "../../components/colors";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { Moment } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";

const REFRESH_MS = 5_000;
const COLORS = {
  scraping: signal.calm,
  completed: signal.good,
  failed: signal.bad,
  cancelled: signal.quiet,
} as const;

/** The crawls of the last day, also those begun elsewhere. */
export function CrawlList({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const { scrape } = useClients();
  const query = useQuery({
    queryKey: ["crawls"],
    queryFn: async () => answerOf("scrape-proxy", await scrape.GET("/api/v1/crawl")).data,
    refetchInterval: REFRESH_MS,
  });
  return (
    <QueryResult query={query}>
      {(crawls) =>
        crawls.length === 0 ? (
          <Empty text={t("scrape.noCrawl")} />
        ) : (
          <DataTable
            label={t("scrape.crawls")}
            rows={crawls}
            keyOf={({ id }) => id}
            columns={[
              {
                title: t("scrape.started"),
                quiet: true,
                cell: ({ createdAt }) => <Moment at={createdAt} />,
              },
              {
                title: t("scrape.address"),
                cell: ({ id, url }) => (
                  <Anchor
                    component="button"
                    type="button"
                    underline="always"
                    ta="left"
                    onClick={() => onOpen(id)}
                  >
                    {url}
                  </Anchor>
                ),
              },
              {
                title: t("scrape.status"),
                cell: ({ status }) => <Badge color={COLORS[status]}>{t(`scrape.states.${status}`)}</Badge>,
              },
              { title: t("scrape.pages"), cell: ({ completed, total }) => `${completed} / ${total}` },
              { title: t("scrape.why"), cell: ({ error }) => error },
            ]}
          />
        )
      }
    </QueryResult>
  );
}
