import { Drawer, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { ActionOf } from "../../components/ActionOf";
import { Empty } from "../../components/Empty";
import { ErrorNotice } from "../../components/ErrorNotice";
import { Moment } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";
import { listRecentChanges, type RecentChange, restoreItem } from "./history";

interface Props {
  onHistory: (change: RecentChange) => void;
  onClose: () => void;
}

/** What happened lately on the board, deleted cards as well: each can be brought back. */
export function RecentChanges({ onHistory, onClose }: Props) {
  const { t } = useTranslation();
  const { workspace } = useClients();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["items", "recent"], queryFn: () => listRecentChanges(workspace) });
  const restore = useMutation({
    mutationFn: (id: string) => restoreItem(workspace, id),
    onSettled: () => queries.invalidateQueries({ queryKey: ["items"] }),
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      title={t("board.recent")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {restore.error && <ErrorNotice error={restore.error} />}
      <QueryResult query={query}>
        {(changes) =>
          changes.length === 0 ? (
            <Empty />
          ) : (
            <Stack>
              {changes.map((change) => (
                <Stack key={change.itemId} gap={2} component="article" aria-label={change.title}>
                  <Text fw={600} size="sm">
                    {change.title}
                  </Text>
                  <Text size="xs">
                    {t(`board.actions.${change.action}`)} · <Moment at={change.changedAt} /> ·{" "}
                    {change.changedBy}
                  </Text>
                  <Group gap="xs">
                    {change.action === "deleted" && (
                      <ActionOf
                        action={t("common.restore")}
                        of={change.title}
                        onClick={() => restore.mutate(change.itemId)}
                      />
                    )}
                    <ActionOf
                      action={t("board.history")}
                      of={change.title}
                      onClick={() => onHistory(change)}
                    />
                  </Group>
                </Stack>
              ))}
            </Stack>
          )
        }
      </QueryResult>
    </Drawer>
  );
}
