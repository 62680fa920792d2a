import { useDroppable } from "@dnd-kit/core";
import { Badge, Group, Paper, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { BoardCard } from "./BoardCard";
import type { Item, Status } from "./items";

interface Props {
  status: Status;
  items: Item[];
  chosen: ReadonlySet<string>;
  onOpen: (item: Item) => void;
  onChoose: (item: Item) => void;
}

export function BoardColumn({ status, items, chosen, onOpen, onChoose }: Props) {
  const { t } = useTranslation();
  const { setNodeRef, isOver } = useDroppable({ id: status });
  const name = t(`board.${status}`);
  return (
    <Paper
      ref={setNodeRef}
      component="section"
      aria-label={name}
      withBorder
      p="xs"
      miw={240}
      mih={200}
      flex={1}
      style={{ outline: isOver ? "2px solid var(--mantine-primary-color-filled)" : undefined }}
    >
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h5">
            {name}
          </Title>
          <Badge variant="default">{items.length}</Badge>
        </Group>
        {items.map((item) => (
          <BoardCard
            key={item.id}
            item={item}
            chosen={chosen.has(item.id)}
            onOpen={onOpen}
            onChoose={onChoose}
          />
        ))}
      </Stack>
    </Paper>
  );
}
