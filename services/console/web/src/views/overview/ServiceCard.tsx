import { Anchor, Badge, Button, Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { addressOf, behindGateway, referenceOf, type ServiceAddress } from "../../api/config";
import type { components } from "../../api/generated/console";
import { signal } from "../../components/colors";
import { Figure } from "./Figure";
import { Sparkline } from "./Sparkline";

type State = components["schemas"]["ServiceState"];
const COLORS = { ready: signal.good, degraded: signal.warning, down: signal.bad } as const;

interface Props {
  service: ServiceAddress;
  state: State | undefined;
  points: (number | null)[][];
}

export function ServiceCard({ service, state, points }: Props) {
  const { t } = useTranslation();
  const needs = service.dependsOn.join(", ");
  return (
    <Card withBorder component="article" aria-label={service.id}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {service.id}
          </Title>
          <Badge variant="filled" color={state ? COLORS[state.state] : signal.quiet}>
            {t(`overview.${state?.state ?? "waiting"}`)}
          </Badge>
        </Group>
        {state?.reason && <Text size="sm">{state.reason}</Text>}
        {Boolean(state?.errorRatePercent) && (
          <Button
            component={Link}
            to={`/requests?service=${service.id}&state=failed`}
            size="compact-sm"
            color={signal.bad}
            style={{ alignSelf: "flex-start" }}
          >
            {t("overview.failedRequests")}
          </Button>
        )}
        <Sparkline values={points.map((point) => point[1] ?? 0)} label={t("overview.lastHour")} />
        <SimpleGrid cols={2} spacing="xs">
          <Figure name={t("overview.requests")} value={state?.requestsPerSecond} digits={2} />
          <Figure name={t("overview.errors")} value={state?.errorRatePercent} digits={1} unit="%" />
          <Figure name="p50" value={state?.p50Ms} digits={1} unit="ms" />
          <Figure name="p95" value={state?.p95Ms} digits={1} unit="ms" />
          <Figure
            name={t("overview.memory")}
            value={state?.memoryRssBytes ? state.memoryRssBytes / 2 ** 20 : null}
            digits={0}
            unit="MiB"
          />
        </SimpleGrid>
        <Text size="sm">{t("overview.dependsOn", { names: needs })}</Text>
        <Group gap="md">
          <Anchor component={Link} to={`/logs?service=${service.id}`} underline="always">
            {t("overview.openLogs")}
          </Anchor>
          <Anchor component={Link} to={`/requests?service=${service.id}`} underline="always">
            {t("views.requests")}
          </Anchor>
          <Anchor href={referenceOf(service)} underline="always">
            {t("overview.openDocs")}
          </Anchor>
          {!behindGateway && (
            <Anchor href={addressOf(service, "/metrics")} underline="always">
              {t("overview.openMetrics")}
            </Anchor>
          )}
        </Group>
      </Stack>
    </Card>
  );
}
