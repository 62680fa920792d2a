import { Badge, Button, Group, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { signal } from "../../components/colors";
import { ErrorNotice } from "../../components/ErrorNotice";
import { saveFile } from "../../components/saveFile";
import { exportItems } from "./items";

interface Props {
  search: string;
  live: boolean;
  onSearch: (search: string) => void;
  onRecent: () => void;
}

/** What is done with the board as a whole: find, look back, take away as a file. */
export function BoardTools({ search, live, onSearch, onRecent }: Props) {
  const { t } = useTranslation();
  const { workspace } = useClients();
  const take = useMutation({
    mutationFn: () => exportItems(workspace, search),
    onSuccess: (text) => saveFile("items.csv", "text/csv", text),
  });
  return (
    <>
      <Group align="flex-end">
        <TextInput
          label={t("board.search")}
          type="search"
          maxLength={200}
          value={search}
          onChange={(event) => onSearch(event.currentTarget.value)}
        />
        <Button variant="default" onClick={onRecent}>
          {t("board.recent")}
        </Button>
        <Button variant="default" loading={take.isPending} onClick={() => take.mutate()}>
          {t("board.export")}
        </Button>
        <Badge color={live ? signal.good : signal.quiet} mb={8}>
          {t(live ? "common.live" : "common.notLive")}
        </Badge>
      </Group>
      {take.error && <ErrorNotice error={take.error} />}
    </>
  );
}
