const WIDTH = 240;
const HEIGHT = 36;

/** A curve without axes, one point a minute; flat at the bottom where nothing happened. */
export function Sparkline({ values, label }: { values: number[]; label: string }) {
  const most = Math.max(...values, 0.001);
  const step = values.length > 1 ? WIDTH / (values.length - 1) : WIDTH;
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${y(value / most)}`).join(" ");
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width="100%"
      height={HEIGHT}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <polyline
        points={points}
        fill="none"
        stroke="var(--mantine-color-anchor)"
        strokeWidth="2"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

function y(share: number): string {
  return (HEIGHT - 2 - share * (HEIGHT - 4)).toFixed(1);
}
