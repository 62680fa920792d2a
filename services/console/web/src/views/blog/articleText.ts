import { micromark } from "micromark";

/** Markdown as blogs keep it, which is HTML; HTML within it stays. The service sanitises what it is sent. */
export function htmlOf(text: string): string {
  return micromark(text, { allowDangerousHtml: true });
}

/** A moment as a field of day and time has it, on the reader's own clock. */
export function fieldOf(at: string): string {
  const moment = new Date(at);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What such a field says, as services take it. */
export function momentOf(field: string): string {
  return `${new Date(field).toISOString().slice(0, 19)}Z`;
}

/** Where the reader's clock is. */
export const clock = Intl.DateTimeFormat().resolvedOptions().timeZone;
