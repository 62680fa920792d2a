import "@mantine/spotlight/styles.css";
import { Spotlight } from "@mantine/spotlight";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { views } from "./views";

/** Ctrl K finds views. */
export function Palette() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Spotlight
      shortcut={["mod + K"]}
      searchProps={{ placeholder: t("common.search"), "aria-label": t("common.search") }}
      nothingFound={t("common.empty")}
      actions={views.map(({ path, name }) => ({
        id: path,
        label: t(`views.${name}`),
        onClick: () => void navigate(path),
      }))}
    />
  );
}
