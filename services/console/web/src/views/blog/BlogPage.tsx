import { Group, Select, Stack, Tabs, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { QueryResult } from "../../components/QueryResult";
import { useParameters } from "../../components/useParameters";
import { Articles } from "./Articles";
import { Comments } from "./Comments";

export default function BlogPage() {
  const { t } = useTranslation();
  const { blog } = useClients();
  const { get, set } = useParameters();
  const blogs = useQuery({
    queryKey: ["blogs"],
    queryFn: async () => answerOf("blog-api", await blog.GET("/api/admin/blogs")).data,
  });
  return (
    <Stack>
      <Title order={1}>{t("views.blog")}</Title>
      <QueryResult query={blogs}>
        {(found) => {
          const blogId = Number(get("blog")) || (found[0]?.id ?? 1);
          return (
            <>
              <Group>
                <Select
                  label={t("blog.blog")}
                  data={found.map(({ id, name }) => ({ value: String(id), label: name }))}
                  value={String(blogId)}
                  onChange={(value) => set("blog", value)}
                  allowDeselect={false}
                />
              </Group>
              <Tabs
                value={get("part") ?? "articles"}
                onChange={(value) => set("part", value)}
                keepMounted={false}
              >
                <Tabs.List mb="md">
                  <Tabs.Tab value="articles">{t("blog.articles")}</Tabs.Tab>
                  <Tabs.Tab value="comments">{t("blog.comments")}</Tabs.Tab>
                </Tabs.List>
                <Tabs.Panel value="articles">
                  <Articles blogId={blogId} />
                </Tabs.Panel>
                <Tabs.Panel value="comments">
                  <Comments blogId={blogId} />
                </Tabs.Panel>
              </Tabs>
            </>
          );
        }}
      </QueryResult>
    </Stack>
  );
}
