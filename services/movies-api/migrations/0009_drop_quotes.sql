-- contract: no source line has ever read or written this table; it was made for rows of old dumps
DO $$
BEGIN
    IF EXISTS (SELECT FROM quotes) THEN
        RAISE EXCEPTION 'table quotes holds rows'
            USING HINT = 'keep them with: scripts/psql.sh movies-api -c "\copy movies.quotes TO quotes.csv CSV HEADER"; '
                         'then empty the table and migrate again';
    END IF;
END $$;
DROP TABLE quotes;
