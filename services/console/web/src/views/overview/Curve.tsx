import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { curveOf, type FigureName, HEIGHT, type Minute, mostOf, WIDTH } from "./curves";

const PENS = ["var(--mantine-color-dimmed)", "var(--mantine-color-anchor)"];

interface Props {
  name: string;
  now: string;
  minutes: readonly Minute[];
  /** One figure, or two with the fainter first. */
  drawn: readonly FigureName[];
}

/** A figure now, and its last hour as a curve without axes. */
export function Curve({ name, now, minutes, drawn }: Props) {
  const { t } = useTranslation();
  const most = mostOf(minutes, drawn);
  const pens = PENS.slice(-drawn.length);
  return (
    <Stack gap={2}>
      <Text size="sm" fw={600} style={{ fontVariantNumeric: "tabular-nums" }}>
        {now}
      </Text>
      <Text size="xs">{name}</Text>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        width="100%"
        height={HEIGHT}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("overview.lastHour", { name, most: Number(most.toFixed(2)) })}
      >
        <path
          d={`M0 ${HEIGHT - 0.5}H${WIDTH}`}
          stroke="var(--mantine-color-default-border)"
          vectorEffect="non-scaling-stroke"
        />
        {drawn.map((figure, index) => (
          <path
            key={figure}
            d={curveOf(minutes, figure, most)}
            fill="none"
            stroke={pens[index]}
            strokeWidth="2"
            strokeLinecap="round"
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
    </Stack>
  );
}
