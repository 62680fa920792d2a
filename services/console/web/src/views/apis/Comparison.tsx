import { Badge, Code, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { signal } from "../../components/colors";
import { QueryResult } from "../../components/QueryResult";

const COLORS = { none: signal.quiet, compatible: signal.good, breaking: signal.bad } as const;

/** What changed, and whether callers of the old version still work. */
export function Comparison({ spec, v1, v2 }: { spec: string; v1: string; v2: string }) {
  const { t } = useTranslation();
  const { documents } = useClients();
  const query = useQuery({
    queryKey: ["comparison", spec, v1, v2],
    queryFn: async () =>
      answerOf(
        "documentation-api",
        await documents.GET("/api/v1/versions/compare/{v1}/{v2}", {
          params: { path: { v1, v2 }, query: { spec } },
        }),
      ),
  });
  return (
    <QueryResult query={query}>
      {({ verdict, recommended_bump, findings }) => (
        <Stack>
          <Group role="status">
            <Badge color={COLORS[verdict]}>{t(`apis.verdicts.${verdict}`)}</Badge>
            <Text size="sm">{t("apis.bump", { bump: recommended_bump })}</Text>
          </Group>
          {findings.map((finding) => (
            <Code
              block
              key={JSON.stringify(finding)}
              style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}
            >
              {Object.values(finding).filter(Boolean).join(" · ")}
            </Code>
          ))}
        </Stack>
      )}
    </QueryResult>
  );
}
