'use strict';

const { Pool } = require('pg');

function createPool() {
  return new Pool({ connectionString: process.env.DATABASE_URL, max: Number(process.env.POOL_SIZE || 10) });
}

// Every checkout names its user, so nothing of the previous one can be seen: two round trips, no transaction.
async function queryWith(pool, setting, value, work) {
  const client = await pool.connect();
  try {
    await client.query({ name: 'as_somebody', text: 'SELECT set_config($1, $2, false)', values: [setting, value] });
    return await work(client);
  } finally {
    client.release();
  }
}

function queryAs(pool, userId, query) {
  return queryWith(pool, 'app.user_id', userId, async (client) => (await client.query(query)).rows);
}

async function inTransaction(pool, userId, work) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query({ name: 'as_user_here', text: "SELECT set_config('app.user_id', $1, true)", values: [userId] });
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

module.exports = { createPool, inTransaction, queryAs, queryWith };
