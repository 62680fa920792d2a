-- Events on their way hold what belongs to other users: a request publishes, it does not read. The relay works outside
-- of requests, without a user in its session.
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY outbox_of_requests ON outbox FOR INSERT TO app_scrape WITH CHECK (true);
CREATE POLICY outbox_of_relay ON outbox TO app_scrape
    USING ((SELECT coalesce(current_setting('app.user_id', true), '') = ''));
CREATE POLICY outbox_of_owner ON outbox TO CURRENT_USER USING (true);
