import { useTranslation } from "react-i18next";

export type Precision = "day" | "second" | "millisecond";
const DAY: Intl.DateTimeFormatOptions = { day: "2-digit", month: "short", year: "numeric" };
const TIME: Intl.DateTimeFormatOptions = {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
};
const made = new Map<string, Intl.DateTimeFormat>();

/** A moment on the reader's own clock; the day is left out when it is today. */
export function Moment({ at, to = "second" }: { at: string | null | undefined; to?: Precision }) {
  const { i18n } = useTranslation();
  if (!at) return "–";
  return (
    <time dateTime={at} title={at} style={{ whiteSpace: "nowrap" }}>
      {momentText(at, i18n.language, to)}
    </time>
  );
}

/** The same within a sentence; what is no moment stays as it is. */
export function momentText(at: string, language: string, to: Precision = "second"): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  const isToday = moment.toDateString() === new Date().toDateString();
  return formatFor(language, to, isToday).format(moment);
}

function formatFor(language: string, to: Precision, isToday: boolean): Intl.DateTimeFormat {
  const key = `${language} ${to} ${isToday}`;
  const known = made.get(key);
  if (known) return known;
  const time = to === "millisecond" ? { ...TIME, fractionalSecondDigits: 3 as const } : TIME;
  const options = to === "day" ? DAY : { ...(isToday ? {} : DAY), ...time };
  const format = new Intl.DateTimeFormat(language === "pt" ? "pt-BR" : "en-GB", options);
  made.set(key, format);
  return format;
}
