import { Anchor, Badge, Button, Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { addressOf, behindGateway, referenceOf, type ServiceAddress } from "../../api/config";
import { signal } from "../../components/colors";
import { Curve } from "./Curve";
import type { Minute } from "./curves";
import { Figure, written } from "./Figure";
import type { State } from "./needs";

const COLORS = { ready: signal.good, degraded: signal.warning, down: signal.bad } as const;

interface Props {
  service: ServiceAddress;
  state: State | undefined;
  minutes: readonly Minute[];
}

export function ServiceCard({ service, state, minutes }: Props) {
  const { t } = useTranslation();
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
        <SimpleGrid cols={3} spacing="xs">
          <Curve
            name={t("overview.requests")}
            now={written(state?.requestsPerSecond, 2)}
            minutes={minutes}
            drawn={["requests"]}
          />
          <Curve
            name={t("overview.errors")}
            now={`${written(state?.errorRatePercent, 1)} %`}
            minutes={minutes}
            drawn={["errors"]}
          />
          <Curve
            name={t("overview.latency")}
            now={`${written(state?.p50Ms, 1)} / ${written(state?.p95Ms, 1)}`}
            minutes={minutes}
            drawn={["p50", "p95"]}
          />
        </SimpleGrid>
        <Group gap="lg">
          <Figure
            name={t("overview.memory")}
            value={state?.memoryRssBytes ? state.memoryRssBytes / 2 ** 20 : null}
            digits={0}
            unit="MiB"
          />
          <Figure name={t("overview.workers")} value={state?.workers} digits={0} />
        </Group>
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
