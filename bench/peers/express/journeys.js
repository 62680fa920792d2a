'use strict';

// Public documents of the films' service, read in a query for each table and assembled here.
const express = require('express');

const SELECT_SENTIMENTS = `SELECT id, name, description, short_description, keywords FROM main_sentiments
  WHERE is_active ORDER BY id LIMIT 1000`;
const SELECT_FLOW = 'SELECT id, main_sentiment_id, created_at, updated_at FROM journey_flows WHERE main_sentiment_id = $1';
const SELECT_STEPS = `SELECT id, journey_flow_id, step_id, "order", question, mobile_question, created_at, updated_at
  FROM journey_step_flows WHERE journey_flow_id = $1 ORDER BY "order", step_id`;
const SELECT_OPTIONS = `SELECT id, journey_step_flow_id, option_id, text, next_step_id, is_end_state, display_title,
  summary, mobile_text, created_at, updated_at FROM journey_option_flows
  WHERE journey_step_flow_id = ANY($1) ORDER BY id`;
const SELECT_SUGGESTIONS = `SELECT g.id, g.journey_option_flow_id, g.movie_id, g.reason, g.relevance, g.relevance_score,
  g.created_at, g.updated_at, m.title, m.description, m.year, m.director, m.genres, m.thumbnail, m.original_title
  FROM movie_suggestion_flows AS g JOIN movies AS m ON m.id = g.movie_id
  WHERE g.journey_option_flow_id = ANY($1) ORDER BY g.relevance_score DESC NULLS LAST, g.id`;

function times(row) {
  return { createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString() };
}

function group(rows, column) {
  const groups = new Map();
  for (const row of rows) {
    const own = groups.get(row[column]);
    if (own) own.push(row);
    else groups.set(row[column], [row]);
  }
  return groups;
}

function toSuggestion(row) {
  return {
    id: row.id,
    journeyOptionFlowId: row.journey_option_flow_id,
    movieId: row.movie_id,
    reason: row.reason,
    relevance: row.relevance,
    // The driver hands numerics over as text with all their decimals.
    relevanceScore: row.relevance_score === null ? null : String(Number(row.relevance_score)),
    ...times(row),
    movie: {
      id: row.movie_id,
      title: row.title,
      description: row.description,
      year: row.year,
      director: row.director,
      genres: row.genres,
      thumbnail: row.thumbnail,
      original_title: row.original_title,
    },
  };
}

function toOption(row, suggestions) {
  return {
    id: row.id,
    journeyStepFlowId: row.journey_step_flow_id,
    optionId: row.option_id,
    text: row.text,
    nextStepId: row.next_step_id,
    isEndState: row.is_end_state,
    displayTitle: row.display_title,
    summary: row.summary,
    mobileText: row.mobile_text,
    ...times(row),
    movieSuggestions: (suggestions.get(row.id) || []).map(toSuggestion),
  };
}

function toStep(row, options, suggestions) {
  return {
    id: row.id,
    journeyFlowId: row.journey_flow_id,
    stepId: row.step_id,
    order: row.order,
    question: row.question,
    mobileQuestion: row.mobile_question,
    ...times(row),
    options: (options.get(row.id) || []).map((option) => toOption(option, suggestions)),
  };
}

async function readFlow(pool, sentiment) {
  const run = (name, text, ...values) => pool.query({ name, text, values }).then((result) => result.rows);
  const [flow] = await run('flow', SELECT_FLOW, sentiment);
  if (!flow) return null;
  const steps = await run('steps', SELECT_STEPS, flow.id);
  const options = await run('options', SELECT_OPTIONS, steps.map((step) => step.id));
  const suggestions = await run('suggestions', SELECT_SUGGESTIONS, options.map((option) => option.id));
  const byStep = group(options, 'journey_step_flow_id');
  const byOption = group(suggestions, 'journey_option_flow_id');
  return {
    id: flow.id,
    mainSentimentId: flow.main_sentiment_id,
    ...times(flow),
    steps: steps.map((step) => toStep(step, byStep, byOption)),
  };
}

function createJourneysRouter(pool) {
  const router = express.Router();

  router.get('/', async (request, response, next) => {
    try {
      const { rows } = await pool.query({ name: 'sentiments', text: SELECT_SENTIMENTS });
      response.set('Cache-Control', 'no-cache');
      return response.json(rows.map(({ short_description: shortDescription, keywords, ...row }) => ({
        ...row, shortDescription, keywords,
      })));
    } catch (error) {
      return next(error);
    }
  });

  router.get('/:id/journey-flow', async (request, response, next) => {
    try {
      const id = Number(request.params.id);
      const flow = Number.isInteger(id) ? await readFlow(pool, id) : null;
      if (!flow) return response.status(404).json({ error: 'Journey flow not found' });
      response.set('Cache-Control', 'no-cache');
      return response.json(flow);
    } catch (error) {
      return next(error);
    }
  });

  return router;
}

module.exports = { createJourneysRouter };
