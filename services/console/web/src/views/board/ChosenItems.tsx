import { Button, Group, Paper, Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { signal } from "../../components/colors";
import { STATUSES, type Status } from "./items";

interface Props {
  count: number;
  busy: boolean;
  onMove: (status: Status) => void;
  onDelete: () => void;
  onClear: () => void;
}

/** What can be done with all chosen cards at once. */
export function ChosenItems({ count, busy, onMove, onDelete, onClear }: Props) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="xs" component="section" aria-label={t("board.chosen")}>
      <Group align="flex-end">
        <Text role="status">{t("board.chosenCount", { count })}</Text>
        <Select
          label={t("board.moveTo")}
          data={STATUSES.map((value) => ({ value, label: t(`board.${value}`) }))}
          value={null}
          disabled={busy}
          onChange={(value) => {
            const status = STATUSES.find((name) => name === value);
            if (status) onMove(status);
          }}
        />
        <Button color={signal.bad} loading={busy} onClick={onDelete}>
          {t("board.deleteChosen")}
        </Button>
        <Button variant="default" onClick={onClear}>
          {t("board.clearChoice")}
        </Button>
      </Group>
    </Paper>
  );
}
