import type { Clients } from "../../api/clients";
import { answerOf, ServiceError } from "../../api/errors";
import type { components } from "../../api/generated/workspace-api";

export type Item = components["schemas"]["Item"];
export type Status = Item["status"];
export type ItemDraft = Pick<Item, "title" | "description" | "category" | "priority">;
export type ItemChanges = Partial<Pick<Item, keyof ItemDraft | "status">>;
export type BulkResult = components["schemas"]["BulkResult"];
export const STATUSES = ["new", "review", "in-progress", "completed", "rejected"] as const;
export const PRIORITIES = ["low", "medium", "high", "critical"] as const;
const SERVICE = "workspace-api";
const LEAST_SEARCH = 2;

/** Somebody else was faster; `current` is the item as it is now, null when it is gone. */
export class Conflict extends Error {
  constructor(readonly current: Item | null) {
    super("conflict");
  }
}

/** All items, or those with these words; a single letter is no search yet. */
export async function listItems(client: Clients["workspace"], search: string): Promise<Item[]> {
  const query = wordsOf(search);
  return answerOf(SERVICE, await client.GET("/api/items", { params: { query } })).data;
}

/** The same items as a file for spreadsheets. */
export async function exportItems(client: Clients["workspace"], search: string): Promise<string> {
  const params = { query: wordsOf(search) };
  return answerOf<string>(SERVICE, await client.GET("/api/items/export", { params, parseAs: "text" }));
}

function wordsOf(search: string): { search?: string } {
  const words = search.trim();
  return words.length < LEAST_SEARCH ? {} : { search: words };
}

export async function listCategories(client: Clients["workspace"]) {
  return answerOf(SERVICE, await client.GET("/api/categories", { params: { query: { active_only: true } } }))
    .data;
}

export async function createItem(client: Clients["workspace"], draft: ItemDraft): Promise<Item> {
  return answerOf(SERVICE, await client.POST("/api/items", { body: draft })).data;
}

/** Changes an item that is still as the page shows it; throws Conflict when it is not. */
export async function changeItem(
  client: Clients["workspace"],
  item: Item,
  changes: ItemChanges,
): Promise<Item> {
  const result = await client.PATCH("/api/items/{item_id}", {
    params: { path: { item_id: item.id } },
    headers: { "If-Match": `"${item.version}"` },
    body: changes,
  });
  if (result.response.status === 412) throw new Conflict(await readItem(client, item.id));
  return answerOf(SERVICE, result).data;
}

export async function deleteItem(client: Clients["workspace"], item: Item): Promise<void> {
  const result = await client.DELETE("/api/items/{item_id}", {
    params: { path: { item_id: item.id } },
    headers: { "If-Match": `"${item.version}"` },
  });
  if (result.response.status === 412) throw new Conflict(await readItem(client, item.id));
  answerOf(SERVICE, result);
}

/** Moves items to a column, or deletes them when `status` is null, each for itself; what became of each. */
export async function changeItems(
  client: Clients["workspace"],
  items: Item[],
  status: Status | null,
): Promise<BulkResult[]> {
  const operations = items.map(({ id, version }) =>
    status
      ? { op: "update" as const, id, version, data: { status } }
      : { op: "delete" as const, id, version },
  );
  const result = await client.POST("/api/items/bulk", {
    body: { mode: "independent", dry_run: false, operations },
  });
  return answerOf(SERVICE, result).results;
}

async function readItem(client: Clients["workspace"], id: string): Promise<Item | null> {
  try {
    return answerOf(SERVICE, await client.GET("/api/items/{item_id}", { params: { path: { item_id: id } } }))
      .data;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return null;
    throw error;
  }
}
