import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import {
  Conflict,
  changeItem,
  createItem,
  deleteItem,
  type Item,
  type ItemChanges,
  type ItemDraft,
  listItems,
} from "./items";

const ITEMS = ["items"];
// Changes of others: an unchanged list is a 304, one index probe.
const REFRESH_MS = 3_000;

/** The board's items and what can be done with them; what fails puts the board back as the service has it. */
export function useBoard(onConflict: (current: Item | null) => void) {
  const { workspace } = useClients();
  const { t } = useTranslation();
  const queries = useQueryClient();
  const items = useQuery({
    queryKey: ITEMS,
    queryFn: () => listItems(workspace),
    refetchInterval: REFRESH_MS,
  });
  const refresh = () => queries.invalidateQueries({ queryKey: ITEMS });
  const onError = (error: Error) => {
    if (error instanceof Conflict) onConflict(error.current);
    else notifications.show({ color: "red", title: t("views.board"), message: error.message });
  };
  const change = useMutation({
    mutationFn: ({ item, changes }: { item: Item; changes: ItemChanges }) =>
      changeItem(workspace, item, changes),
    onMutate: async ({ item, changes }) => {
      await queries.cancelQueries({ queryKey: ITEMS });
      queries.setQueryData<Item[]>(ITEMS, (before) =>
        before?.map((other) => (other.id === item.id ? { ...other, ...changes } : other)),
      );
    },
    // With its new version, so that the next change is not taken for one of somebody else's.
    onSuccess: (changed) =>
      queries.setQueryData<Item[]>(ITEMS, (before) =>
        before?.map((other) => (other.id === changed.id ? changed : other)),
      ),
    onError,
    onSettled: refresh,
  });
  const create = useMutation({
    mutationFn: (draft: ItemDraft) => createItem(workspace, draft),
    onError,
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (item: Item) => deleteItem(workspace, item),
    onError,
    onSettled: refresh,
  });
  return { items, change, create, remove };
}
