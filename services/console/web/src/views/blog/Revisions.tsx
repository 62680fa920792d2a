import { Button, Code, Group, Stack, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/blog-api";
import { DataTable } from "../../components/DataTable";
import { Difference } from "../../components/Difference";
import { Empty } from "../../components/Empty";
import { ErrorNotice } from "../../components/ErrorNotice";
import { Moment } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";

type Article = components["schemas"]["EditedArticle"];

/** Earlier versions of an article: what changed since, and the way back. */
export function Revisions({ blogId, article }: { blogId: number; article: Article }) {
  const { t } = useTranslation();
  const { blog } = useClients();
  const queries = useQueryClient();
  const [compared, compare] = useState<number | null>(null);
  const path = { article_id: article.id };
  const list = useQuery({
    queryKey: ["revisions", blogId, article.id, article.version],
    queryFn: async () =>
      answerOf(
        "blog-api",
        await blog.GET("/api/admin/articles/{article_id}/revisions", { params: { path, query: { blogId } } }),
      ).data,
  });
  const old = useQuery({
    queryKey: ["revision", blogId, article.id, compared],
    enabled: compared !== null,
    queryFn: async () =>
      answerOf(
        "blog-api",
        await blog.GET("/api/admin/articles/{article_id}/revisions/{version}", {
          params: { path: { ...path, version: String(compared) }, query: { blogId } },
        }),
      ).data,
  });
  const restore = useMutation({
    mutationFn: async (version: number) =>
      answerOf(
        "blog-api",
        await blog.POST("/api/admin/articles/{article_id}/revisions/{version}/restore", {
          params: {
            path: { ...path, version: String(version) },
            query: { blogId },
            header: { "If-Match": `"${article.version}"` },
          },
        }),
      ),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["article"] });
      void queries.invalidateQueries({ queryKey: ["articles"] });
    },
  });
  return (
    <Stack>
      <Title order={2} size="h4">
        {t("blog.revisions")}
      </Title>
      {restore.error && <ErrorNotice error={restore.error} />}
      <QueryResult query={list}>
        {(revisions) =>
          revisions.length === 0 ? (
            <Empty text={t("blog.noRevisions")} />
          ) : (
            <DataTable
              label={t("blog.revisions")}
              rows={revisions}
              keyOf={({ version }) => String(version)}
              columns={[
                { title: t("blog.version"), cell: ({ version }) => version },
                { title: t("blog.title"), cell: ({ title }) => title },
                { title: t("blog.savedAt"), quiet: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
                { title: t("blog.by"), cell: ({ createdBy }) => <Code>{createdBy}</Code> },
                {
                  title: t("blog.verdict"),
                  cell: ({ version }) => (
                    <Group gap="xs" wrap="nowrap">
                      <Button size="compact-xs" variant="default" onClick={() => compare(version)}>
                        {t("blog.compare")}
                      </Button>
                      <Button size="compact-xs" variant="default" onClick={() => restore.mutate(version)}>
                        {t("common.restore")}
                      </Button>
                    </Group>
                  ),
                },
              ]}
            />
          )
        }
      </QueryResult>
      {compared !== null && old.data && (
        <Difference before={old.data.content} after={article.content} label={t("blog.compare")} />
      )}
    </Stack>
  );
}
