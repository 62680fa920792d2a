import {
  closestCorners,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { QueryResult } from "../../components/QueryResult";
import { BoardColumn } from "./BoardColumn";
import { ConflictNotice } from "./ConflictNotice";
import { columnCoordinates } from "./columnCoordinates";
import { ItemForm } from "./ItemForm";
import { type Item, STATUSES, type Status } from "./items";
import { useAnnouncements } from "./useAnnouncements";
import { useBoard } from "./useBoard";

type Edited = Item | "new" | null;

export default function BoardPage() {
  const { t } = useTranslation();
  const [edited, setEdited] = useState<Edited>(null);
  const [conflict, setConflict] = useState<{ current: Item | null } | null>(null);
  const board = useBoard((current) => {
    setEdited(null);
    setConflict({ current });
  });
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: columnCoordinates }),
  );
  const announcements = useAnnouncements(board.items.data ?? []);
  const drop = ({ active, over }: DragEndEvent) => {
    const item = board.items.data?.find(({ id }) => id === active.id);
    const status = STATUSES.find((name) => name === over?.id);
    if (item && status && item.status !== status) board.change.mutate({ item, changes: { status } });
  };
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>{t("views.board")}</Title>
        <Button onClick={() => setEdited("new")}>{t("board.create")}</Button>
      </Group>
      <Text size="sm">{t("board.dragHint")}</Text>
      {conflict && <ConflictNotice current={conflict.current} onClose={() => setConflict(null)} />}
      <QueryResult query={board.items}>
        {(items) => (
          <DndContext
            sensors={sensors}
            collisionDetection={closestCorners}
            onDragEnd={drop}
            accessibility={{ announcements }}
          >
            <Group align="flex-start" wrap="nowrap" gap="sm" style={{ overflowX: "auto" }}>
              {STATUSES.map((status) => (
                <BoardColumn key={status} status={status} items={itemsOf(items, status)} onOpen={setEdited} />
              ))}
            </Group>
          </DndContext>
        )}
      </QueryResult>
      {edited && (
        <ItemForm
          item={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onCreate={(draft) => board.create.mutate(draft)}
          onChange={(item, changes) => board.change.mutate({ item, changes })}
          onDelete={(item) => board.remove.mutate(item)}
        />
      )}
    </Stack>
  );
}

function itemsOf(items: Item[], status: Status): Item[] {
  return items.filter((item) => item.status === status);
}
