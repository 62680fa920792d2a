import { Badge, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/documentation-api";
import { ActionOf } from "../../components/ActionOf";
import { signal } from "../../components/colors";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { Moment } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";

type System = components["schemas"]["System"];
const SERVICE = "documentation-api";
const COLORS = {
  online: signal.good,
  offline: signal.bad,
  error: signal.bad,
  unknown: signal.quiet,
} as const;

/** The systems the portal knows, and how each was when it was last probed. */
export function Systems() {
  const { t } = useTranslation();
  const { documents } = useClients();
  const [chosen, choose] = useState<System | null>(null);
  const query = useQuery({
    queryKey: ["systems"],
    queryFn: async () =>
      answerOf(SERVICE, await documents.GET("/api/v1/systems", { params: { query: { limit: 100 } } })).data,
  });
  return (
    <Stack>
      <QueryResult query={query}>
        {(systems) =>
          systems.length === 0 ? (
            <Empty />
          ) : (
            <DataTable
              label={t("documents.systems")}
              rows={systems}
              keyOf={({ id }) => id}
              columns={[
                { title: t("documents.name"), cell: ({ name }) => name },
                { title: t("documents.type"), cell: ({ type }) => type },
                {
                  title: t("documents.status"),
                  cell: ({ status }) => <Badge color={COLORS[status]}>{status}</Badge>,
                },
                {
                  title: t("documents.checked"),
                  quiet: true,
                  cell: ({ last_checked }) => <Moment at={last_checked} />,
                },
                {
                  title: t("documents.probes"),
                  cell: (system) => (
                    <ActionOf
                      action={t("documents.probes")}
                      of={system.name}
                      onClick={() => choose(system)}
                    />
                  ),
                },
              ]}
            />
          )
        }
      </QueryResult>
      {chosen && <Probes system={chosen} />}
    </Stack>
  );
}

function Probes({ system }: { system: System }) {
  const { t } = useTranslation();
  const { documents } = useClients();
  const query = useQuery({
    queryKey: ["probes", system.id],
    queryFn: async () =>
      answerOf(
        SERVICE,
        await documents.GET("/api/v1/systems/{system_id}/health", {
          params: { path: { system_id: system.id } },
        }),
      ).data,
  });
  return (
    <QueryResult query={query}>
      {({ uptime_percent, checks }) => (
        <Stack>
          <Text role="status">
            {system.name}: {t("documents.uptime", { percent: uptime_percent ?? "–" })}
          </Text>
          {checks.length === 0 ? (
            <Empty text={t("documents.noProbes")} />
          ) : (
            <DataTable
              label={t("documents.probes")}
              rows={checks}
              keyOf={({ checked_at }) => checked_at}
              columns={[
                {
                  title: t("documents.checked"),
                  quiet: true,
                  cell: ({ checked_at }) => <Moment at={checked_at} />,
                },
                { title: t("documents.status"), cell: ({ status }) => status },
                {
                  title: t("documents.took"),
                  cell: ({ response_time_ms }) => `${response_time_ms ?? "–"} ms`,
                },
                { title: t("documents.message"), cell: ({ message }) => message },
              ]}
            />
          )}
        </Stack>
      )}
    </QueryResult>
  );
}
