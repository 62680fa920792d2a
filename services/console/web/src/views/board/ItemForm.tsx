import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { signal } from "../../components/colors";
import { type Item, type ItemChanges, type ItemDraft, listCategories, PRIORITIES } from "./items";

interface Props {
  item: Item | null;
  onClose: () => void;
  onCreate: (draft: ItemDraft) => void;
  onChange: (item: Item, changes: ItemChanges) => void;
  onDelete: (item: Item) => void;
  onHistory: (item: Item) => void;
}

export function ItemForm({ item, onClose, onCreate, onChange, onDelete, onHistory }: Props) {
  const { t } = useTranslation();
  const { workspace } = useClients();
  const categories = useQuery({ queryKey: ["categories"], queryFn: () => listCategories(workspace) });
  const [draft, setDraft] = useState<ItemDraft>(() => draftOf(item));
  const set = (changes: Partial<ItemDraft>) => setDraft((before) => ({ ...before, ...changes }));
  const submit = () => {
    if (item) onChange(item, draft);
    else onCreate(draft);
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={item ? t("board.edit") : t("board.create")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <TextInput
            label={t("board.title")}
            required
            maxLength={255}
            data-autofocus
            value={draft.title}
            onChange={(event) => set({ title: event.currentTarget.value })}
          />
          <Textarea
            label={t("board.description")}
            required
            autosize
            minRows={3}
            maxLength={10_000}
            value={draft.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
          <Select
            label={t("board.category")}
            required
            data={(categories.data ?? []).map(({ name, display_name }) => ({
              value: name,
              label: display_name,
            }))}
            value={draft.category || null}
            onChange={(category) => set({ category: category ?? "" })}
          />
          <Select
            label={t("board.priority")}
            required
            data={PRIORITIES.map((value) => ({ value, label: t(`board.${value}`) }))}
            value={draft.priority}
            onChange={(priority) =>
              set({ priority: PRIORITIES.find((name) => name === priority) ?? "medium" })
            }
          />
          <Group justify="space-between">
            <Button type="submit">{t("common.save")}</Button>
            {item && (
              <Button variant="default" onClick={() => onHistory(item)}>
                {t("board.history")}
              </Button>
            )}
            {item && (
              <Button
                color={signal.bad}
                onClick={() => {
                  onDelete(item);
                  onClose();
                }}
              >
                {t("common.delete")}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function draftOf(item: Item | null): ItemDraft {
  if (!item) return { title: "", description: "", category: "", priority: "medium" };
  const { title, description, category, priority } = item;
  return { title, description, category, priority };
}
