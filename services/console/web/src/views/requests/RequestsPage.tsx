import { Button, Group, Select, Stack, TextInput, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useConfig } from "../../api/context";
import { useParameters } from "../../components/useParameters";
import { TraceList } from "./TraceList";
import { TraceView } from "./TraceView";

export default function RequestsPage() {
  const { t } = useTranslation();
  const config = useConfig();
  const { get, set } = useParameters();
  const trace = get("trace");
  if (trace) {
    return (
      <Stack>
        <Title order={1}>{t("views.requests")}</Title>
        <Group>
          <Button variant="default" onClick={() => set("trace", null)}>
            {t("requests.back")}
          </Button>
        </Group>
        <TraceView id={trace} />
      </Stack>
    );
  }
  return (
    <Stack>
      <Title order={1}>{t("views.requests")}</Title>
      <Group align="flex-end">
        <Select
          label={t("requests.service")}
          placeholder={t("requests.everyService")}
          data={[...config.services.map(({ id }) => id), "console"]}
          value={get("service") ?? null}
          onChange={(value) => set("service", value)}
          clearable
        />
        <Select
          label={t("requests.state")}
          data={(["any", "failed"] as const).map((value) => ({ value, label: t(`requests.${value}`) }))}
          value={get("state") ?? "any"}
          onChange={(value) => set("state", value)}
          allowDeselect={false}
        />
        <Select
          label={t("requests.order")}
          data={(["newest", "slowest"] as const).map((value) => ({ value, label: t(`requests.${value}`) }))}
          value={get("order") ?? "newest"}
          onChange={(value) => set("order", value)}
          allowDeselect={false}
        />
        <TextInput
          label={t("requests.text")}
          value={get("text") ?? ""}
          onChange={(event) => set("text", event.currentTarget.value)}
        />
        <TextInput
          label={t("requests.requestId")}
          value={get("request_id") ?? ""}
          onChange={(event) => set("request_id", event.currentTarget.value)}
        />
      </Group>
      <TraceList
        service={get("service")}
        text={get("text")}
        requestId={get("request_id")}
        state={get("state") === "failed" ? "failed" : "any"}
        order={get("order") === "slowest" ? "slowest" : "newest"}
        onOpen={(id) => set("trace", id)}
      />
    </Stack>
  );
}
