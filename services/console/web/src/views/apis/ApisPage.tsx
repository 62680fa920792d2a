import { Anchor, Stack, Tabs, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { referenceOf } from "../../api/config";
import { useConfig } from "../../api/context";
import { DataTable } from "../../components/DataTable";
import { useParameters } from "../../components/useParameters";
import { Specs } from "./Specs";

export default function ApisPage() {
  const { t } = useTranslation();
  const { get, set } = useParameters();
  return (
    <Stack>
      <Title order={1}>{t("views.apis")}</Title>
      <Tabs value={get("part") ?? "references"} onChange={(value) => set("part", value)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="references">{t("apis.references")}</Tabs.Tab>
          <Tabs.Tab value="specs">{t("apis.specs")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="references">
          <References />
        </Tabs.Panel>
        <Tabs.Panel value="specs">
          <Specs />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

/** Each service's reference with try-it. The tab it opens in speaks for whom this one speaks: hence `opener`. */
function References() {
  const { t } = useTranslation();
  const { services } = useConfig();
  return (
    <DataTable
      label={t("apis.references")}
      rows={services}
      keyOf={({ id }) => id}
      columns={[
        { title: t("apis.service"), cell: ({ id }) => id },
        {
          title: t("apis.reference"),
          cell: (service) => (
            <Anchor href={referenceOf(service)} target="_blank" rel="opener" underline="always">
              {t("apis.tryOut", { name: service.id })}
            </Anchor>
          ),
        },
        {
          title: t("apis.document"),
          cell: (service) => (
            <Anchor
              href={`references/${service.id}/openapi.json`}
              target="_blank"
              rel="noreferrer"
              underline="always"
            >
              openapi.json
            </Anchor>
          ),
        },
      ]}
    />
  );
}
