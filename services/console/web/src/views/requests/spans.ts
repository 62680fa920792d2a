import type { components } from "../../api/generated/console";

export type Span = components["schemas"]["Span"];
export interface Step {
  span: Span;
  depth: number;
}

/** Spans below their parents, each level by time; one whose parent is not here stands at the left. */
export function stepsOf(spans: Span[]): Step[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const children = new Map<string | null, Span[]>();
  for (const span of spans) {
    const parent = span.parentId && known.has(span.parentId) ? span.parentId : null;
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const steps: Step[] = [];
  const add = (parent: string | null, depth: number) => {
    for (const span of children.get(parent) ?? []) {
      steps.push({ span, depth });
      children.delete(parent);
      add(span.spanId, depth + 1);
    }
  };
  add(null, 0);
  return steps;
}
