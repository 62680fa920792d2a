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

/** Addresses that get no mail, why, and the way to let them have mail again. */
export function Suppressions() {
  const { t } = useTranslation();
  const { notifications } = useClients();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["suppressions"],
    queryFn: async () => answerOf(SERVICE, await notifications.GET("/notifications/suppressions")).data,
  });
  const allow = useMutation({
    mutationFn: async (email: string) =>
      void answerOf<unknown>(
        SERVICE,
        await notifications.DELETE("/notifications/suppressions/{email}", { params: { path: { email } } }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ["suppressions"] }),
  });
  return (
    <>
      {allow.error && <ErrorNotice error={allow.error} />}
      <QueryResult query={query}>
        {(found) =>
          found.length === 0 ? (
            <Empty text={t("inbox.noSuppressions")} />
          ) : (
            <DataTable
              label={t("inbox.suppressions")}
              rows={found}
              keyOf={({ email }) => email}
              columns={[
                { title: t("inbox.address"), cell: ({ email }) => email },
                { title: t("inbox.reason"), cell: ({ reason }) => reason },
                {
                  title: t("inbox.since"),
                  quiet: true,
                  cell: ({ createdAt }) => <Moment at={createdAt} to="day" />,
                },
                {
                  title: t("inbox.actions"),
                  cell: ({ email }) => (
                    <ActionOf action={t("inbox.mailAgain")} of={email} onClick={() => allow.mutate(email)} />
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
