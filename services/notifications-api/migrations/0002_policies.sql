-- The same rights, told so that PostgreSQL estimates them: a comparison of texts counted as one row in two hundred, and
-- a page of a user with many notifications was sorted instead of read in order.
DO $$
DECLARE
    own CONSTANT TEXT := '(SELECT current_setting(''app.scope'', true) = ''all'')'
                         ' OR user_id = (SELECT nullif(current_setting(''app.user_id'', true), '''')::uuid)';
    owned TEXT;
BEGIN
    FOREACH owned IN ARRAY ARRAY['notifications', 'contacts', 'preferences'] LOOP
        EXECUTE format('ALTER POLICY %I ON %I USING (%s) WITH CHECK (%s)', owned || '_of_user', owned, own, own);
    END LOOP;
END $$;
