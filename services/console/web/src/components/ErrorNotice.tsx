import { Alert, Anchor, Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ServiceError } from "../api/errors";

/** What went wrong, in the service's words, with the id under which its log has the request. */
export function ErrorNotice({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const { t } = useTranslation();
  const known = error instanceof ServiceError ? error : null;
  const title = known
    ? t("common.failed", { service: known.service, status: known.status })
    : t("common.unreachable", { service: t("app.title") });
  return (
    <Alert color="red" title={title} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{error.message}</Text>
        {known?.requestId && <RequestId id={known.requestId} />}
        {known?.status === 401 && (
          <Anchor href="#/identity" size="sm" underline="always">
            {t("common.signInAgain")}
          </Anchor>
        )}
        {onRetry && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            {t("common.retry")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

function RequestId({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs">
      <Text size="sm">{t("common.requestId")}</Text>
      <Code>{id}</Code>
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy}>
            {copied ? t("common.copied") : t("common.copy")}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
