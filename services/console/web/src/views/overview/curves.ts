/** A minute of a service: seconds since 1970, requests a second, errors in percent, p50 and p95 in ms; null: not known. */
export type Minute = readonly (number | null)[];
const figures = { requests: 1, errors: 2, p50: 3, p95: 4 } as const;
export type FigureName = keyof typeof figures;

export const WIDTH = 240;
export const HEIGHT = 36;
const EDGE = 2;
const HOUR_S = 3_600;
const GAP_S = 150;

/** The largest value of some figures, 0 where nothing is known. */
export function mostOf(minutes: readonly Minute[], names: readonly FigureName[]): number {
  return Math.max(0, ...minutes.flatMap((minute) => names.map((name) => minute[figures[name]] ?? 0)));
}

/** The way of a pen through the last hour of a figure, up to `most`; lifted where a minute or its value is missing. */
export function curveOf(minutes: readonly Minute[], name: FigureName, most: number): string {
  const end = minutes.at(-1)?.[0] ?? 0;
  const known = minutes.filter((minute) => minute[figures[name]] !== null);
  return known
    .map((minute, index) => {
      const at = minute[0] ?? 0;
      const joined = index > 0 && at - (known[index - 1]?.[0] ?? 0) <= GAP_S;
      const point = `${x(end - at)} ${y(most > 0 ? (minute[figures[name]] ?? 0) / most : 0)}`;
      // A minute alone is a dot.
      return joined ? `L${point}` : `M${point}h0`;
    })
    .join("");
}

function x(secondsAgo: number): string {
  return (WIDTH * (1 - Math.min(secondsAgo, HOUR_S) / HOUR_S)).toFixed(1);
}

function y(share: number): string {
  return (HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)).toFixed(1);
}
