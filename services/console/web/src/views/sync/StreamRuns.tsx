import { Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { Moment } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";

/** Why yesterday's run failed, and which rows were set aside. */
export function StreamRuns({ name }: { name: string }) {
  const { t } = useTranslation();
  const { sync } = useClients();
  const params = { path: { name } };
  const runs = useQuery({
    queryKey: ["runs of stream", name],
    queryFn: async () =>
      answerOf("db-sync-worker", await sync.GET("/api/v1/streams/{name}/runs", { params })).data,
  });
  const rejected = useQuery({
    queryKey: ["quarantine", name],
    queryFn: async () =>
      answerOf("db-sync-worker", await sync.GET("/api/v1/streams/{name}/quarantine", { params })).data,
  });
  return (
    <Stack>
      <Title order={2} size="h4">
        {t("sync.runsOf", { name })}
      </Title>
      <QueryResult query={runs}>
        {(found) =>
          found.length === 0 ? (
            <Empty text={t("sync.noRuns")} />
          ) : (
            <DataTable
              label={t("sync.runs")}
              rows={found}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: t("sync.started"),
                  quiet: true,
                  cell: ({ started_at, created_at }) => <Moment at={started_at ?? created_at} />,
                },
                { title: t("sync.mode"), cell: ({ mode, trigger }) => `${mode} (${trigger})` },
                { title: t("sync.status"), cell: ({ status }) => status },
                { title: t("sync.inserted"), cell: ({ inserted }) => inserted },
                { title: t("sync.rejected"), cell: ({ rejected: count }) => count },
                { title: t("sync.error"), cell: ({ error }) => error },
              ]}
            />
          )
        }
      </QueryResult>
      <QueryResult query={rejected}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty text={t("sync.noQuarantine")} />
          ) : (
            <DataTable
              label={t("sync.quarantine")}
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                { title: t("sync.row"), cell: ({ row_key }) => row_key },
                { title: t("sync.column"), cell: ({ column_name }) => column_name },
                { title: t("sync.reason"), cell: ({ reason }) => reason },
              ]}
            />
          )
        }
      </QueryResult>
    </Stack>
  );
}
