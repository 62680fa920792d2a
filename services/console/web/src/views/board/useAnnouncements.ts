import type { Announcements, UniqueIdentifier } from "@dnd-kit/core";
import { useTranslation } from "react-i18next";
import { type Item, STATUSES } from "./items";

/** What a screen reader says while a card is moved, by title and column. */
export function useAnnouncements(items: Item[]): Announcements {
  const { t } = useTranslation();
  const title = (id: UniqueIdentifier) => items.find((item) => item.id === id)?.title ?? "";
  const column = (id: UniqueIdentifier | undefined) => {
    const status = STATUSES.find((name) => name === id);
    return status ? t(`board.${status}`) : null;
  };
  return {
    onDragStart: ({ active }) => t("board.pickedUp", { title: title(active.id) }),
    onDragOver: ({ active, over }) => {
      const name = column(over?.id);
      return name ? t("board.over", { title: title(active.id), column: name }) : undefined;
    },
    onDragEnd: ({ active, over }) => {
      const name = column(over?.id);
      if (!name) return t("board.stayed", { title: title(active.id) });
      return t("board.dropped", { title: title(active.id), column: name });
    },
    onDragCancel: ({ active }) => t("board.stayed", { title: title(active.id) }),
  };
}
