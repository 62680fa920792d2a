/** Backgrounds on which white letters can be read, light and dark: at least 4.5 to 1. */
export const signal = {
  good: "#1b6e2e",
  warning: "#8a4b00",
  bad: "#a61e1e",
  calm: "#1a5490",
  quiet: "#495057",
} as const;
