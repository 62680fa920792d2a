import { Alert, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Item } from "./items";

export function ConflictNotice({ current, onClose }: { current: Item | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert
      color="orange"
      title={t("board.conflict")}
      role="alert"
      withCloseButton
      closeButtonLabel={t("common.close")}
      onClose={onClose}
    >
      <Stack gap={4}>
        <Text size="sm">{t("board.conflictHint")}</Text>
        {current && (
          <Text size="sm" fw={600}>
            {current.title}: {t(`board.${current.status}`)}, {t(`board.${current.priority}`)}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}
