import "@mantine/spotlight/styles.css";
import { Spotlight, type SpotlightActionData } from "@mantine/spotlight";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useFound } from "./useFound";
import { views } from "./views";

/** Ctrl K finds views, cards, films, articles and documents. */
export function Palette() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const found = useFound(typed);
  const actionOf = (
    path: string,
    label: string,
    keywords: string,
    description = "",
  ): SpotlightActionData => ({
    id: `${path} ${label}`,
    label,
    description,
    keywords,
    onClick: () => void navigate(path),
  });
  const actions = [
    ...views.map(({ path, name }) => actionOf(path, t(`views.${name}`), name)),
    // What a service found for these words stays, whatever the palette itself would make of them.
    ...found.map(({ path, title, view }) => actionOf(path, title, typed, t(`views.${view}`))),
  ];
  return (
    <Spotlight
      shortcut={["mod + K"]}
      query={typed}
      onQueryChange={setTyped}
      searchProps={{ placeholder: t("common.search"), "aria-label": t("common.search") }}
      nothingFound={t("common.empty")}
      scrollable
      actions={actions}
    />
  );
}
