import {
  closestCorners,
  DndContext,
  type DragEndEvent,
  type DragStartEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { Group } from "@mantine/core";
import { useRef } from "react";
import { BoardColumn } from "./BoardColumn";
import { columnCoordinates } from "./columnCoordinates";
import { type Item, STATUSES, type Status } from "./items";
import { useAnnouncements } from "./useAnnouncements";

interface Props {
  items: Item[];
  chosen: ReadonlySet<string>;
  onMove: (item: Item, status: Status) => void;
  onOpen: (item: Item) => void;
  onChoose: (item: Item) => void;
}

/** The five columns; cards move between them by mouse and by keyboard. */
export function BoardColumns({ items, chosen, onMove, onOpen, onChoose }: Props) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: columnCoordinates }),
  );
  const announcements = useAnnouncements(items);
  // As it was when it was picked up: what somebody else did meanwhile must not be overwritten unseen.
  const picked = useRef<Item | undefined>(undefined);
  const pickUp = ({ active }: DragStartEvent) => {
    picked.current = items.find(({ id }) => id === active.id);
  };
  const drop = ({ over }: DragEndEvent) => {
    const item = picked.current;
    const status = STATUSES.find((name) => name === over?.id);
    if (item && status && item.status !== status) onMove(item, status);
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCorners}
      onDragStart={pickUp}
      onDragEnd={drop}
      accessibility={{ announcements }}
    >
      <Group align="flex-start" wrap="nowrap" gap="sm" style={{ overflowX: "auto" }}>
        {STATUSES.map((status) => (
          <BoardColumn
            key={status}
            status={status}
            items={items.filter((item) => item.status === status)}
            chosen={chosen}
            onOpen={onOpen}
            onChoose={onChoose}
          />
        ))}
      </Group>
    </DndContext>
  );
}
