import { Group, Select, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/movies-api";
import { ActionOf } from "../../components/ActionOf";
import { ErrorNotice } from "../../components/ErrorNotice";
import { given } from "../../components/useParameters";

export type Run = components["schemas"]["CurationRunReply"];
const SERVICE = "movies-api";
// What waits is not written yet; what is under review is, and goes again when it is rejected.
const UNDECIDED = ["waiting", "review"];

/** The two words an editor has for a run that waits for one, and where feelings nobody knows yet belong. */
export function RunVerdict({ run }: { run: Run }) {
  const { t } = useTranslation();
  const { movies } = useClients();
  const queries = useQueryClient();
  const [sentiment, setSentiment] = useState(run.sentimentId === null ? null : String(run.sentimentId));
  const title = run.title ?? run.id;
  const judge = useMutation({
    mutationFn: async (verdict: "approve" | "reject") => {
      const path = { run_id: run.id };
      const header = { "If-Match": `"${run.version}"` };
      const query = given({ sentimentId: Number(sentiment) || null });
      return answerOf(
        SERVICE,
        verdict === "approve"
          ? await movies.POST("/api/admin/curation-runs/{run_id}/approve", {
              params: { path, header, query },
            })
          : await movies.POST("/api/admin/curation-runs/{run_id}/reject", { params: { path, header } }),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["runs"] }),
  });
  if (!UNDECIDED.includes(run.status)) return null;
  const isNew = run.status === "waiting" && run.newSubSentiments.length > 0;
  return (
    <Stack gap="xs">
      {judge.error && <ErrorNotice error={judge.error} />}
      {isNew && <SentimentChoice title={title} value={sentiment} onChange={setSentiment} />}
      <Group gap="xs" wrap="nowrap">
        <ActionOf action={t("films.approve")} of={title} onClick={() => judge.mutate("approve")} />
        <ActionOf action={t("films.reject")} of={title} onClick={() => judge.mutate("reject")} />
      </Group>
    </Stack>
  );
}

function SentimentChoice(props: {
  title: string;
  value: string | null;
  onChange: (id: string | null) => void;
}) {
  const { t } = useTranslation();
  const { movies } = useClients();
  const { data = [] } = useQuery({
    queryKey: ["sentiments"],
    queryFn: async () => answerOf(SERVICE, await movies.GET("/main-sentiments")),
  });
  return (
    <Select
      size="xs"
      aria-label={`${t("films.below")}: ${props.title}`}
      placeholder={t("films.below")}
      data={data.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={props.value}
      onChange={props.onChange}
    />
  );
}
