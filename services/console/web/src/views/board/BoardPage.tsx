import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { QueryResult } from "../../components/QueryResult";
import { useParameters } from "../../components/useParameters";
import { BoardColumns } from "./BoardColumns";
import { BoardTools } from "./BoardTools";
import { ChosenItems } from "./ChosenItems";
import { ConflictNotice } from "./ConflictNotice";
import { ItemForm } from "./ItemForm";
import { ItemHistory } from "./ItemHistory";
import type { Item, Status } from "./items";
import { RecentChanges } from "./RecentChanges";
import { useBoard } from "./useBoard";
import { useUndo } from "./useUndo";

type Opened =
  | { kind: "new" }
  | { kind: "item"; item: Item }
  | { kind: "history"; id: string; title: string }
  | { kind: "recent" };

export default function BoardPage() {
  const { t } = useTranslation();
  const { get, set } = useParameters();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [conflict, setConflict] = useState<{ current: Item | null } | null>(null);
  const search = get("search") ?? "";
  const [wanted] = useDebouncedValue(search, 300);
  const onDeleted = useUndo();
  const onConflict = (current: Item | null) => {
    setOpened(null);
    setConflict({ current });
  };
  const board = useBoard(wanted, { onConflict, onDeleted });
  const close = () => setOpened(null);
  const marked = (board.items.data ?? []).filter(({ id }) => chosen.has(id));
  const changeMarked = (status: Status | null) =>
    board.changeMany.mutate({ chosen: marked, status }, { onSettled: () => setChosen(new Set()) });
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>{t("views.board")}</Title>
        <Button onClick={() => setOpened({ kind: "new" })}>{t("board.create")}</Button>
      </Group>
      <BoardTools
        search={search}
        live={board.live}
        onSearch={(value) => set("search", value)}
        onRecent={() => setOpened({ kind: "recent" })}
      />
      <Text size="sm">{t("board.dragHint")}</Text>
      {conflict && <ConflictNotice current={conflict.current} onClose={() => setConflict(null)} />}
      {marked.length > 0 && (
        <ChosenItems
          count={marked.length}
          busy={board.changeMany.isPending}
          onMove={changeMarked}
          onDelete={() => changeMarked(null)}
          onClear={() => setChosen(new Set())}
        />
      )}
      <QueryResult query={board.items}>
        {(items) => (
          <BoardColumns
            items={items}
            chosen={chosen}
            onMove={(item, status) => board.change.mutate({ item, changes: { status } })}
            onOpen={(item) => setOpened({ kind: "item", item })}
            onChoose={(item) => setChosen(toggled(chosen, item.id))}
          />
        )}
      </QueryResult>
      {(opened?.kind === "new" || opened?.kind === "item") && (
        <ItemForm
          item={opened.kind === "item" ? opened.item : null}
          onClose={close}
          onCreate={(draft) => board.create.mutate(draft)}
          onChange={(item, changes) => board.change.mutate({ item, changes })}
          onDelete={(item) => board.remove.mutate(item)}
          onHistory={({ id, title }) => setOpened({ kind: "history", id, title })}
        />
      )}
      {opened?.kind === "history" && <ItemHistory id={opened.id} title={opened.title} onClose={close} />}
      {opened?.kind === "recent" && (
        <RecentChanges
          onHistory={({ itemId, title }) => setOpened({ kind: "history", id: itemId, title })}
          onClose={close}
        />
      )}
    </Stack>
  );
}

function toggled(before: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(before);
  if (!after.delete(id)) after.add(id);
  return after;
}
