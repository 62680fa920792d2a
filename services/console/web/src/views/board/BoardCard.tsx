import { useDraggable } from "@dnd-kit/core";
import { Badge, Card, Checkbox, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ActionOf } from "../../components/ActionOf";
import { signal } from "../../components/colors";
import type { Item } from "./items";

const COLORS = {
  low: signal.quiet,
  medium: signal.calm,
  high: signal.warning,
  critical: signal.bad,
} as const;

interface Props {
  item: Item;
  chosen: boolean;
  onOpen: (item: Item) => void;
  onChoose: (item: Item) => void;
}

export function BoardCard({ item, chosen, onOpen, onChoose }: Props) {
  const { t } = useTranslation();
  const { setNodeRef, attributes, listeners, transform, isDragging } = useDraggable({ id: item.id });
  return (
    <Card
      withBorder
      p="xs"
      style={{
        transform: transform ? `translate(${transform.x}px, ${transform.y}px)` : undefined,
        position: "relative",
        zIndex: isDragging ? 10 : undefined,
        opacity: isDragging ? 0.85 : 1,
      }}
    >
      <div ref={setNodeRef} {...attributes} {...listeners} style={{ cursor: "grab", touchAction: "none" }}>
        <Text fw={600} size="sm">
          {item.title}
        </Text>
        <Text size="sm" lineClamp={2}>
          {item.description}
        </Text>
      </div>
      <Group justify="space-between" gap={8} mt={6} wrap="nowrap">
        <Badge variant="filled" color={COLORS[item.priority]}>
          {t(`board.${item.priority}`)}
        </Badge>
        <Checkbox
          aria-label={t("board.choose", { title: item.title })}
          checked={chosen}
          onChange={() => onChoose(item)}
        />
        <ActionOf action={t("board.edit")} of={item.title} onClick={() => onOpen(item)} />
      </Group>
    </Card>
  );
}
