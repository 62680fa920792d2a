import { Table, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { signal } from "../../components/colors";
import { type Span, stepsOf } from "./spans";

const COLORS = [signal.calm, signal.good, signal.warning, "#6a3d9a", "#0b6b6b", "#7a4b00", signal.quiet];

interface Props {
  spans: Span[];
  chosen: string | null;
  onChoose: (spanId: string) => void;
}

/** The steps of a trace as bars over time, a colour a service. */
export function Waterfall({ spans, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const whole = Math.max(...spans.map(({ startMs, durationMs }) => startMs + durationMs), 0.001);
  const services = [...new Set(spans.map(({ service }) => service))];
  const colorOf = (service: string) => COLORS[services.indexOf(service) % COLORS.length];
  return (
    <Table.ScrollContainer
      minWidth={640}
      scrollAreaProps={{
        viewportProps: { tabIndex: 0, role: "region", "aria-label": t("requests.waterfall") },
      }}
    >
      <Table aria-label={t("requests.waterfall")} verticalSpacing={2}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="40%">{t("requests.step")}</Table.Th>
            <Table.Th>{t("requests.service")}</Table.Th>
            <Table.Th w="35%">{t("requests.duration")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {stepsOf(spans).map(({ span, depth }) => (
            <Table.Tr key={span.spanId}>
              <Table.Td style={{ paddingLeft: 8 + depth * 14 }}>
                <UnstyledButton
                  onClick={() => onChoose(span.spanId)}
                  aria-pressed={chosen === span.spanId}
                  fz="sm"
                  td="underline"
                >
                  {span.name}
                </UnstyledButton>
                {span.error && (
                  <Text span size="sm" fw={700}>
                    {" "}
                    ⚠ {span.error}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{span.service}</Table.Td>
              <Table.Td>
                <svg width="100%" height="14" role="img" aria-label={`${span.durationMs} ms`}>
                  <rect
                    x={`${(100 * span.startMs) / whole}%`}
                    width={`${Math.max(0.6, (100 * span.durationMs) / whole)}%`}
                    height="14"
                    rx="2"
                    fill={span.error ? signal.bad : colorOf(span.service)}
                  />
                </svg>
                <Text size="xs">{span.durationMs.toFixed(2)} ms</Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
