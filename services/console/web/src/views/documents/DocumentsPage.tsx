import { Stack, Tabs, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useParameters } from "../../components/useParameters";
import { DocumentHealth } from "./DocumentHealth";
import { DocumentSearch } from "./DocumentSearch";
import { Ideas } from "./Ideas";
import { Systems } from "./Systems";

export default function DocumentsPage() {
  const { t } = useTranslation();
  const { get, set } = useParameters();
  return (
    <Stack>
      <Title order={1}>{t("views.documents")}</Title>
      <Tabs value={get("part") ?? "search"} onChange={(value) => set("part", value)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="search">{t("documents.search")}</Tabs.Tab>
          <Tabs.Tab value="ideas">{t("documents.ideas")}</Tabs.Tab>
          <Tabs.Tab value="systems">{t("documents.systems")}</Tabs.Tab>
          <Tabs.Tab value="health">{t("documents.health")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="search">
          <DocumentSearch />
        </Tabs.Panel>
        <Tabs.Panel value="ideas">
          <Ideas />
        </Tabs.Panel>
        <Tabs.Panel value="systems">
          <Systems />
        </Tabs.Panel>
        <Tabs.Panel value="health">
          <DocumentHealth />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
