import { Badge, Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { ActionOf } from "../../components/ActionOf";
import { signal } from "../../components/colors";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { Moment } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";
import { given, useParameters } from "../../components/useParameters";
import { Waiting } from "../../components/Waiting";

const Editor = lazy(() => import("./ArticleEditor"));
export const STATES = ["draft", "scheduled", "published", "archived"] as const;
const COLORS = {
  draft: signal.quiet,
  scheduled: signal.warning,
  published: signal.good,
  archived: signal.calm,
} as const;

export function Articles({ blogId }: { blogId: number }) {
  const { t } = useTranslation();
  const { blog } = useClients();
  const { get, set } = useParameters();
  const [edited, edit] = useState<number | "new" | null>(null);
  const state = STATES.find((name) => name === get("state"));
  const [wanted] = useDebouncedValue({ blogId, limit: 50, ...given({ state, search: get("search") }) }, 300);
  const query = useQuery({
    queryKey: ["articles", wanted],
    queryFn: async () =>
      answerOf("blog-api", await blog.GET("/api/admin/articles", { params: { query: wanted } })).data,
    placeholderData: (before) => before,
  });
  if (edited !== null) {
    return (
      <Suspense fallback={<Waiting />}>
        <Editor blogId={blogId} articleId={edited === "new" ? null : edited} onClose={() => edit(null)} />
      </Suspense>
    );
  }
  return (
    <Stack>
      <Group align="flex-end">
        <Select
          label={t("blog.state")}
          data={STATES.map((value) => ({ value, label: t(`blog.${value}`) }))}
          value={state ?? null}
          onChange={(value) => set("state", value)}
          clearable
        />
        <TextInput
          label={t("common.search")}
          value={get("search") ?? ""}
          onChange={(event) => set("search", event.currentTarget.value)}
        />
        <Button onClick={() => edit("new")}>{t("blog.newArticle")}</Button>
      </Group>
      <QueryResult query={query}>
        {(articles) =>
          articles.length === 0 ? (
            <Empty />
          ) : (
            <DataTable
              label={t("blog.articles")}
              rows={articles}
              keyOf={({ id }) => String(id)}
              columns={[
                { title: t("blog.title"), cell: ({ title }) => title },
                {
                  title: t("blog.state"),
                  cell: ({ state: name }) => <Badge color={COLORS[name]}>{t(`blog.${name}`)}</Badge>,
                },
                {
                  title: t("blog.publishedAt"),
                  quiet: true,
                  cell: ({ publishedAt }) => <Moment at={publishedAt} to="day" />,
                },
                { title: t("blog.views"), cell: ({ viewCount }) => viewCount },
                {
                  title: t("common.edit"),
                  cell: ({ id, title }) => (
                    <ActionOf action={t("common.edit")} of={title} onClick={() => edit(id)} />
                  ),
                },
              ]}
            />
          )
        }
      </QueryResult>
    </Stack>
  );
}
