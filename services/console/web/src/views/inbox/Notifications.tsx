import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/notifications-api";
import { signal } from "../../components/colors";
import { Empty } from "../../components/Empty";
import { ErrorNotice } from "../../components/ErrorNotice";
import { Moment } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";
import { useEventStream } from "../../components/useEventStream";

type Notification = components["schemas"]["Notification"];
const SERVICE = "notifications-api";
const INBOX = ["notifications"];
const REFRESH_MS = 3_000;

const MAIL_STATES = ["pending", "sent", "failed", "suppressed", "delivered"] as const;

/** What one was told, newest first; new ones arrive by themselves. */
export function Notifications() {
  const { t } = useTranslation();
  const { notifications } = useClients();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: INBOX });
  const open = useCallback(
    (signal: AbortSignal) => notifications.GET("/notifications/stream", { parseAs: "stream", signal }),
    [notifications],
  );
  const live = useEventStream(open, refresh);
  const query = useQuery({
    queryKey: INBOX,
    queryFn: async () =>
      answerOf(SERVICE, await notifications.GET("/notifications", { params: { query: { limit: 50 } } })).data,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? REFRESH_MS : false),
  });
  const read = useMutation({
    mutationFn: async (id: string | null) =>
      void answerOf<unknown>(
        SERVICE,
        id === null
          ? await notifications.PATCH("/notifications/read-all")
          : await notifications.PATCH("/notifications/{notification_id}/read", {
              params: { path: { notification_id: id } },
            }),
      ),
    onSettled: refresh,
  });
  return (
    <Stack>
      <Group>
        <Badge color={live ? signal.good : signal.quiet}>{t(live ? "common.live" : "common.notLive")}</Badge>
        <Button size="compact-sm" variant="default" onClick={() => read.mutate(null)}>
          {t("inbox.readAll")}
        </Button>
      </Group>
      {read.error && <ErrorNotice error={read.error} />}
      <QueryResult query={query}>
        {(found) =>
          found.length === 0 ? (
            <Empty text={t("inbox.none")} />
          ) : (
            <Stack gap="xs">
              {found.map((one) => (
                <Card
                  key={one.id}
                  withBorder
                  p="sm"
                  component="article"
                  aria-label={one.title ?? one.message}
                >
                  <Group justify="space-between">
                    <Text fw={one.read ? 400 : 700}>{one.title ?? one.kind}</Text>
                    <Text size="xs">
                      <Moment at={one.createdAt} />
                    </Text>
                  </Group>
                  <Text size="sm">{one.message}</Text>
                  {one.type === "email" && (
                    <Text size="sm" fw={one.status === "sent" ? 400 : 700}>
                      {t("inbox.email")}: {t(`inbox.mail.${mailState(one.status)}`)}
                    </Text>
                  )}
                  {!one.read && (
                    <Group mt={4}>
                      <Button size="compact-xs" variant="default" onClick={() => read.mutate(one.id)}>
                        {t("inbox.markRead")}
                      </Button>
                    </Group>
                  )}
                </Card>
              ))}
            </Stack>
          )
        }
      </QueryResult>
    </Stack>
  );
}

/** The stream tells of new ones only, not of what becomes of a mail. */
function isUnderWay({ type, status }: Notification): boolean {
  return type === "email" && mailState(status) === "pending";
}

function mailState(status: string) {
  return MAIL_STATES.find((name) => name === status) ?? "pending";
}
