import { Button, Group, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useConfig } from "../../api/context";
import { type Identity, readIdentity, writeIdentity } from "../../api/identity";
import { ProviderSession } from "./ProviderSession";

export default function IdentityPage() {
  const { t } = useTranslation();
  const { signIn } = useConfig();
  const queries = useQueryClient();
  const [identity, setIdentity] = useState(readIdentity);
  const [name, setName] = useState("");
  const [token, setToken] = useState("");
  const become = (next: Identity) => {
    writeIdentity(next);
    setIdentity(next);
    setToken("");
    // What another identity has seen must not be shown to this one.
    queries.clear();
  };
  return (
    <Stack maw={520}>
      <Title order={1}>{t("views.identity")}</Title>
      <Text role="status">
        {t("identity.now")}: <strong>{nameOf(identity) ?? t("identity.nobody")}</strong>
      </Text>
      {signIn && (
        <ProviderSession signIn={signIn} identity={identity} onForget={() => become({ kind: "none" })} />
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) become({ kind: "user", name: name.trim() });
        }}
      >
        <Group align="flex-end">
          <TextInput
            label={t("identity.user")}
            description={t("identity.userHint")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit">{t("identity.use")}</Button>
        </Group>
      </form>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim()) become({ kind: "token", token: token.trim() });
        }}
      >
        <Group align="flex-end">
          <PasswordInput
            label={t("identity.token")}
            description={t("identity.tokenHint")}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            autoComplete="off"
          />
          <Button type="submit">{t("identity.use")}</Button>
        </Group>
      </form>
      <Group>
        <Button variant="default" onClick={() => become({ kind: "none" })}>
          {t("identity.forget")}
        </Button>
      </Group>
    </Stack>
  );
}

function nameOf(identity: Identity): string | null {
  if (identity.kind === "user" || identity.kind === "session") return identity.name;
  return identity.kind === "token" ? "token" : null;
}
