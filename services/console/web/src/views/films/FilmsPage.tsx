import { Stack, Tabs, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useParameters } from "../../components/useParameters";
import { Catalogue } from "./Catalogue";
import { CurationRuns } from "./CurationRuns";
import { Journey } from "./Journey";

export default function FilmsPage() {
  const { t } = useTranslation();
  const { get, set } = useParameters();
  return (
    <Stack>
      <Title order={1}>{t("views.films")}</Title>
      <Tabs value={get("part") ?? "journey"} onChange={(value) => set("part", value)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="journey">{t("films.journey")}</Tabs.Tab>
          <Tabs.Tab value="catalogue">{t("films.catalogue")}</Tabs.Tab>
          <Tabs.Tab value="runs">{t("films.runs")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="journey">
          <Journey />
        </Tabs.Panel>
        <Tabs.Panel value="catalogue">
          <Catalogue />
        </Tabs.Panel>
        <Tabs.Panel value="runs">
          <CurationRuns />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
