import { Badge, Code, Stack, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/notifications-api";
import { ActionOf } from "../../components/ActionOf";
import { signal } from "../../components/colors";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { ErrorNotice } from "../../components/ErrorNotice";
import { Moment } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";

const SERVICE = "notifications-api";
const REFRESH_MS = 3_000;
const COLORS = { pending: signal.calm, delivered: signal.good, dead: signal.bad } as const;

/** What was sent to one address in the last week, what it answered, and one more try for each. */
export function Deliveries({ webhook }: { webhook: components["schemas"]["Webhook"] }) {
  const { t } = useTranslation();
  const { notifications } = useClients();
  const queries = useQueryClient();
  const path = { webhook_id: webhook.id };
  const queryKey = ["deliveries", webhook.id];
  const query = useQuery({
    queryKey,
    queryFn: async () =>
      answerOf(
        SERVICE,
        await notifications.GET("/webhooks/{webhook_id}/deliveries", {
          params: { path, query: { limit: 50 } },
        }),
      ).data,
    refetchInterval: REFRESH_MS,
  });
  const resend = useMutation({
    mutationFn: async (id: string) =>
      answerOf(
        SERVICE,
        await notifications.POST("/webhooks/{webhook_id}/deliveries/{delivery_id}/resend", {
          params: { path: { ...path, delivery_id: id } },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  return (
    <Stack>
      <Title order={2} size="h4">
        {t("inbox.deliveriesTo", { address: webhook.url })}
      </Title>
      {resend.error && <ErrorNotice error={resend.error} />}
      <QueryResult query={query}>
        {(found) =>
          found.length === 0 ? (
            <Empty text={t("inbox.noDeliveries")} />
          ) : (
            <DataTable
              label={t("inbox.deliveries")}
              rows={found}
              keyOf={({ id }) => id}
              columns={[
                { title: t("inbox.sentAt"), quiet: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
                { title: t("inbox.event"), cell: ({ event }) => event },
                {
                  title: t("inbox.state"),
                  cell: ({ state }) => <Badge color={COLORS[state]}>{t(`inbox.${state}`)}</Badge>,
                },
                { title: t("inbox.attempts"), cell: ({ attempts }) => attempts },
                { title: t("inbox.answer"), cell: ({ statusCode, error }) => error ?? statusCode },
                { title: t("inbox.body"), cell: ({ body }) => <Code>{JSON.stringify(body)}</Code> },
                {
                  title: t("inbox.actions"),
                  cell: ({ id, event, state }) =>
                    state !== "pending" && (
                      <ActionOf action={t("inbox.resend")} of={event} onClick={() => resend.mutate(id)} />
                    ),
                },
              ]}
            />
          )
        }
      </QueryResult>
    </Stack>
  );
}
