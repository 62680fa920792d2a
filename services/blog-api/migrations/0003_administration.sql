-- Scheduled articles whose time comes: what the worker looks for every few seconds.
CREATE INDEX idx_articles_scheduled ON articles (blog_id, published_at, id) WHERE state = 'scheduled';

-- Blogs and the roles in them are managed over HTTP like the other nouns of a blog: versions, people, audit.
ALTER TABLE blogs
    ADD COLUMN version    INTEGER      NOT NULL DEFAULT 1,
    ADD COLUMN created_by VARCHAR(100) NOT NULL DEFAULT 'system',
    ADD COLUMN updated_by VARCHAR(100) NOT NULL DEFAULT 'system';
ALTER TABLE blog_access
    ADD COLUMN version    INTEGER      NOT NULL DEFAULT 1,
    ADD COLUMN created_by VARCHAR(100) NOT NULL DEFAULT 'system',
    ADD COLUMN updated_by VARCHAR(100) NOT NULL DEFAULT 'system';

-- The policies still show and write the session's blog only. Deleting a blog stays with the owner of the database.
GRANT INSERT,
      UPDATE (name, slug, domain, status, meta_description, target_keywords, version, updated_by, updated_at)
   ON blogs TO app_blog;
GRANT INSERT, UPDATE, DELETE ON blog_access TO app_blog;
-- A role is given to an identity that may be new here. Addresses and passwords stay out of reach.
GRANT INSERT (subject, name, email) ON users TO app_blog;

-- The blogs a caller may manage, of all blogs: those the session's subject has a role in, or every one for an
-- administrator of the platform. Runs as its owner, because the policy shows one blog at a time.
CREATE VIEW managed_blogs AS
    SELECT blogs.* FROM blogs
     WHERE current_setting('app.every_blog', true) = 'true'
        OR EXISTS (SELECT FROM blog_access AS access JOIN users AS person ON person.id = access.user_id
                    WHERE access.blog_id = blogs.id AND person.is_active
                      AND person.subject = current_setting('app.subject', true));
REVOKE ALL ON managed_blogs FROM app_blog;
GRANT SELECT ON managed_blogs TO app_blog;
