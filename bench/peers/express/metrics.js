'use strict';

const client = require('prom-client');

const duration = new client.Histogram({
  name: 'http_request_duration_seconds',
  help: 'Seconds per request',
  labelNames: ['service', 'method', 'route', 'status_code'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});
client.collectDefaultMetrics();

function measureRequests(request, response, next) {
  const started = process.hrtime.bigint();
  response.on('finish', () => {
    const route = request.route ? request.baseUrl + request.route.path : 'unmatched';
    duration.labels('express', request.method, route, response.statusCode)
      .observe(Number(process.hrtime.bigint() - started) / 1e9);
  });
  next();
}

async function serveMetrics(request, response) {
  response.set('Content-Type', client.register.contentType);
  response.end(await client.register.metrics());
}

module.exports = { measureRequests, serveMetrics };
