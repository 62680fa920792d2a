import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { ActionOf } from "../../components/ActionOf";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { ErrorNotice } from "../../components/ErrorNotice";
import { Moment } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";

const SERVICE = "notifications-api";

/** Messages given up, why, and one more try for each. */
export function DeadLetters() {
  const { t } = useTranslation();
  const { notifications } = useClients();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["dead letters"],
    queryFn: async () =>
      answerOf(
        SERVICE,
        await notifications.GET("/notifications/dead-letters", { params: { query: { limit: 50 } } }),
      ).data,
  });
  const replay = useMutation({
    mutationFn: async (id: string) =>
      answerOf(
        SERVICE,
        await notifications.POST("/notifications/dead-letters/{letter_id}/replay", {
          params: { path: { letter_id: id } },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ["dead letters"] }),
  });
  return (
    <>
      {replay.error && <ErrorNotice error={replay.error} />}
      <QueryResult query={query}>
        {(letters) =>
          letters.length === 0 ? (
            <Empty text={t("inbox.noDeadLetters")} />
          ) : (
            <DataTable
              label={t("inbox.deadLetters")}
              rows={letters}
              keyOf={({ id }) => id}
              columns={[
                { title: t("inbox.topic"), cell: ({ topic }) => topic },
                { title: t("inbox.reason"), cell: ({ reason }) => reason },
                { title: t("inbox.failedAt"), quiet: true, cell: ({ failedAt }) => <Moment at={failedAt} /> },
                {
                  title: t("inbox.replay"),
                  cell: ({ id, topic }) => (
                    <ActionOf action={t("inbox.replay")} of={topic} onClick={() => replay.mutate(id)} />
                  ),
                },
              ]}
            />
          )
        }
      </QueryResult>
    </>
  );
}
