'use strict';

// One process per worker: the primary only forks, the workers share the port.
const cluster = require('node:cluster');

const WORKERS = Number(process.env.WORKERS || 2);

if (cluster.isPrimary) {
  for (let i = 0; i < WORKERS; i += 1) cluster.fork();
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM');
      process.exit(0);
    });
  }
  cluster.on('exit', (worker, code) => {
    if (code !== 0) process.exit(code || 1);
  });
} else {
  const { createApp } = require('./app');
  createApp().listen(Number(process.env.PORT), '127.0.0.1', 1024);
}
