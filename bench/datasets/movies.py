"""A feeling whose journey has 4 steps of 4 options with 6 films each."""

from collections.abc import Mapping
from contextlib import closing

import psycopg2

from bench.contender import ROOT
from bench.entry import Scene
from suite.migrations import Migrations
from suite_ops.database.bootstrap import DATABASE
from suite_ops.database.cluster import Cluster

ROLE = "app_movies"
SENTIMENT = 14
STEPS, OPTIONS, FILMS = 4, 4, 6
FILL = f"""
INSERT INTO main_sentiments (id, name, description, short_description, keywords)
SELECT {SENTIMENT} + n, 'Sentimento ' || n, 'Um dia para pensar, o de número ' || n, 'Pensar', '{{silêncio,tempo}}'
  FROM generate_series(0, 11) AS n;
INSERT INTO journey_flows (id, main_sentiment_id) VALUES (1, {SENTIMENT});
INSERT INTO journey_step_flows (id, journey_flow_id, step_id, "order", question)
SELECT n, 1, n::text, n, 'Como você quer ficar depois do passo ' || n || '?' FROM generate_series(1, {STEPS}) AS n;
INSERT INTO journey_option_flows (id, journey_step_flow_id, option_id, text, next_step_id, is_end_state, display_title)
SELECT n, 1 + n / {OPTIONS}, (1 + n / {OPTIONS}) || chr(65 + n % {OPTIONS}), 'Uma história que abrace, ' || n,
       NULL, TRUE, 'Abraço ' || n
  FROM generate_series(0, {STEPS * OPTIONS} - 1) AS n;
INSERT INTO movies (id, title, original_title, year, director, genres, keywords, description, vote_average, vote_count,
                    certification, runtime, slug, thumbnail)
SELECT md5(n::text)::uuid, 'Filme ' || n, 'Film ' || n, 1950 + n % 75, 'Ana Magalhães', '{{Drama,Ação}}', '{{ciúme}}',
       'Um general ama demais, e quem o serve sabe disso. ' || md5(n::text), 7.25, 900, '14', 124, 'filme-' || n,
       'https://example.org/' || n || '.jpg'
  FROM generate_series(1, {STEPS * OPTIONS * FILMS}) AS n;
INSERT INTO movie_suggestion_flows (id, journey_option_flow_id, movie_id, reason, relevance, relevance_score)
SELECT n, (n - 1) / {FILMS}, md5(n::text)::uuid, 'Porque o ciúme ensina o que a calma esconde', 1 + n % {FILMS},
       9.9 - (n % {FILMS}) * 0.5
  FROM generate_series(1, {STEPS * OPTIONS * FILMS}) AS n;
VACUUM ANALYZE;
"""


def prepare(cluster: Cluster, passwords: Mapping[str, str]) -> Scene:
    """Migrate the schema, insert the journey, and tell where it is read."""
    dsn = cluster.admin_dsn(DATABASE)
    Migrations(ROOT / "services" / "movies-api" / "migrations", "movies").migrate(dsn)
    with closing(psycopg2.connect(dsn, options="-c search_path=movies")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER ROLE {ROLE} CONNECTION LIMIT -1")
            for statement in FILL.strip().split(";\n"):
                cursor.execute(statement)
    journey, feelings = [f"/main-sentiments/{SENTIMENT}/journey-flow"], ["/main-sentiments"]
    return Scene(
        dsn=f"postgresql://{ROLE}:{passwords[ROLE]}@127.0.0.1:{cluster.port}/{DATABASE}",
        paths={
            "journey": journey,
            "journey-gateway": journey,
            "feelings": feelings,
            "feelings-gateway": feelings,
        },
    )
