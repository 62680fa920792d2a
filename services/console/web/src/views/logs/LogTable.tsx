import { Anchor, Badge, Code, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { components } from "../../api/generated/console";
import { signal } from "../../components/colors";
import { Moment } from "../../components/Moment";

type Line = components["schemas"]["LogLine"];
const COLORS: Record<string, string> = {
  critical: signal.bad,
  error: signal.bad,
  warning: signal.warning,
  debug: signal.quiet,
};
const SHOWN_APART = new Set(["timestamp", "level", "service", "message", "request_id", "user_id", "module"]);

interface Props {
  lines: Line[];
  onRequest: (id: string) => void;
}

export function LogTable({ lines, onRequest }: Props) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table aria-label={t("views.logs")} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("logs.time")}</Table.Th>
            <Table.Th>{t("logs.service")}</Table.Th>
            <Table.Th>{t("logs.level")}</Table.Th>
            <Table.Th>{t("logs.message")}</Table.Th>
            <Table.Th>{t("logs.requestId")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keyed(lines).map(({ key, line }) => (
            <Table.Tr key={key}>
              <Table.Td>
                <Moment at={line.timestamp} to="millisecond" />
              </Table.Td>
              <Table.Td>{line.service}</Table.Td>
              <Table.Td>
                <Badge variant="filled" miw="max-content" color={COLORS[line.level ?? ""] ?? signal.calm}>
                  {line.level ?? "–"}
                </Badge>
              </Table.Td>
              <Table.Td>
                {line.message} <Code>{restOf(line)}</Code>
              </Table.Td>
              <Table.Td>
                {line.request_id && (
                  <Anchor
                    component="button"
                    type="button"
                    underline="always"
                    onClick={() => onRequest(line.request_id ?? "")}
                  >
                    {line.request_id.slice(0, 8)}
                  </Anchor>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Newest first; the same line twice has two keys. */
function keyed(lines: Line[]): { key: string; line: Line }[] {
  const seen = new Map<string, number>();
  return lines
    .map((line) => {
      const text = `${line.timestamp} ${line.service} ${line.request_id} ${line.message}`;
      const count = (seen.get(text) ?? 0) + 1;
      seen.set(text, count);
      return { key: `${text} ${count}`, line };
    })
    .reverse();
}

function restOf(line: Line): string {
  return Object.entries(line)
    .filter(([name, value]) => !SHOWN_APART.has(name) && value !== null)
    .map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join(" ");
}
