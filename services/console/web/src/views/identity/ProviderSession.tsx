import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Config } from "../../api/config";
import { useRefusal } from "../../api/context";
import type { Identity } from "../../api/identity";
import { ErrorNotice } from "../../components/ErrorNotice";

interface Props {
  signIn: NonNullable<Config["signIn"]>;
  identity: Identity;
  onForget: () => void;
}

/** Signing in at the provider, and out: there as well as here. */
export function ProviderSession({ signIn, identity, onForget }: Props) {
  const { t } = useTranslation();
  const refusal = useRefusal();
  const begin = useMutation({
    mutationFn: async () => (await import("../../api/signIn")).beginSignIn(signIn),
  });
  const end = useMutation({
    mutationFn: async () => {
      if (identity.kind !== "session") return;
      const { signOutAddress } = await import("../../api/signIn");
      const address = await signOutAddress(signIn, identity);
      onForget();
      if (address) location.assign(address);
    },
  });
  const error = begin.error ?? end.error;
  return (
    <Stack gap="xs" component="section" aria-label={t("identity.provider")}>
      <Text size="sm">{signIn.issuer}</Text>
      {refusal && identity.kind !== "session" && (
        <Alert color="red" title={t("identity.refused")} role="alert">
          {refusal}
        </Alert>
      )}
      {error && <ErrorNotice error={error} />}
      <Group>
        {identity.kind === "session" ? (
          <Button variant="default" loading={end.isPending} onClick={() => end.mutate()}>
            {t("identity.signOut")}
          </Button>
        ) : (
          <Button loading={begin.isPending} onClick={() => begin.mutate()}>
            {t("identity.signIn")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
