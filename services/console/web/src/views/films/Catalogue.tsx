import { Button, Group, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import type { components } from "../../api/generated/movies-api";
import { ActionOf } from "../../components/ActionOf";
import { DataTable } from "../../components/DataTable";
import { Empty } from "../../components/Empty";
import { QueryResult } from "../../components/QueryResult";
import { given, useParameters } from "../../components/useParameters";
import { FilmFinder } from "./FilmFinder";
import { FilmForm } from "./FilmForm";

export type Film = components["schemas"]["EditedFilm"];
const PAGE = 25;

/** Films as editors have them, a page at a time, or one that was found. */
export function Catalogue() {
  const { t } = useTranslation();
  const { movies } = useClients();
  const { get, set } = useParameters();
  const queries = useQueryClient();
  const [edited, edit] = useState<Film | null>(null);
  const slug = get("slug");
  const offset = Number(get("offset")) || 0;
  const wanted = { limit: PAGE, offset, ...given({ slug }) };
  const query = useQuery({
    queryKey: ["films", wanted],
    queryFn: async () =>
      answerOf("movies-api", await movies.GET("/api/admin/films", { params: { query: wanted } })),
    placeholderData: (before) => before,
  });
  return (
    <Stack>
      <FilmFinder slug={slug} onFound={(found) => set("slug", found)} />
      <QueryResult query={query}>
        {(films) =>
          films.length === 0 ? (
            <Empty />
          ) : (
            <DataTable
              label={t("films.catalogue")}
              rows={films}
              keyOf={({ id }) => id}
              columns={[
                { title: t("films.title"), cell: ({ title }) => title },
                { title: t("films.year"), cell: ({ year }) => year },
                { title: t("films.director"), cell: ({ director }) => director },
                { title: t("films.genres"), cell: ({ genres }) => genres.join(", ") },
                {
                  title: t("common.edit"),
                  cell: (film) => (
                    <ActionOf action={t("common.edit")} of={film.title} onClick={() => edit(film)} />
                  ),
                },
              ]}
            />
          )
        }
      </QueryResult>
      <Group>
        <Button
          variant="default"
          disabled={offset === 0}
          onClick={() => set("offset", String(Math.max(0, offset - PAGE)))}
        >
          {t("common.previous")}
        </Button>
        <Button
          variant="default"
          disabled={(query.data?.length ?? 0) < PAGE}
          onClick={() => set("offset", String(offset + PAGE))}
        >
          {t("common.next")}
        </Button>
      </Group>
      {edited && (
        <FilmForm
          film={edited}
          onClose={() => edit(null)}
          onSaved={() => {
            edit(null);
            void queries.invalidateQueries({ queryKey: ["films"] });
          }}
        />
      )}
    </Stack>
  );
}
