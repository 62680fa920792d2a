import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { signal } from "../../components/colors";
import { Empty } from "../../components/Empty";
import { ErrorNotice } from "../../components/ErrorNotice";
import { QueryResult } from "../../components/QueryResult";
import { useEventStream } from "../../components/useEventStream";

const SERVICE = "notifications-api";
const INBOX = ["notifications"];

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
                    <Text size="xs">{one.createdAt.slice(0, 16)}</Text>
                  </Group>
                  <Text size="sm">{one.message}</Text>
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
