import { Group, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { Empty } from "../../components/Empty";
import { QueryResult } from "../../components/QueryResult";
import { useParameters } from "../../components/useParameters";
import { Comparison } from "./Comparison";

const NAMES = ["spec", "v1", "v2"] as const;

/** The stored specifications, and what changed between two versions of one: at first of one that has two. */
export function Specs() {
  const { t } = useTranslation();
  const { documents } = useClients();
  const { get, set } = useParameters();
  const query = useQuery({
    queryKey: ["specs"],
    queryFn: async () => answerOf("documentation-api", await documents.GET("/api/v1/specs")).data,
  });
  return (
    <QueryResult query={query}>
      {(specs) => {
        if (specs.length === 0) return <Empty text={t("apis.noSpecs")} />;
        const chosen =
          specs.find(({ name }) => name === get("spec")) ??
          specs.find(({ versions }) => versions.length > 1) ??
          specs[0];
        const versions = chosen?.versions ?? [];
        const [v1, v2] = [get("v1") ?? versions.at(-2), get("v2") ?? versions.at(-1)];
        const values = { spec: chosen?.name, v1, v2 };
        return (
          <Stack>
            <Group align="flex-end">
              {NAMES.map((name) => (
                <Select
                  key={name}
                  label={t(`apis.${name}`)}
                  data={name === "spec" ? specs.map((spec) => spec.name) : versions}
                  value={values[name] ?? null}
                  onChange={(value) => set(name, value)}
                  allowDeselect={false}
                />
              ))}
            </Group>
            {chosen && v1 && v2 && v1 !== v2 ? (
              <Comparison spec={chosen.name} v1={v1} v2={v2} />
            ) : (
              <Empty text={t("apis.oneVersion")} />
            )}
          </Stack>
        );
      }}
    </QueryResult>
  );
}
