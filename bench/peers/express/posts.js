'use strict';

// One article of a blog by its slug, with author, category and tags.
const express = require('express');
const { queryWith } = require('./database');

const BLOG = 3;
const SELECT_POST = `SELECT article.id, article.title, article.content, article.description, article.published_at,
  article.image_url, article.image_alt, article.published, article.view_count, article.like_count, article.created_at,
  article.updated_at, article.slug, article.blog_id, author.id AS author_id, author.name AS author_name,
  author.role AS author_role, author.image_url AS author_image, author.bio AS author_bio, category.id AS category_id,
  category.title AS category_title, category.slug AS category_slug, category.description AS category_description,
  category.image_url AS category_image
  FROM visible_articles AS article
  JOIN authors AS author ON author.id = article.author_id AND author.blog_id = article.blog_id
  JOIN categories AS category ON category.id = article.category_id AND category.blog_id = article.blog_id
  WHERE article.blog_id = $1 AND article.slug = $2`;
const SELECT_TAGS = `SELECT tags.id, tags.name, tags.slug, tags.color
  FROM article_tags AS link JOIN tags ON tags.id = link.tag_id AND tags.blog_id = link.blog_id
  WHERE link.article_id = $1 AND link.blog_id = $2 ORDER BY tags.name, tags.id`;

function toPost(row, tags) {
  const {
    published_at: date, image_url: imageUrl, image_alt: imageAlt, view_count: viewCount, like_count: likeCount,
    created_at: createdAt, updated_at: updatedAt, blog_id: blogId, ...same
  } = row;
  return { ...same, date, imageUrl, imageAlt, viewCount, likeCount, createdAt, updatedAt, blogId, tags };
}

function createPostsRouter(pool) {
  const router = express.Router();

  router.get('/:slug', async (request, response, next) => {
    try {
      const post = await queryWith(pool, 'app.blog_id', String(BLOG), async (client) => {
        const found = await client.query({ name: 'post', text: SELECT_POST, values: [BLOG, request.params.slug] });
        const row = found.rows[0];
        if (!row) return null;
        const { rows } = await client.query({ name: 'tags', text: SELECT_TAGS, values: [row.id, BLOG] });
        return toPost(row, rows);
      });
      if (!post) return response.status(404).json({ success: false, error: 'Article not found' });
      response.set('Cache-Control', 'no-cache');
      return response.json({ success: true, data: post });
    } catch (error) {
      return next(error);
    }
  });

  return router;
}

module.exports = { createPostsRouter };
