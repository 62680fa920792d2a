import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { QueryResult } from "../../components/QueryResult";

/** Addresses that get no mail, and why. */
export function Suppressions() {
  const { t } = useTranslation();
  const { notifications } = useClients();
  const query = useQuery({
    queryKey: ["suppressions"],
    queryFn: async () =>
      answerOf("notifications-api", await notifications.GET("/notifications/suppressions")).data,
  });
  return (
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
              { title: t("inbox.since"), quiet: true, cell: ({ createdAt }) => createdAt.slice(0, 10) },
            ]}
          />
        )
      }
    </QueryResult>
  );
}
