import { Badge, Button, Card, Group, Paper, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/documentation-api";
import { signal } from "../../components/colors";
import { ErrorNotice } from "../../components/ErrorNotice";
import { QueryResult } from "../../components/QueryResult";

type Idea = components["schemas"]["Idea"];
const COLUMNS = ["backlog", "todo", "in_progress", "review", "done"] as const;
const SERVICE = "documentation-api";
const BOARD = ["ideas"];

/** The ideas board: each idea says in which column it is, and can be told another. */
export function Ideas() {
  const { t } = useTranslation();
  const { documents } = useClients();
  const queries = useQueryClient();
  const [title, setTitle] = useState("");
  const refresh = () => queries.invalidateQueries({ queryKey: BOARD });
  const board = useQuery({
    queryKey: BOARD,
    queryFn: async () => answerOf(SERVICE, await documents.GET("/api/v1/ideas/kanban")).data,
  });
  const create = useMutation({
    mutationFn: async () =>
      answerOf(SERVICE, await documents.POST("/api/v1/ideas", { body: { title, category: "improvement" } })),
    onSuccess: () => {
      setTitle("");
      return refresh();
    },
  });
  const move = useMutation({
    mutationFn: async ({ idea, status }: { idea: Idea; status: Idea["status"] }) =>
      answerOf(
        SERVICE,
        await documents.PUT("/api/v1/ideas/{idea_id}", {
          params: { path: { idea_id: idea.id } },
          body: { category: idea.category, status },
        }),
      ),
    onSettled: refresh,
  });
  const error = create.error ?? move.error;
  return (
    <Stack>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (title.trim()) create.mutate();
        }}
      >
        <Group align="flex-end">
          <TextInput
            label={t("documents.newIdea")}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <Button type="submit">{t("common.save")}</Button>
        </Group>
      </form>
      {error && <ErrorNotice error={error} />}
      <QueryResult query={board}>
        {(columns) => (
          <Group
            align="flex-start"
            wrap="nowrap"
            style={{ overflowX: "auto" }}
            tabIndex={0}
            role="region"
            aria-label={t("documents.ideas")}
          >
            {COLUMNS.map((status) => (
              <Paper
                key={status}
                withBorder
                p="xs"
                miw={230}
                component="section"
                aria-label={t(`documents.${status}`)}
              >
                <Title order={2} size="h5" mb="xs">
                  {t(`documents.${status}`)} ({columns[status].length})
                </Title>
                <Stack gap="xs">
                  {columns[status].map((idea) => (
                    <Card key={idea.id} withBorder p="xs">
                      <Text fw={600} size="sm">
                        {idea.title}
                      </Text>
                      <Badge color={signal.calm} my={4}>
                        {idea.priority}
                      </Badge>
                      <Select
                        size="xs"
                        aria-label={t("documents.moveIdea", { title: idea.title })}
                        data={COLUMNS.map((value) => ({ value, label: t(`documents.${value}`) }))}
                        value={idea.status}
                        onChange={(value) =>
                          move.mutate({ idea, status: COLUMNS.find((name) => name === value) ?? idea.status })
                        }
                        allowDeselect={false}
                      />
                    </Card>
                  ))}
                </Stack>
              </Paper>
            ))}
          </Group>
        )}
      </QueryResult>
    </Stack>
  );
}
