import { useSearchParams } from "react-router";

/** What a view is asked for, in its address: it survives a reload and can be sent to somebody. */
export function useParameters() {
  const [params, setParams] = useSearchParams();
  const get = (name: string) => params.get(name) || undefined;
  const set = (name: string, value: string | null) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );
  return { get, set };
}

/** The given values only: a query has no empty parameters. */
export function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined | null> } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  ) as { [K in keyof T]?: Exclude<T[K], undefined | null> };
}
