import { Stack, Tabs, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useParameters } from "../../components/useParameters";
import { Crawls } from "./Crawls";
import { Playground } from "./Playground";

export default function ScrapePage() {
  const { t } = useTranslation();
  const { get, set } = useParameters();
  return (
    <Stack>
      <Title order={1}>{t("views.scrape")}</Title>
      <Tabs value={get("part") ?? "page"} onChange={(value) => set("part", value)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="page">{t("scrape.page")}</Tabs.Tab>
          <Tabs.Tab value="crawl">{t("scrape.crawl")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="page">
          <Playground />
        </Tabs.Panel>
        <Tabs.Panel value="crawl">
          <Crawls />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
