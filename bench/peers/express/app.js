'use strict';

const { randomUUID } = require('node:crypto');
const cors = require('cors');
const express = require('express');
const { rateLimit } = require('express-rate-limit');
const helmet = require('helmet');
const pinoHttp = require('pino-http');
const { createItemsRouter } = require('./items');
const { createJourneysRouter } = require('./journeys');
const { createPool } = require('./database');
const { createPostsRouter } = require('./posts');
const { measureRequests, serveMetrics } = require('./metrics');

const LOCAL_USER = '00000000-0000-0000-0000-000000000000';
const REQUEST_ID = /^[A-Za-z0-9-_]{1,64}$/;

function requestId(request, response) {
  const given = request.headers['x-request-id'];
  const id = given && REQUEST_ID.test(given) ? given : randomUUID();
  response.setHeader('X-Request-ID', id);
  return id;
}

function describe(request, response, { responseTime }) {
  return {
    user_id: request.userId,
    method: request.method,
    route: request.route ? request.baseUrl + request.route.path : 'unmatched',
    status: response.statusCode,
    duration_ms: responseTime,
  };
}

function logRequests() {
  return pinoHttp({
    base: { service: 'express' },
    genReqId: requestId,
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    // One line holds what ours holds; the default serializers would add every header.
    quietReqLogger: true,
    serializers: { req: () => undefined },
    customAttributeKeys: { reqId: 'request_id' },
    customSuccessObject: describe,
    customErrorObject: (request, response, error, line) => ({ ...describe(request, response, line), err: error }),
  });
}

function identify(request, response, next) {
  request.userId = request.headers['x-user-id'] || LOCAL_USER;
  next();
}

function createApp() {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false); // ours hashes no bodies either; items carry their version
  app.use(logRequests());
  app.use(measureRequests);
  app.use(helmet());
  app.use(cors({ origin: process.env.CORS_ORIGIN.split(','), credentials: true, maxAge: 600 }));
  app.get('/metrics', serveMetrics);
  app.use(rateLimit({ windowMs: 60_000, limit: Number(process.env.RATE_LIMIT_MAX), standardHeaders: 'draft-6', legacyHeaders: false }));
  app.use(express.json({ limit: '1mb' }));
  app.use(identify);
  app.get('/hello', (request, response) => response.json({ message: 'hello' }));
  const pool = createPool();
  app.use('/api/items', createItemsRouter(pool));
  app.use('/api/blog/posts', createPostsRouter(pool));
  app.use('/main-sentiments', createJourneysRouter(pool));
  app.use((request, response) => {
    const message = `Route not found: ${request.method} ${request.path}`;
    response.status(404).json({ success: false, error: message, message, errors: [] });
  });
  app.use((error, request, response, next) => {
    request.log.error({ err: error }, 'request failed');
    if (response.headersSent) return next(error);
    const message = 'Internal server error';
    return response.status(500).json({ success: false, error: message, message, errors: [] });
  });
  return app;
}

module.exports = { createApp };
