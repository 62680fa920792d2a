import { Checkbox } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/notifications-api";
import { DataTable } from "../../components/DataTable";
import { ErrorNotice } from "../../components/ErrorNotice";
import { QueryResult } from "../../components/QueryResult";

type Preference = components["schemas"]["Preference"];
const SERVICE = "notifications-api";

export function Preferences() {
  const { t } = useTranslation();
  const { notifications } = useClients();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["preferences"],
    queryFn: async () => answerOf(SERVICE, await notifications.GET("/notifications/preferences")).data,
  });
  const store = useMutation({
    mutationFn: async (wish: Preference) =>
      answerOf(
        SERVICE,
        await notifications.PUT("/notifications/preferences", { body: { preferences: [wish] } }),
      ).data,
    onSuccess: (data) => queries.setQueryData(["preferences"], data),
  });
  return (
    <>
      {store.error && <ErrorNotice error={store.error} />}
      <QueryResult query={query}>
        {(wishes) => (
          <DataTable
            label={t("inbox.preferences")}
            rows={wishes}
            keyOf={({ kind }) => kind}
            columns={[
              { title: t("inbox.kind"), cell: ({ kind }) => t(`inbox.kinds.${kind}`) },
              {
                title: t("inbox.inApp"),
                cell: (wish) => (
                  <Checkbox
                    aria-label={`${t("inbox.inApp")}: ${t(`inbox.kinds.${wish.kind}`)}`}
                    checked={wish.inApp}
                    disabled={wish.kind === "message"}
                    onChange={(event) => store.mutate({ ...wish, inApp: event.currentTarget.checked })}
                  />
                ),
              },
              {
                title: t("inbox.email"),
                cell: (wish) => (
                  <Checkbox
                    aria-label={`${t("inbox.email")}: ${t(`inbox.kinds.${wish.kind}`)}`}
                    checked={wish.email}
                    onChange={(event) => store.mutate({ ...wish, email: event.currentTarget.checked })}
                  />
                ),
              },
            ]}
          />
        )}
      </QueryResult>
    </>
  );
}
