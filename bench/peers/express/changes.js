'use strict';

// Creating and moving an item with what belongs to it in the same transaction: its history, each entry sealed over the
// one before, the number of the change, and the event in the outbox.
const { createHash, randomBytes } = require('node:crypto');
const { inTransaction } = require('./database');
const { COLUMNS, toItem, fail } = require('./wire');

const FIRST_HASH = '0'.repeat(64);
const STATUSES = ['new', 'review', 'in-progress', 'completed', 'rejected'];
const PRIORITIES = ['low', 'medium', 'high', 'critical'];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const INSERT_ITEM = `INSERT INTO workspace_items (id, user_id, title, title_key, description, category, priority, tags,
  created_at, updated_at, created_by, updated_by, metadata, audit_hash, search_text)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $2, $2, $10, $11, $12) RETURNING ${COLUMNS}`;
const LOCK_ITEM = `SELECT ${COLUMNS}, audit_hash FROM workspace_items WHERE id = $1 AND user_id = $2 FOR UPDATE`;
const MOVE_ITEM = `UPDATE workspace_items SET status = $3, version = version + 1, updated_at = $4, updated_by = $2,
  audit_hash = $5 WHERE id = $1 AND user_id = $2 RETURNING ${COLUMNS}`;
const INSERT_ENTRY = `INSERT INTO workspace_audit_log (id, created_at, item_id, user_id, version, action, old_values,
  new_values, created_by, request_id, ip, prev_hash, hash, hash_alg)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $4, $9, $10, $11, $12, 'sha256')`;
const INSERT_CHANGE = `WITH taken AS (
    UPDATE workspace_users SET last_seq = last_seq + 1 WHERE user_id = $1 RETURNING last_seq)
  INSERT INTO workspace_changes (user_id, seq, item_id, version, action, changed_at, changed_by)
  SELECT $1, last_seq, $2, $3, $4, $5, $1 FROM taken`;
const INSERT_EVENT = `INSERT INTO outbox (id, topic, key, data, attributes)
  VALUES ($1, 'item-status-changed', $2, $3, $4)`;

function timeOrderedId() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function words(...texts) {
  const folded = texts.join(' ').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return (folded.match(/[\p{L}\p{N}]+/gu) || []).join(' ');
}

function seal(request, entry) {
  const covered = {
    action: entry.action,
    created_at: entry.at.toISOString(),
    created_by: request.userId,
    ip: request.ip,
    item_id: entry.itemId,
    new_values: entry.newValues,
    old_values: entry.oldValues,
    prev_hash: entry.previous,
    request_id: request.id,
    user_id: request.userId,
    version: entry.version,
  };
  return { ...entry, id: timeOrderedId(), hash: createHash('sha256').update(JSON.stringify(covered)).digest('hex') };
}

async function record(client, request, entry) {
  await client.query({
    name: 'insert_entry',
    text: INSERT_ENTRY,
    values: [
      entry.id, entry.at, entry.itemId, request.userId, entry.version, entry.action, entry.oldValues, entry.newValues,
      request.id, request.ip, entry.previous, entry.hash,
    ],
  });
  // Last: the row of the user is locked from here to the commit.
  await client.query({
    name: 'insert_change',
    text: INSERT_CHANGE,
    values: [request.userId, entry.itemId, entry.version, entry.action, entry.at],
  });
}

function problemOf(body) {
  for (const [field, most] of [['title', 255], ['description', 10_000], ['category', 50]]) {
    if (typeof body[field] !== 'string' || !body[field].trim() || body[field].length > most) return field;
  }
  if (!PRIORITIES.includes(body.priority)) return 'priority';
  return Array.isArray(body.tags) && body.tags.every((tag) => typeof tag === 'string') ? null : 'tags';
}

async function createItem(client, request) {
  const { title, description, category, priority, tags, metadata = {} } = request.body;
  const at = new Date();
  const id = timeOrderedId();
  const item = {
    title, description, category, priority, status: 'new', tags, metadata, version: 1,
    createdAt: at.toISOString(), createdBy: request.userId,
  };
  const entry = seal(request, {
    at, itemId: id, version: 1, action: 'created', oldValues: null, newValues: item, previous: FIRST_HASH,
  });
  const values = [
    id, request.userId, title, words(title), description, category, priority, tags, at, metadata, entry.hash,
    words(title, description, ...tags),
  ];
  const { rows } = await client.query({ name: 'insert_item', text: INSERT_ITEM, values });
  await record(client, request, entry);
  return rows[0];
}

async function moveItem(client, request) {
  const { id } = request.params;
  const { status } = request.body;
  const found = await client.query({ name: 'lock_item', text: LOCK_ITEM, values: [id, request.userId] });
  const item = found.rows[0];
  if (!item || item.status === status) return item;
  const at = new Date();
  const entry = seal(request, {
    at, itemId: id, version: item.version + 1, action: 'status_changed', oldValues: { status: item.status },
    newValues: { status }, previous: item.audit_hash,
  });
  const values = [id, request.userId, status, at, entry.hash];
  const { rows } = await client.query({ name: 'move_item', text: MOVE_ITEM, values });
  const told = {
    itemId: id, title: item.title, from: item.status, to: status, changedBy: request.userId, changedAt: at.toISOString(),
  };
  await client.query({
    name: 'insert_event', text: INSERT_EVENT, values: [timeOrderedId(), id, told, { version: 1, requestId: request.id }],
  });
  await record(client, request, entry);
  return rows[0];
}

function addChanges(router, pool) {
  router.post('/', async (request, response, next) => {
    try {
      if (problemOf(request.body)) return fail(response, 400, 'Validation failed');
      const row = await inTransaction(pool, request.userId, (client) => createItem(client, request));
      response.set({ ETag: '"1"', Location: `/api/items/${row.id}` });
      return response.status(201).json({ success: true, message: 'Item created successfully', data: toItem(row) });
    } catch (error) {
      return next(error);
    }
  });

  router.put('/:id', async (request, response, next) => {
    try {
      if (!UUID.test(request.params.id)) return fail(response, 404, `Item with id ${request.params.id} not found`);
      if (!STATUSES.includes(request.body.status)) return fail(response, 400, 'Validation failed');
      const row = await inTransaction(pool, request.userId, (client) => moveItem(client, request));
      if (!row) return fail(response, 404, `Item with id ${request.params.id} not found`);
      response.set('ETag', `"${row.version}"`);
      return response.json({ success: true, message: 'Item updated successfully', data: toItem(row) });
    } catch (error) {
      return next(error);
    }
  });
}

module.exports = { addChanges };
