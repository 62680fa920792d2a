import { Checkbox, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { Empty } from "../../components/Empty";
import { ErrorNotice } from "../../components/ErrorNotice";
import { Waiting } from "../../components/Waiting";
import { AddressForm } from "./AddressForm";

const Result = lazy(() => import("./PageResult"));

/** One page, read as the options say; a refusal is shown in the service's words. */
export function Playground() {
  const { t } = useTranslation();
  const { scrape } = useClients();
  const [mainOnly, setMainOnly] = useState(true);
  const read = useMutation({
    mutationFn: async (url: string) =>
      answerOf(
        "scrape-proxy",
        await scrape.POST("/api/v1/scrape", {
          body: { url, onlyMainContent: mainOnly, formats: ["markdown", "rawHtml", "links"] },
        }),
      ),
  });
  return (
    <Stack>
      <AddressForm action={t("scrape.read")} busy={read.isPending} onSubmit={read.mutate}>
        <Checkbox
          label={t("scrape.mainOnly")}
          checked={mainOnly}
          onChange={(event) => setMainOnly(event.currentTarget.checked)}
        />
      </AddressForm>
      {read.error && <ErrorNotice error={read.error} />}
      {read.isIdle && <Empty text={t("scrape.hint")} />}
      {read.data && (
        <Suspense fallback={<Waiting />}>
          <Text size="sm">{t("scrape.engine", { engine: read.data.engine })}</Text>
          <Result page={read.data.data} />
        </Suspense>
      )}
    </Stack>
  );
}
