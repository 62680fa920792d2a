-- Events on their way hold what belongs to other users: a request publishes, it does not read. The relay works outside
-- of requests, without a user in its session.
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY outbox_of_requests ON outbox FOR INSERT TO app_notifications WITH CHECK (true);
CREATE POLICY outbox_of_relay ON outbox TO app_notifications
    USING ((SELECT coalesce(current_setting('app.user_id', true), '') = ''));
CREATE POLICY outbox_of_owner ON outbox TO CURRENT_USER USING (true);

-- Stored replies are their caller's. The owner is taken from the session that inserts, so that the service of the release
-- before this one writes it too; its rows without an owner are gone after a day.
ALTER TABLE idempotency_keys ADD COLUMN owner UUID DEFAULT nullif(current_setting('app.user_id', true), '')::uuid;
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY idempotency_keys_of_user ON idempotency_keys TO app_notifications
    USING (owner IS NULL OR owner = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
    WITH CHECK (owner = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
-- Upkeep forgets old ones in nobody's name.
CREATE POLICY idempotency_keys_of_upkeep ON idempotency_keys FOR ALL TO app_notifications
    USING ((SELECT current_setting('app.scope', true) = 'all'
                   AND coalesce(current_setting('app.user_id', true), '') = ''))
    WITH CHECK (false);
CREATE POLICY idempotency_keys_of_owner ON idempotency_keys TO CURRENT_USER USING (true);
