import type { Clients } from "../../api/clients";
import { answerOf, ServiceError } from "../../api/errors";
import type { components } from "../../api/generated/workspace-api";
import type { Item } from "./items";

export type HistoryEntry = components["schemas"]["HistoryEntry"];
type Change = components["schemas"]["ItemChange"];
export type RecentChange = Change & { title: string };
type Workspace = Clients["workspace"];
const SERVICE = "workspace-api";
const MOST_RECENT = 30;
const FEED_STEPS = 256;
const BEYOND_ALL = Number.MAX_SAFE_INTEGER;

export async function listHistory(client: Workspace, id: string): Promise<HistoryEntry[]> {
  const params = { path: { item_id: id } };
  return answerOf(SERVICE, await client.GET("/api/items/{item_id}/history", { params })).data;
}

/** Brings a deleted item back, or the values of an earlier version. */
export async function restoreItem(client: Workspace, id: string, version?: number): Promise<Item> {
  const result = await client.POST("/api/items/{item_id}/restore", {
    params: { path: { item_id: id } },
    body: version === undefined ? {} : { version },
  });
  return answerOf(SERVICE, result).data;
}

/** The last change of each item that changed lately, newest first; deleted items with the title they had. */
export async function listRecentChanges(client: Workspace): Promise<RecentChange[]> {
  const newest = new Map<string, Change>();
  for (const change of await endOfFeed(client)) {
    newest.delete(change.itemId);
    newest.set(change.itemId, change);
  }
  const shown = [...newest.values()].reverse().slice(0, MOST_RECENT);
  return Promise.all(
    shown.map(async (change) => ({
      ...change,
      title: change.item?.title ?? (await titleBefore(client, change.itemId)),
    })),
  );
}

/** The last changes of the feed, oldest first. Fewer where older ones are forgotten: then less is asked for. */
async function endOfFeed(client: Workspace): Promise<Change[]> {
  const { lastSeq } = await readFeed(client, BEYOND_ALL);
  for (let steps = FEED_STEPS; steps >= 1; steps /= 2) {
    try {
      return (await readFeed(client, Math.max(0, lastSeq - steps))).data;
    } catch (error) {
      if (!(error instanceof ServiceError && error.status === 410)) throw error;
    }
  }
  return [];
}

async function readFeed(client: Workspace, since: number) {
  const query = { since, limit: FEED_STEPS, include: ["item" as const] };
  return answerOf(SERVICE, await client.GET("/api/items/changes", { params: { query } }));
}

async function titleBefore(client: Workspace, id: string): Promise<string> {
  const entries = await listHistory(client, id);
  const titles = entries.flatMap(({ changes }) => changes.filter(({ field }) => field === "title"));
  return titles.flatMap(({ to, from }) => [to, from]).find((title) => typeof title === "string") ?? id;
}
