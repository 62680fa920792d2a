import { Group, Text } from "@mantine/core";

/** Pixels of height a node takes. */
export const ROW = 30;

interface Node {
  id: string;
  label: string;
  color: string;
}

/** One side of a graph: its nodes below each other, with equal room for each. */
export function GraphNodes({ nodes }: { nodes: Node[] }) {
  return (
    <div style={{ display: "flex", flexDirection: "column", justifyContent: "space-around" }}>
      {nodes.map(({ id, label, color }) => (
        <Group key={id} gap={6} px={4} wrap="nowrap" h={ROW}>
          <span style={{ flex: "none", width: 10, height: 10, borderRadius: "50%", background: color }} />
          <Text size="sm" lh={1.1}>
            {label}
          </Text>
        </Group>
      ))}
    </div>
  );
}
