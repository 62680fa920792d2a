import type { ServiceAddress } from "../../api/config";
import type { components } from "../../api/generated/console";

export type State = components["schemas"]["ServiceState"];

/** What a service needs, and what it said of that last: the word of its check, null when it said nothing. */
export interface Need {
  service: string;
  needed: string;
  word: string | null;
}

// The loop of a companion worker and the tables are parts of the service.
const OWN_PARTS = ["loop", "migrations"];

/** What each service needs by the manifest, and what else it asks after for its own health. */
export function needsOf(services: readonly ServiceAddress[], states: Record<string, State>): Need[] {
  return services.flatMap(({ id, dependsOn }) => {
    const checks = states[id]?.checks ?? {};
    const checked = Object.keys(checks).filter((name) => !OWN_PARTS.includes(name));
    return [...new Set([...dependsOn, ...checked])].map((needed) => ({
      service: id,
      needed,
      word: checks[needed] ?? null,
    }));
  });
}

/** The things that are needed, in the order in which services name them. */
export function neededThings(needs: readonly Need[]): string[] {
  return [...new Set(needs.map(({ needed }) => needed))];
}

/** What services say of a thing: "ok" when all who use it do, else the first other word; null when nobody said one. */
export function wordOf(needs: readonly Need[], thing: string): string | null {
  const words = needs.flatMap(({ needed, word }) => (needed === thing && word !== null ? [word] : []));
  const used = words.filter(isUsed);
  return used.find((word) => word !== "ok") ?? used[0] ?? words[0] ?? null;
}

/** Whether a word is of something that is in use. */
export function isUsed(word: string | null): boolean {
  return word !== null && word !== "disabled";
}
