import { Button, Group, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  action: string;
  busy: boolean;
  onSubmit: (url: string) => void;
  /** How to read it. */
  children: ReactNode;
}

/** Asks for the address of a page. */
export function AddressForm({ action, busy, onSubmit, children }: Props) {
  const { t } = useTranslation();
  const [url, setUrl] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (url.trim()) onSubmit(url);
      }}
    >
      <Group align="flex-end">
        <TextInput
          label={t("scrape.address")}
          type="url"
          required
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        {children}
        <Button type="submit" loading={busy}>
          {action}
        </Button>
      </Group>
    </form>
  );
}
