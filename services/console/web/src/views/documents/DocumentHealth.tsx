import { Card, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { Empty } from "../../components/Empty";
import { Moment } from "../../components/Moment";
import { QueryResult } from "../../components/QueryResult";

export function DocumentHealth() {
  const { t } = useTranslation();
  const { documents } = useClients();
  const query = useQuery({
    queryKey: ["documents health"],
    queryFn: async () =>
      answerOf("documentation-api", await documents.GET("/api/v1/docs/health/summary")).data,
  });
  return (
    <QueryResult query={query}>
      {({ hasData, healthScore, grade, totalFiles, lastAuditDate, issuesSummary }) =>
        hasData ? (
          <Card withBorder>
            <Stack gap={4}>
              <Text fw={700}>{t("documents.score", { score: healthScore, grade })}</Text>
              <Text size="sm">{t("documents.files", { count: totalFiles })}</Text>
              <Text size="sm">
                <Moment at={lastAuditDate} to="day" />
              </Text>
              {Object.entries(issuesSummary).map(([name, value]) => (
                <Text size="sm" key={name}>
                  {name}: {String(value)}
                </Text>
              ))}
            </Stack>
          </Card>
        ) : (
          <Empty text={t("documents.noAudit")} />
        )
      }
    </QueryResult>
  );
}
