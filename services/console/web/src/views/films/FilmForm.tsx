import { Button, Modal, NumberInput, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { ErrorNotice } from "../../components/ErrorNotice";
import type { Film } from "./Catalogue";

interface Props {
  film: Film;
  onClose: () => void;
  onSaved: () => void;
}

/** What an editor mends most; refused when somebody else has changed the film meanwhile. */
export function FilmForm({ film, onClose, onSaved }: Props) {
  const { t } = useTranslation();
  const { movies } = useClients();
  const [title, setTitle] = useState(film.title);
  const [director, setDirector] = useState(film.director ?? "");
  const [year, setYear] = useState<number | null>(film.year);
  const [description, setDescription] = useState(film.description ?? "");
  const save = useMutation({
    mutationFn: async () =>
      answerOf(
        "movies-api",
        await movies.PATCH("/api/admin/films/{row_id}", {
          params: { path: { row_id: film.id }, header: { "If-Match": `"${film.version}"` } },
          body: {
            title,
            ...(director ? { director } : {}),
            ...(year === null ? {} : { year }),
            ...(description ? { description } : {}),
          },
        }),
      ),
    onSuccess: onSaved,
  });
  return (
    <Modal opened onClose={onClose} title={film.title} closeButtonProps={{ "aria-label": t("common.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack>
          {save.error && <ErrorNotice error={save.error} />}
          <TextInput
            label={t("films.title")}
            required
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <TextInput
            label={t("films.director")}
            value={director}
            onChange={(event) => setDirector(event.currentTarget.value)}
          />
          <NumberInput
            label={t("films.year")}
            value={year ?? ""}
            onChange={(value) => setYear(typeof value === "number" ? value : null)}
            hideControls
          />
          <Textarea
            label={t("films.description")}
            autosize
            minRows={3}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <Button type="submit" loading={save.isPending}>
            {t("common.save")}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
