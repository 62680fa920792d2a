import { Badge, Button, Card, Group, Progress, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/db-sync-worker";
import { signal } from "../../components/colors";
import { ErrorNotice } from "../../components/ErrorNotice";

type Stream = components["schemas"]["StreamReply"];
type Order = "run" | "backfill" | "reconcile" | "pause" | "resume";
const COLORS = {
  idle: signal.good,
  running: signal.calm,
  failing: signal.bad,
  waiting: signal.quiet,
  paused: signal.warning,
} as const;

/** One stream: how far behind, what is set aside, and what can be asked of it. */
export function StreamCard({ stream, onRuns }: { stream: Stream; onRuns: () => void }) {
  const { t } = useTranslation();
  const { sync } = useClients();
  const queries = useQueryClient();
  const params = { path: { name: stream.name } };
  const order = useMutation({
    mutationFn: async (wanted: Order) => {
      if (wanted === "pause" || wanted === "resume") {
        const path = wanted === "pause" ? "/api/v1/streams/{name}/pause" : "/api/v1/streams/{name}/resume";
        return void answerOf("db-sync-worker", await sync.POST(path, { params }));
      }
      if (wanted === "reconcile") {
        const body = { deep: false, repair: false };
        return void answerOf(
          "db-sync-worker",
          await sync.POST("/api/v1/streams/{name}/reconcile", { params, body }),
        );
      }
      const mode = wanted === "backfill" ? ("backfill" as const) : ("incremental" as const);
      const body = { mode, dry_run: false };
      return void answerOf("db-sync-worker", await sync.POST("/api/v1/streams/{name}/run", { params, body }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["streams"] }),
  });
  const run = stream.last_run;
  const orders: Order[] = ["run", "backfill", "reconcile", stream.paused_at ? "resume" : "pause"];
  return (
    <Card withBorder component="article" aria-label={stream.name}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {stream.name}
          </Title>
          <Badge color={COLORS[stream.status]}>{t(`sync.${stream.status}`)}</Badge>
        </Group>
        <Text size="sm">
          {stream.source} → {stream.target}
        </Text>
        {stream.last_error && <Text size="sm">{stream.last_error}</Text>}
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          <Text size="sm">{t("sync.lag", { seconds: stream.lag_seconds?.toFixed(1) ?? "–" })}</Text>
          <Text size="sm">{t("sync.rows", { count: stream.rows_total })}</Text>
          <Text size="sm">{t("sync.quarantined", { count: stream.quarantined })}</Text>
          <Text size="sm">{t("sync.mismatched", { count: stream.mismatched_windows })}</Text>
        </SimpleGrid>
        {run?.percent != null && <Progress value={run.percent} aria-label={t("sync.progress")} />}
        {order.error && <ErrorNotice error={order.error} />}
        <Group gap="xs">
          {orders.map((name) => (
            <Button key={name} size="compact-sm" variant="default" onClick={() => order.mutate(name)}>
              {t(`sync.order.${name}`)}
            </Button>
          ))}
          <Button size="compact-sm" variant="default" onClick={onRuns}>
            {t("sync.runs")}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
