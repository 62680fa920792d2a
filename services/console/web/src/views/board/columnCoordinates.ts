import type { KeyboardCoordinateGetter } from "@dnd-kit/core";
import { STATUSES } from "./items";

/** Arrow keys move a card to the column beside the one it is over. */
export const columnCoordinates: KeyboardCoordinateGetter = (event, { context, currentCoordinates }) => {
  const step = event.code === "ArrowRight" ? 1 : event.code === "ArrowLeft" ? -1 : 0;
  if (!step) return undefined;
  event.preventDefault();
  const over = STATUSES.map(String).indexOf(String(context.over?.id));
  const next = STATUSES[Math.min(STATUSES.length - 1, Math.max(0, over + step))];
  const target = next && context.droppableRects.get(next);
  return target ? { x: target.left + 8, y: currentCoordinates.y } : undefined;
};
