import { Badge, Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { signal } from "../../components/colors";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { ErrorNotice } from "../../components/ErrorNotice";
import { Moment } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";

/** Comments to moderate, those that wait for a word as well as the approved ones. */
export function Comments({ blogId }: { blogId: number }) {
  const { t } = useTranslation();
  const { blog } = useClients();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["comments", blogId],
    queryFn: async () =>
      answerOf(
        "blog-api",
        await blog.GET("/api/admin/comments", { params: { query: { blogId, limit: 50 } } }),
      ).data,
  });
  const approve = useMutation({
    mutationFn: async ({ id, approved, version }: { id: number; approved: boolean; version: number }) =>
      answerOf(
        "blog-api",
        await blog.PATCH("/api/admin/comments/{comment}", {
          params: {
            path: { comment: String(id) },
            query: { blogId },
            header: { "If-Match": `"${version}"` },
          },
          body: { approved },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ["comments", blogId] }),
  });
  return (
    <>
      {approve.error && <ErrorNotice error={approve.error} />}
      <QueryResult query={query}>
        {(comments) =>
          comments.length === 0 ? (
            <Empty text={t("blog.noComments")} />
          ) : (
            <DataTable
              label={t("blog.comments")}
              rows={comments}
              keyOf={({ id }) => String(id)}
              columns={[
                { title: t("blog.comment"), cell: ({ content }) => content },
                { title: t("blog.article"), cell: ({ articleTitle }) => articleTitle },
                { title: t("blog.by"), cell: ({ writer }) => writer ?? "–" },
                {
                  title: t("blog.writtenAt"),
                  quiet: true,
                  cell: ({ createdAt }) => <Moment at={createdAt} />,
                },
                {
                  title: t("blog.state"),
                  cell: ({ approved }) => (
                    <Badge color={approved ? signal.good : signal.warning}>
                      {t(approved ? "blog.approved" : "blog.waiting")}
                    </Badge>
                  ),
                },
                {
                  title: t("blog.verdict"),
                  cell: ({ id, approved, version }) => (
                    <Group>
                      <Button
                        size="compact-xs"
                        variant="default"
                        onClick={() => approve.mutate({ id, approved: !approved, version })}
                      >
                        {t(approved ? "blog.withdraw" : "blog.approve")}
                      </Button>
                    </Group>
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
