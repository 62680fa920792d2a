import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { restoreItem } from "./history";
import type { Item } from "./items";

const SHOWN_MS = 15_000;

/** Says that a card is deleted and offers it back for a while; later, the latest changes have it. */
export function useUndo() {
  const { t } = useTranslation();
  const { workspace } = useClients();
  const queries = useQueryClient();
  const undo = async (item: Item) => {
    notifications.hide(item.id);
    try {
      await restoreItem(workspace, item.id);
    } catch (error) {
      notifications.show({ color: "red", title: item.title, message: (error as Error).message });
    }
    await queries.invalidateQueries({ queryKey: ["items"] });
  };
  return (item: Item) =>
    notifications.show({
      id: item.id,
      autoClose: SHOWN_MS,
      closeButtonProps: { "aria-label": t("common.close") },
      message: (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">{t("board.deleted", { title: item.title })}</Text>
          <Button size="compact-sm" variant="default" onClick={() => void undo(item)}>
            {t("board.undo")}
          </Button>
        </Group>
      ),
    });
}
