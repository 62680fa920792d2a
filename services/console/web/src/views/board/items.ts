import type { Clients } from "../../api/clients";
import { answerOf, ServiceError } from "../../api/errors";
import type { components } from "../../api/generated/workspace-api";

export type Item = components["schemas"]["Item"];
export type Status = Item["status"];
export type ItemDraft = Pick<Item, "title" | "description" | "category" | "priority">;
export type ItemChanges = Partial<Pick<Item, keyof ItemDraft | "status">>;
export const STATUSES = ["new", "review", "in-progress", "completed", "rejected"] as const;
export const PRIORITIES = ["low", "medium", "high", "critical"] as const;
const SERVICE = "workspace-api";

/** Somebody else was faster; `current` is the item as it is now, null when it is gone. */
export class Conflict extends Error {
  constructor(readonly current: Item | null) {
    super("conflict");
  }
}

export async function listItems(client: Clients["workspace"]): Promise<Item[]> {
  return answerOf(SERVICE, await client.GET("/api/items")).data;
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

async function readItem(client: Clients["workspace"], id: string): Promise<Item | null> {
  try {
    return answerOf(SERVICE, await client.GET("/api/items/{item_id}", { params: { path: { item_id: id } } }))
      .data;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return null;
    throw error;
  }
}
