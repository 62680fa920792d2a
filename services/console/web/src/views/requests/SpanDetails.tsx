import { Card, Code, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Span } from "./spans";

/** What one step tells of itself: statement text with placeholders, status, message. */
export function SpanDetails({ span }: { span: Span }) {
  const { t } = useTranslation();
  return (
    <Card withBorder component="section" aria-label={t("requests.details", { name: span.name })}>
      <Title order={2} size="h4">
        {span.name}
      </Title>
      <Text size="sm">{t("requests.after", { start: span.startMs, duration: span.durationMs })}</Text>
      <Table>
        <Table.Tbody>
          {Object.entries(span.attributes).map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td>
                <Code block style={{ whiteSpace: "pre-wrap" }}>
                  {String(value)}
                </Code>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
