import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/blog-api";
import { ErrorNotice } from "../../components/ErrorNotice";
import { QueryResult } from "../../components/QueryResult";
import { STATES } from "./Articles";
import { ArticleText } from "./ArticleText";
import { clock, fieldOf, htmlOf, momentOf } from "./articleText";
import { Revisions } from "./Revisions";

type Article = components["schemas"]["EditedArticle"];
interface Props {
  blogId: number;
  articleId: number | null;
  onClose: () => void;
}

export default function ArticleEditor({ blogId, articleId, onClose }: Props) {
  const { blog } = useClients();
  const article = useQuery({
    queryKey: ["article", blogId, articleId],
    queryFn: async (): Promise<Article | null> =>
      articleId === null
        ? null
        : answerOf(
            "blog-api",
            await blog.GET("/api/admin/articles/{article_id}", {
              params: { path: { article_id: articleId }, query: { blogId } },
            }),
          ).data,
  });
  return (
    <QueryResult query={article}>
      {(found) => <ArticleForm key={found?.version ?? 0} blogId={blogId} article={found} onClose={onClose} />}
    </QueryResult>
  );
}

function ArticleForm({
  blogId,
  article,
  onClose,
}: {
  blogId: number;
  article: Article | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { blog } = useClients();
  const queries = useQueryClient();
  const [title, setTitle] = useState(article?.title ?? "");
  const [description, setDescription] = useState(article?.description ?? "");
  const [content, setContent] = useState(article?.content ?? "");
  const [state, setState] = useState<Article["state"]>(article?.state ?? "draft");
  const [publishedAt, setPublishedAt] = useState(article ? fieldOf(article.publishedAt) : "");
  const choices = useQuery({
    queryKey: ["blog choices", blogId],
    queryFn: async () => {
      const params = { query: { blogId, limit: 1 } };
      const [categories, authors] = await Promise.all([
        blog.GET("/api/admin/categories", { params }),
        blog.GET("/api/admin/authors", { params }),
      ]);
      return {
        categoryId: answerOf("blog-api", categories).data[0]?.id ?? 0,
        authorId: answerOf("blog-api", authors).data[0]?.id ?? 0,
      };
    },
  });
  const save = useMutation({
    mutationFn: async () => {
      const body = {
        title,
        description,
        state,
        // What nobody changed is not written anew.
        ...(content === article?.content ? {} : { content: htmlOf(content) }),
        ...(state === "scheduled" && publishedAt ? { publishedAt: momentOf(publishedAt) } : {}),
      };
      if (!article) {
        const created = {
          ...body,
          content: htmlOf(content),
          ...(choices.data ?? { categoryId: 0, authorId: 0 }),
        };
        return answerOf(
          "blog-api",
          await blog.POST("/api/admin/articles", { params: { query: { blogId } }, body: created }),
        );
      }
      return answerOf(
        "blog-api",
        await blog.PATCH("/api/admin/articles/{article_id}", {
          params: {
            path: { article_id: article.id },
            query: { blogId },
            header: { "If-Match": `"${article.version}"` },
          },
          body,
        }),
      );
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["articles"] });
      void queries.invalidateQueries({ queryKey: ["article"] });
      void queries.invalidateQueries({ queryKey: ["revisions"] });
      if (!article) onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack>
        <Group>
          <Button variant="default" onClick={onClose}>
            {t("blog.back")}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t("common.save")}
          </Button>
          {save.isSuccess && <Text role="status">{t("common.saved")}</Text>}
        </Group>
        {save.error && <ErrorNotice error={save.error} />}
        <TextInput
          label={t("blog.title")}
          required
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TextInput
          label={t("blog.description")}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Group align="flex-end">
          <Select
            label={t("blog.state")}
            data={STATES.map((value) => ({ value, label: t(`blog.${value}`) }))}
            value={state}
            onChange={(value) => setState(STATES.find((name) => name === value) ?? "draft")}
            allowDeselect={false}
          />
          {state === "scheduled" && (
            <TextInput
              type="datetime-local"
              label={t("blog.scheduleAt", { clock })}
              required
              value={publishedAt}
              onChange={(event) => setPublishedAt(event.currentTarget.value)}
            />
          )}
        </Group>
        <ArticleText text={content} onChange={setContent} />
        {article && <Revisions blogId={blogId} article={article} />}
      </Stack>
    </form>
  );
}
