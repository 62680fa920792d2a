import { Card, Title, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ServiceAddress } from "../../api/config";
import { signal } from "../../components/colors";
import { GraphNodes, ROW } from "./GraphNodes";
import { isUsed, neededThings, needsOf, type State, wordOf } from "./needs";

const WIDTH = 100;

interface Props {
  services: readonly ServiceAddress[];
  states: Record<string, State>;
}

/** What needs what: a line from each service to each thing it needs, broken where that is missing or not in use. */
export function NeedsGraph({ services, states }: Props) {
  const { t } = useTranslation();
  const needs = needsOf(services, states);
  const ids = services.map(({ id }) => id);
  const things = neededThings(needs);
  const height = ROW * Math.max(ids.length, things.length);
  const say = (word: string | null) => word ?? t("overview.unknown");
  return (
    <Card withBorder component="section" aria-label={t("overview.needs")}>
      <Title order={2} size="h4" mb="xs">
        {t("overview.needs")}
      </Title>
      <div aria-hidden style={{ display: "flex", height }}>
        <GraphNodes nodes={ids.map((id) => ({ id, label: id, color: stateColor(states[id]) }))} />
        <svg
          aria-hidden="true"
          viewBox={`0 0 ${WIDTH} ${height}`}
          preserveAspectRatio="none"
          height={height}
          style={{ flex: 1, minWidth: 16, maxWidth: 420 }}
        >
          {needs.map(({ service, needed, word }) => (
            <path
              key={`${service} ${needed}`}
              d={lineBetween(middle(ids, service, height), middle(things, needed, height))}
              fill="none"
              stroke={isUsed(word) ? wordColor(word) : "var(--mantine-color-dimmed)"}
              strokeWidth={isUsed(word) ? 2 : 1}
              strokeDasharray={word === "ok" ? undefined : "6 5"}
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
        <GraphNodes
          nodes={things.map((id) => {
            const word = wordOf(needs, id);
            return { id, label: `${id}: ${say(word)}`, color: wordColor(word) };
          })}
        />
      </div>
      <VisuallyHidden component="ul" aria-label={t("overview.needs")}>
        {needs.map(({ service, needed, word }) => (
          <li key={`${service} ${needed}`}>{`${service} → ${needed}: ${say(word)}`}</li>
        ))}
      </VisuallyHidden>
    </Card>
  );
}

function middle(names: readonly string[], name: string, height: number): number {
  return ((names.indexOf(name) + 0.5) * height) / names.length;
}

function lineBetween(from: number, to: number): string {
  return `M0 ${from}C${WIDTH / 2} ${from} ${WIDTH / 2} ${to} ${WIDTH} ${to}`;
}

function stateColor(state: State | undefined): string {
  return state
    ? { ready: signal.good, degraded: signal.warning, down: signal.bad }[state.state]
    : signal.quiet;
}

function wordColor(word: string | null): string {
  if (!isUsed(word)) return signal.quiet;
  return word === "ok" ? signal.good : signal.bad;
}
