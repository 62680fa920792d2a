import { Badge, Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/notifications-api";
import { ActionOf } from "../../components/ActionOf";
import { signal } from "../../components/colors";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { ErrorNotice } from "../../components/ErrorNotice";
import { momentText } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";
import { useParameters } from "../../components/useParameters";
import { Deliveries } from "./Deliveries";

type Webhook = components["schemas"]["Webhook"];
const SERVICE = "notifications-api";
const WEBHOOKS = ["webhooks"];

/** Where events of the suite are sent, whether they arrive, and what was sent lately. */
export function Webhooks() {
  const { t } = useTranslation();
  const { notifications } = useClients();
  const queries = useQueryClient();
  const { get, set } = useParameters();
  const [url, setUrl] = useState("");
  const refresh = () => queries.invalidateQueries({ queryKey: WEBHOOKS });
  const query = useQuery({
    queryKey: WEBHOOKS,
    queryFn: async () =>
      answerOf(SERVICE, await notifications.GET("/webhooks", { params: { query: { limit: 50 } } })).data,
  });
  const create = useMutation({
    mutationFn: async () => answerOf(SERVICE, await notifications.POST("/webhooks", { body: { url } })),
    onSuccess: () => {
      setUrl("");
      return refresh();
    },
  });
  const change = useMutation({
    mutationFn: async ({ id, enabled }: Webhook) =>
      answerOf(
        SERVICE,
        await notifications.PATCH("/webhooks/{webhook_id}", {
          params: { path: { webhook_id: id } },
          body: { enabled: !enabled },
        }),
      ),
    onSettled: refresh,
  });
  const error = create.error ?? change.error;
  const chosen = query.data?.find(({ id }) => id === get("webhook"));
  return (
    <Stack>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Group align="flex-end">
          <TextInput
            label={t("inbox.webhookAddress")}
            required
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <Button type="submit" loading={create.isPending}>
            {t("inbox.newWebhook")}
          </Button>
        </Group>
      </form>
      {error && <ErrorNotice error={error} />}
      {create.data && (
        <Text role="status" size="sm">
          {t("inbox.secretOnce")} <Code>{create.data.secret}</Code>
        </Text>
      )}
      <QueryResult query={query}>
        {(found) =>
          found.length === 0 ? (
            <Empty text={t("inbox.noWebhooks")} />
          ) : (
            <DataTable
              label={t("inbox.webhooks")}
              rows={found}
              keyOf={({ id }) => id}
              columns={[
                { title: t("inbox.address"), cell: ({ url: address }) => address },
                { title: t("inbox.events"), cell: ({ events }) => events.join(", ") },
                { title: t("inbox.state"), cell: (webhook) => <WebhookState webhook={webhook} /> },
                {
                  title: t("inbox.actions"),
                  cell: (webhook) => (
                    <Group gap="xs" wrap="nowrap">
                      <ActionOf
                        action={t("inbox.deliveries")}
                        of={webhook.url}
                        onClick={() => set("webhook", webhook.id)}
                      />
                      <ActionOf
                        action={t(webhook.enabled ? "inbox.switchOff" : "inbox.switchOn")}
                        of={webhook.url}
                        onClick={() => change.mutate(webhook)}
                      />
                    </Group>
                  ),
                },
              ]}
            />
          )
        }
      </QueryResult>
      {chosen && <Deliveries webhook={chosen} />}
    </Stack>
  );
}

function WebhookState({ webhook: { enabled, failingSince, disabledReason } }: { webhook: Webhook }) {
  const { t, i18n } = useTranslation();
  if (!enabled) {
    return (
      <>
        <Badge color={signal.quiet}>{t("inbox.off")}</Badge> {disabledReason}
      </>
    );
  }
  return failingSince ? (
    <Badge color={signal.bad}>
      {t("inbox.failingSince", { since: momentText(failingSince, i18n.language) })}
    </Badge>
  ) : (
    <Badge color={signal.good}>{t("inbox.on")}</Badge>
  );
}
