import { NumberInput, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { ErrorNotice } from "../../components/ErrorNotice";
import { useParameters } from "../../components/useParameters";
import { AddressForm } from "./AddressForm";
import { CrawlList } from "./CrawlList";
import { CrawlProgress } from "./CrawlProgress";

const SERVICE = "scrape-proxy";

/** A crawl from its first address on: how far it is, what it has read, and the way to end it. */
export function Crawls() {
  const { t } = useTranslation();
  const { scrape } = useClients();
  const { get, set } = useParameters();
  const queries = useQueryClient();
  const [limit, setLimit] = useState(10);
  const id = get("crawl");
  const start = useMutation({
    mutationFn: async (url: string) =>
      answerOf(SERVICE, await scrape.POST("/api/v1/crawl", { body: { url, limit } })).data,
    onSuccess: (started) => {
      set("crawl", started.id);
      void queries.invalidateQueries({ queryKey: ["crawls"] });
    },
  });
  return (
    <Stack>
      <AddressForm action={t("scrape.start")} busy={start.isPending} onSubmit={start.mutate}>
        <NumberInput
          label={t("scrape.limit")}
          min={1}
          max={1_000}
          value={limit}
          hideControls
          onChange={(value) => setLimit(typeof value === "number" ? value : 10)}
        />
      </AddressForm>
      {start.error && <ErrorNotice error={start.error} />}
      {id && <CrawlProgress id={id} />}
      <CrawlList onOpen={(chosen) => set("crawl", chosen)} />
    </Stack>
  );
}
