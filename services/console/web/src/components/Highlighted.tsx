import { Mark } from "@mantine/core";

/** A snippet whose hits stand between <mark> tags; every other tag is shown as text. */
export function Highlighted({ text }: { text: string }) {
  const parts = text.split(/<\/?mark>/).map((part, place) => ({ part: decoded(part), place }));
  return (
    <>
      {parts.map(({ part, place }) =>
        place % 2 ? <Mark key={place}>{part}</Mark> : <span key={place}>{part}</span>,
      )}
    </>
  );
}

function decoded(text: string): string {
  const names: Record<string, string> = {
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#34;": '"',
    "&#39;": "'",
    "&amp;": "&",
  };
  return text.replace(/&(?:lt|gt|quot|#34|#39|amp);/g, (entity) => names[entity] ?? entity);
}
