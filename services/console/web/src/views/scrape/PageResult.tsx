import { Code, List, Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { components } from "../../api/generated/scrape-proxy";
import { Markdown } from "../../components/Markdown";

/** What came of a page: as it reads, its source, its links, what it says of itself. */
export default function PageResult({ page }: { page: components["schemas"]["ScrapedPage"] }) {
  const { t } = useTranslation();
  return (
    <Tabs defaultValue="markdown" keepMounted={false}>
      <Tabs.List mb="md">
        {(["markdown", "source", "links", "metadata"] as const).map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`scrape.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="markdown">
        <Markdown text={page.markdown ?? ""} label={t("scrape.markdown")} />
      </Tabs.Panel>
      <Tabs.Panel value="source">
        <Code block tabIndex={0} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {page.rawHtml ?? page.html ?? ""}
        </Code>
      </Tabs.Panel>
      <Tabs.Panel value="links">
        <List>
          {[...new Set(page.links ?? [])].map((link) => (
            <List.Item key={link} style={{ overflowWrap: "anywhere" }}>
              {link}
            </List.Item>
          ))}
        </List>
      </Tabs.Panel>
      <Tabs.Panel value="metadata">
        <Code block tabIndex={0} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {JSON.stringify(page.metadata ?? {}, null, 2)}
        </Code>
      </Tabs.Panel>
    </Tabs>
  );
}
