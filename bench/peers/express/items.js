'use strict';

const express = require('express');
const { addChanges } = require('./changes');
const { queryAs } = require('./database');
const { COLUMNS, toItem, fail } = require('./wire');

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SELECT_ITEM = `SELECT ${COLUMNS} FROM workspace_items WHERE id = $1 AND user_id = $2`;
const SELECT_ITEMS = `SELECT ${COLUMNS} FROM workspace_items WHERE user_id = $1
  ORDER BY created_at DESC, id DESC LIMIT $2`;

function cursorAfter(item) {
  return Buffer.from(JSON.stringify([item.createdAt, item.id])).toString('base64url');
}

function createItemsRouter(pool) {
  const router = express.Router();

  router.get('/', async (request, response, next) => {
    try {
      const limit = request.query.limit === undefined ? 1000 : Number(request.query.limit);
      if (!Number.isInteger(limit) || limit < 1 || limit > 1000) return fail(response, 400, 'Validation failed');
      const rows = await queryAs(pool, request.userId, {
        name: 'items', text: SELECT_ITEMS, values: [request.userId, limit + 1],
      });
      const data = rows.slice(0, limit).map(toItem);
      const nextCursor = rows.length > limit ? cursorAfter(data[data.length - 1]) : null;
      response.set('Cache-Control', 'private, no-cache');
      return response.json({ success: true, count: data.length, data, limit, nextCursor, filters: {} });
    } catch (error) {
      return next(error);
    }
  });

  router.get('/:id', async (request, response, next) => {
    try {
      const { id } = request.params;
      const rows = UUID.test(id)
        ? await queryAs(pool, request.userId, { name: 'item', text: SELECT_ITEM, values: [id, request.userId] })
        : [];
      if (rows.length === 0) return fail(response, 404, `Item with id ${id} not found`);
      response.set('ETag', `"${rows[0].version}"`);
      return response.json({ success: true, data: toItem(rows[0]) });
    } catch (error) {
      return next(error);
    }
  });

  addChanges(router, pool);
  return router;
}

module.exports = { createItemsRouter };
