import { Anchor, Badge } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { signal } from "../../components/colors";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { Moment } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";
import { given } from "../../components/useParameters";

const REFRESH_MS = 5_000;

interface Props {
  service: string | undefined;
  text: string | undefined;
  requestId: string | undefined;
  state: "any" | "failed";
  order: "newest" | "slowest";
  onOpen: (traceId: string) => void;
}

export function TraceList({ service, text, requestId, state, order, onOpen }: Props) {
  const { t } = useTranslation();
  const { console: client } = useClients();
  const [wanted] = useDebouncedValue(given({ service, text, request_id: requestId, state, order }), 300);
  const isAll = !service && !text && !requestId && state === "any";
  const query = useQuery({
    queryKey: ["traces", wanted],
    queryFn: async () =>
      answerOf("console", await client.GET("/api/v1/traces", { params: { query: wanted } })).data,
    refetchInterval: REFRESH_MS,
    placeholderData: (before) => before,
  });
  return (
    <QueryResult query={query}>
      {(traces) =>
        traces.length === 0 ? (
          <Empty text={t(isAll ? "requests.none" : "requests.noneSuch")} />
        ) : (
          <DataTable
            label={t("views.requests")}
            rows={traces}
            keyOf={({ traceId }) => traceId}
            columns={[
              {
                title: t("requests.started"),
                quiet: true,
                cell: ({ startedAt }) => <Moment at={startedAt} to="millisecond" />,
              },
              {
                title: t("requests.name"),
                cell: ({ name, traceId }) => (
                  <Anchor
                    component="button"
                    type="button"
                    underline="always"
                    ta="left"
                    onClick={() => onOpen(traceId)}
                  >
                    {name}
                  </Anchor>
                ),
              },
              {
                title: t("requests.state"),
                cell: ({ error }) => error && <Badge color={signal.bad}>{error}</Badge>,
              },
              {
                title: t("requests.duration"),
                quiet: true,
                cell: ({ durationMs }) => `${durationMs.toFixed(1)} ms`,
              },
              { title: t("requests.services"), cell: ({ services }) => services.join(", ") },
            ]}
          />
        )
      }
    </QueryResult>
  );
}
