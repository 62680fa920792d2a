import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { Clients } from "../api/clients";
import { useClients } from "../api/context";
import { answerOf } from "../api/errors";
import type { Texts } from "../i18n/en";

/** Something that has these words, and the view where it is. */
export interface Found {
  view: keyof Texts["views"];
  title: string;
  path: string;
}

const LEAST_WORDS = 2;
const MOST_OF_A_KIND = 5;
type Search = (clients: Clients, words: string) => Promise<Found[]>;

const searches: Search[] = [
  async ({ workspace }, search) => {
    const query = { search, limit: MOST_OF_A_KIND };
    const { data } = answerOf("workspace-api", await workspace.GET("/api/items", { params: { query } }));
    return data.map(({ title }) => ({ view: "board", title, path: `/board?${given({ search: title })}` }));
  },
  async ({ movies }, q) => {
    const films = answerOf(
      "movies-api",
      await movies.GET("/api/public/search", { params: { query: { q } } }),
    );
    return films.slice(0, MOST_OF_A_KIND).map(({ title, slug }) => ({
      view: "films",
      title,
      path: `/films?${given({ part: "catalogue", slug: slug ?? "" })}`,
    }));
  },
  async ({ blog }, search) => {
    const query = { search, limit: MOST_OF_A_KIND };
    const { data } = answerOf("blog-api", await blog.GET("/api/admin/articles", { params: { query } }));
    return data.map(({ title }) => ({ view: "blog", title, path: `/blog?${given({ search: title })}` }));
  },
  async ({ documents }, q) => {
    const query = { q, limit: MOST_OF_A_KIND };
    const { results } = answerOf(
      "documentation-api",
      await documents.GET("/api/v1/docs/search", { params: { query } }),
    );
    return results.map(({ title, path }) => ({
      view: "documents",
      title,
      path: `/documents?${given({ path: path.replace(/^\/docs\//, "") })}`,
    }));
  },
];

/** Cards, films, articles and documents with these words; a service that is down has none. */
export function useFound(typed: string): Found[] {
  const clients = useClients();
  const [words] = useDebouncedValue(typed.trim(), 250);
  const query = useQuery({
    queryKey: ["found", words],
    enabled: words.length >= LEAST_WORDS,
    queryFn: async () => {
      const answers = await Promise.allSettled(searches.map((search) => search(clients, words)));
      return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
    },
  });
  return words.length < LEAST_WORDS ? [] : (query.data ?? []);
}

function given(values: Record<string, string>): string {
  return new URLSearchParams(values).toString();
}
