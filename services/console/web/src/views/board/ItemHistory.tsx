import { Drawer, List, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { ActionOf } from "../../components/ActionOf";
import { ErrorNotice } from "../../components/ErrorNotice";
import { Moment } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";
import { type HistoryEntry, listHistory, restoreItem } from "./history";

interface Props {
  id: string;
  title: string;
  onClose: () => void;
}

/** Every version of an item, newest first, and the way back to each. */
export function ItemHistory({ id, title, onClose }: Props) {
  const { t } = useTranslation();
  const { workspace } = useClients();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["item history", id], queryFn: () => listHistory(workspace, id) });
  const restore = useMutation({
    mutationFn: (version: number) => restoreItem(workspace, id, version),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["items"] });
      onClose();
    },
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      title={t("board.historyOf", { title })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {restore.error && <ErrorNotice error={restore.error} />}
      <QueryResult query={query}>
        {(entries) => (
          <Stack>
            {entries.map((entry, place) => (
              <Stack key={entry.id} gap={2} component="section" aria-label={t("board.version", entry)}>
                <Title order={3} size="h6">
                  {t("board.version", entry)} · {t(`board.actions.${entry.action}`)}
                </Title>
                <Text size="xs">
                  <Moment at={entry.createdAt} /> · {entry.createdBy}
                </Text>
                <Changes entry={entry} />
                {place > 0 && entry.action !== "deleted" && (
                  <ActionOf
                    action={t("common.restore")}
                    of={t("board.version", entry)}
                    onClick={() => restore.mutate(entry.version)}
                  />
                )}
              </Stack>
            ))}
          </Stack>
        )}
      </QueryResult>
    </Drawer>
  );
}

function Changes({ entry }: { entry: HistoryEntry }) {
  if (entry.action === "created" || entry.action === "deleted") return null;
  return (
    <List size="sm">
      {entry.changes.map(({ field, from, to }) => (
        <List.Item key={field} style={{ overflowWrap: "anywhere" }}>
          {field}: {shown(from)} → {shown(to)}
        </List.Item>
      ))}
    </List>
  );
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
