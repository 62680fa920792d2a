'use strict';

const { Pool } = require('pg');

function createPool() {
  return new Pool({ connectionString: process.env.DATABASE_URL, max: Number(process.env.POOL_SIZE || 10) });
}

// Every checkout names its user, so nothing of the previous one can be seen: two round trips, no transaction.
async function queryAs(pool, userId, query) {
  const client = await pool.connect();
  try {
    await client.query({ name: 'as_user', text: "SELECT set_config('app.user_id', $1, false)", values: [userId] });
    return (await client.query(query)).rows;
  } finally {
    client.release();
  }
}

module.exports = { createPool, queryAs };
