import { Group, Text } from "@mantine/core";

interface Props {
  name: string;
  value: number | null | undefined;
  digits: number;
  unit?: string;
}

export function Figure({ name, value, digits, unit = "" }: Props) {
  return (
    <Group gap={6} wrap="nowrap">
      <Text size="sm" fw={600} style={{ fontVariantNumeric: "tabular-nums" }}>
        {`${written(value, digits)} ${unit}`.trim()}
      </Text>
      <Text size="sm">{name}</Text>
    </Group>
  );
}

/** A number with so many digits behind the point; a dash for none. */
export function written(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? "–" : value.toFixed(digits);
}
