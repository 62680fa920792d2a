'use strict';

const COLUMNS = `id, title, description, category, priority, status, tags, created_at, updated_at,
  created_by, updated_by, metadata, version`;

function toItem(row) {
  return {
    id: row.id,
    title: row.title,
    description: row.description,
    category: row.category,
    priority: row.priority,
    status: row.status,
    tags: row.tags,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    createdBy: row.created_by,
    updatedBy: row.updated_by,
    metadata: row.metadata,
    version: row.version,
  };
}

function fail(response, status, message) {
  return response.status(status).json({ success: false, error: message, message, errors: [] });
}

module.exports = { COLUMNS, toItem, fail };
