import { Badge, Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/movies-api";
import { signal } from "../../components/colors";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { ErrorNotice } from "../../components/ErrorNotice";
import { QueryResult } from "../../components/QueryResult";

type Run = components["schemas"]["CurationRunReply"];
const REFRESH_MS = 5_000;

/** Curation runs: how far each is, what it cost, and the two words an editor has for one in review. */
export function CurationRuns() {
  const { t } = useTranslation();
  const { movies } = useClients();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["runs"],
    queryFn: async () =>
      answerOf(
        "movies-api",
        await movies.GET("/api/admin/curation-runs", { params: { query: { limit: 50 } } }),
      ),
    refetchInterval: REFRESH_MS,
  });
  const judge = useMutation({
    mutationFn: async ({ run, verdict }: { run: Run; verdict: "approve" | "reject" }) => {
      const params = { path: { run_id: run.id }, header: { "If-Match": `"${run.version}"` } };
      return answerOf(
        "movies-api",
        verdict === "approve"
          ? await movies.POST("/api/admin/curation-runs/{run_id}/approve", { params })
          : await movies.POST("/api/admin/curation-runs/{run_id}/reject", { params }),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["runs"] }),
  });
  return (
    <>
      {judge.error && <ErrorNotice error={judge.error} />}
      <QueryResult query={query}>
        {(runs) =>
          runs.length === 0 ? (
            <Empty text={t("films.noRuns")} />
          ) : (
            <DataTable
              label={t("films.runs")}
              rows={runs}
              keyOf={({ id }) => id}
              columns={[
                { title: t("films.title"), cell: ({ title, year }) => `${title ?? "–"} ${year ?? ""}` },
                {
                  title: t("films.status"),
                  cell: ({ status, step }) => (
                    <Badge color={status === "failed" ? signal.bad : signal.calm}>
                      {status} · {step}
                    </Badge>
                  ),
                },
                { title: t("films.confidence"), cell: ({ confidence }) => confidence?.toFixed(2) ?? "–" },
                { title: t("films.cost"), cell: ({ calls }) => `$ ${costOf(calls).toFixed(4)}` },
                { title: t("films.error"), cell: ({ error }) => error },
                {
                  title: t("films.verdict"),
                  cell: (run) =>
                    run.status === "review" && (
                      <Group gap="xs" wrap="nowrap">
                        <Button size="compact-xs" onClick={() => judge.mutate({ run, verdict: "approve" })}>
                          {t("films.approve")}
                        </Button>
                        <Button
                          size="compact-xs"
                          variant="default"
                          onClick={() => judge.mutate({ run, verdict: "reject" })}
                        >
                          {t("films.reject")}
                        </Button>
                      </Group>
                    ),
                },
              ]}
            />
          )
        }
      </QueryResult>
    </>
  );
}

function costOf(calls: Run["calls"]): number {
  return calls.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
}
