import { Code } from "@mantine/core";

type Line = { mark: " " | "-" | "+"; text: string };

/** Two texts line by line: what went with −, what came with +. */
export function Difference({ before, after, label }: { before: string; after: string; label: string }) {
  const lines = numbered(differenceOf(before.split("\n"), after.split("\n")));
  return (
    <Code block role="region" aria-label={label} tabIndex={0} style={{ whiteSpace: "pre-wrap" }}>
      {lines.map(({ key, mark, text }) => (
        <div key={key} style={mark === " " ? undefined : { fontWeight: 700 }}>
          {mark} {text}
        </div>
      ))}
    </Code>
  );
}

function numbered(lines: Line[]): (Line & { key: number })[] {
  return lines.map((line, key) => ({ ...line, key }));
}

/** Lines that both begin and end with stay; everything between went and came as a whole. */
export function differenceOf(before: string[], after: string[]): Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const same = (text: string): Line => ({ mark: " ", text });
  return [
    ...before.slice(0, start).map(same),
    ...before.slice(start, before.length - end).map((text): Line => ({ mark: "-", text })),
    ...after.slice(start, after.length - end).map((text): Line => ({ mark: "+", text })),
    ...before.slice(before.length - end).map(same),
  ];
}
