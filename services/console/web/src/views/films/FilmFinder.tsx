import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";

interface Props {
  /** The film that was found, by its slug. */
  slug: string | undefined;
  onFound: (slug: string | null) => void;
}

/** A film by words of its title, as visitors search; typing errors are forgiven. */
export function FilmFinder({ slug, onFound }: Props) {
  const { t } = useTranslation();
  const { movies } = useClients();
  const [typed, setTyped] = useState("");
  const [words] = useDebouncedValue(typed.trim(), 250);
  const { data = [] } = useQuery({
    queryKey: ["films by title", words],
    enabled: words.length > 0,
    queryFn: async () =>
      answerOf("movies-api", await movies.GET("/api/public/search", { params: { query: { q: words } } })),
    placeholderData: (before) => before,
  });
  const found = new Map(
    data.flatMap(({ slug: one, title, year }) => (one ? [[one, `${title} (${year})`]] : [])),
  );
  if (slug && !found.has(slug)) found.set(slug, slug);
  return (
    <Select
      label={t("films.byTitle")}
      placeholder={t("common.search")}
      data={[...found].map(([value, label]) => ({ value, label }))}
      value={slug ?? null}
      onChange={onFound}
      onSearchChange={setTyped}
      // The service has searched already, and knows more than the letters of the title.
      filter={({ options }) => options}
      nothingFoundMessage={words && t("common.empty")}
      searchable
      clearable
      w={360}
      maw="100%"
    />
  );
}
