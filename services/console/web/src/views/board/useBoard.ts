import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { useEventStream } from "../../components/useEventStream";
import {
  Conflict,
  changeItem,
  changeItems,
  createItem,
  deleteItem,
  type Item,
  type ItemChanges,
  type ItemDraft,
  listItems,
  type Status,
} from "./items";

const ITEMS = ["items"];
// Where the stream is cut by something in between, the board is behind by this much at most.
const REFRESH_MS = 30_000;

interface Happenings {
  onConflict: (current: Item | null) => void;
  onDeleted: (item: Item) => void;
}

/** The board's items and what can be done with them; what fails puts the board back as the service has it. */
export function useBoard(search: string, { onConflict, onDeleted }: Happenings) {
  const { workspace } = useClients();
  const { t } = useTranslation();
  const queries = useQueryClient();
  const key = [...ITEMS, "list", search];
  const items = useQuery({
    queryKey: key,
    queryFn: () => listItems(workspace, search),
    refetchInterval: REFRESH_MS,
    placeholderData: (before) => before,
  });
  const refresh = () => queries.invalidateQueries({ queryKey: ITEMS });
  const open = useCallback(
    (signal: AbortSignal) => workspace.GET("/api/items/changes/stream", { parseAs: "stream", signal }),
    [workspace],
  );
  const live = useEventStream(open, () => void refresh());
  const store = (update: (items: Item[]) => Item[]) =>
    queries.setQueryData<Item[]>(key, (before) => before && update(before));
  const onError = (error: Error) => {
    if (error instanceof Conflict) onConflict(error.current);
    else notifications.show({ color: "red", title: t("views.board"), message: error.message });
  };
  const change = useMutation({
    mutationFn: ({ item, changes }: { item: Item; changes: ItemChanges }) =>
      changeItem(workspace, item, changes),
    onMutate: async ({ item, changes }) => {
      await queries.cancelQueries({ queryKey: ITEMS });
      store((before) => before.map((other) => (other.id === item.id ? { ...other, ...changes } : other)));
    },
    // With its new version, so that the next change is not taken for one of somebody else's.
    onSuccess: (changed) =>
      store((before) => before.map((other) => (other.id === changed.id ? changed : other))),
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
    onSuccess: (_, item) => onDeleted(item),
    onError,
    onSettled: refresh,
  });
  const changeMany = useMutation({
    mutationFn: ({ chosen, status }: { chosen: Item[]; status: Status | null }) =>
      changeItems(workspace, chosen, status),
    onSuccess: (results) => {
      const failed = results.filter(({ error }) => error);
      if (failed.length) onError(new Error(failed.map(({ error }) => error).join("; ")));
    },
    onError,
    onSettled: refresh,
  });
  return { items, live, change, create, remove, changeMany };
}
