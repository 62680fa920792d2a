-- The last copy of pages that callers want to know the changes of, one for each caller, page, tag and way to show it.
CREATE TABLE page_copies (
    id          UUID        NOT NULL,
    user_id     UUID        NOT NULL,
    copy_key    BYTEA       NOT NULL,
    text_hash   BYTEA       NOT NULL,
    markdown    TEXT        NOT NULL,
    scraped_at  TIMESTAMPTZ NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_page_copies PRIMARY KEY (id),
    CONSTRAINT uq_page_copies_user_id_copy_key UNIQUE (user_id, copy_key)
);
CREATE INDEX idx_page_copies_user_id_updated_at ON page_copies (user_id, updated_at DESC, id DESC);
CREATE INDEX idx_page_copies_updated_at ON page_copies (updated_at);

ALTER TABLE page_copies ENABLE ROW LEVEL SECURITY;
ALTER TABLE page_copies FORCE ROW LEVEL SECURITY;
CREATE POLICY page_copies_of_user ON page_copies TO app_scrape
    USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
    WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
CREATE POLICY page_copies_of_crawler ON page_copies TO app_scrape
    USING ((SELECT current_setting('app.crawler', true)) = 'on');
CREATE POLICY page_copies_of_owner ON page_copies TO CURRENT_USER USING (true);
