import { Badge, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { signal } from "../../components/colors";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { QueryResult } from "../../components/QueryResult";
import { given, useParameters } from "../../components/useParameters";
import { type Run, RunVerdict } from "./RunVerdict";

const REFRESH_MS = 5_000;
const STATES = ["waiting", "review", "running", "done", "failed", "rejected", "approved", "refused"] as const;

/** Curation runs: how far each is, what it found and cost, and the verdict where one is wanted. */
export function CurationRuns() {
  const { t } = useTranslation();
  const { movies } = useClients();
  const { get, set } = useParameters();
  const status = STATES.find((one) => one === get("status"));
  const query = useQuery({
    queryKey: ["runs", status],
    queryFn: async () =>
      answerOf(
        "movies-api",
        await movies.GET("/api/admin/curation-runs", {
          params: { query: { limit: 50, ...given({ status }) } },
        }),
      ),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Stack>
      <Select
        label={t("films.status")}
        placeholder={t("films.undecided")}
        clearable
        w={260}
        data={[...STATES]}
        value={status ?? null}
        onChange={(value) => set("status", value)}
      />
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
                { title: t("films.found"), cell: (run) => foundBy(run) },
                { title: t("films.confidence"), cell: ({ confidence }) => confidence?.toFixed(2) ?? "–" },
                { title: t("films.cost"), cell: ({ calls }) => `$ ${costOf(calls).toFixed(4)}` },
                { title: t("films.error"), cell: ({ error }) => error },
                {
                  title: t("films.verdict"),
                  cell: (run) => <RunVerdict run={run} />,
                },
              ]}
            />
          )
        }
      </QueryResult>
    </Stack>
  );
}

/** The feelings a run found, the new ones with a plus. */
function foundBy({ matches, newSubSentiments }: Run): string {
  return [...matches.map(({ name }) => name), ...newSubSentiments.map(({ name }) => `+ ${name}`)].join(", ");
}

function costOf(calls: Run["calls"]): number {
  return calls.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
}
