import { Stack, Tabs, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useParameters } from "../../components/useParameters";
import { DeadLetters } from "./DeadLetters";
import { Notifications } from "./Notifications";
import { Preferences } from "./Preferences";
import { Suppressions } from "./Suppressions";
import { Webhooks } from "./Webhooks";

export default function InboxPage() {
  const { t } = useTranslation();
  const { get, set } = useParameters();
  return (
    <Stack>
      <Title order={1}>{t("views.inbox")}</Title>
      <Tabs
        value={get("part") ?? "notifications"}
        onChange={(value) => set("part", value)}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="notifications">{t("inbox.notifications")}</Tabs.Tab>
          <Tabs.Tab value="preferences">{t("inbox.preferences")}</Tabs.Tab>
          <Tabs.Tab value="dead">{t("inbox.deadLetters")}</Tabs.Tab>
          <Tabs.Tab value="suppressions">{t("inbox.suppressions")}</Tabs.Tab>
          <Tabs.Tab value="webhooks">{t("inbox.webhooks")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="notifications">
          <Notifications />
        </Tabs.Panel>
        <Tabs.Panel value="preferences">
          <Preferences />
        </Tabs.Panel>
        <Tabs.Panel value="dead">
          <DeadLetters />
        </Tabs.Panel>
        <Tabs.Panel value="suppressions">
          <Suppressions />
        </Tabs.Panel>
        <Tabs.Panel value="webhooks">
          <Webhooks />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
