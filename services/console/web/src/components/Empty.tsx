import { Center, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function Empty({ text }: { text?: string }) {
  const { t } = useTranslation();
  return (
    <Center p="xl">
      <Text>{text ?? t("common.empty")}</Text>
    </Center>
  );
}
