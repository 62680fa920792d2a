"""A small catalogue for the tests of the public routes: two feelings, four intentions, twelve films."""

import psycopg2.extensions

OTHELLO = "00000000-0000-7000-8000-000000000001"
SOLARIS = "00000000-0000-7000-8000-000000000002"
ACTION = "00000000-0000-7000-8000-000000000003"
DANCE = "00000000-0000-7000-8000-000000000004"
UNRATED = "00000000-0000-7000-8000-000000000005"
PERCENT = "00000000-0000-7000-8000-000000000006"
OBRIEN = "00000000-0000-7000-8000-000000000007"
ADULT = "00000000-0000-7000-8000-000000000008"
UNKNOWN = "00000000-0000-7000-8000-0000000000ff"

CATALOGUE = f"""
INSERT INTO genres (id, name) VALUES (1, 'Ação'), (2, 'Drama'), (3, 'Comédia'), (4, 'Ficção Científica');
INSERT INTO main_sentiments (id, name, description, short_description, keywords, is_active) VALUES
    (13, 'Feliz / Alegre', 'Dia bom.', NULL, '{{felicidade,alegria}}', TRUE),
    (14, 'Introspectivo(a)', 'Dia de pensar.', 'Pensar', '{{silêncio}}', TRUE),
    (19, 'Neutro / Indiferente', NULL, NULL, '{{}}', FALSE);
INSERT INTO sub_sentiments (id, name, keywords, main_sentiment_id) VALUES
    (1, 'Emotivo(a) (Triste)', '{{choro}}', 14), (2, 'Reflexão Filosófica', '{{ideias,tempo}}', 14),
    (3, 'Vazio(a)', '{{}}', 14), (4, 'Leveza / Diversão Descompromissada', '{{riso}}', 13),
    (5, 'Adrenalina / Emoção Intensa', '{{corrida}}', 13);
INSERT INTO emotional_intentions
    (id, main_sentiment_id, intention_type, description, preferred_genres, avoid_genres, emotional_tone,
     sub_sentiment_weights) VALUES
    (3, 13, 'MAINTAIN', 'Continuar rindo', '{{Comédia}}', '{{Terror}}', 'similar',
     '{{"Leveza / Diversão Descompromissada": 2.0}}'),
    (5, 14, 'PROCESS', 'Entender o que sinto', '{{Drama}}', '{{Terror}}', 'similar', '{{}}'),
    (6, 14, 'TRANSFORM', 'Mudar de ares', '{{Comédia,Ação}}', '{{Drama}}', 'contrasting',
     '{{"Leveza / Diversão Descompromissada": 2.0, "Desconhecido": 9}}'),
    (7, 14, 'MAINTAIN', 'Ficar como estou', '{{Drama}}', '{{Comédia}}', 'similar',
     '{{"Emotivo(a) (Triste)": 1.8, "Reflexão Filosófica": 1.6, "Vazio(a)": 1.4}}');
INSERT INTO journey_flows (id, main_sentiment_id) VALUES (3, 14);
INSERT INTO journey_step_flows (id, journey_flow_id, step_id, "order", question, mobile_question) VALUES
    (9, 3, '1', 1, 'Como você quer ficar?', NULL), (10, 3, '3', 1, 'Para onde vamos?', 'E agora?'),
    (8, 3, '3A', 2, 'Quão longe?', NULL);
INSERT INTO journey_option_flows
    (id, journey_step_flow_id, option_id, text, next_step_id, is_end_state, display_title) VALUES
    (32, 9, '1A', 'Um drama que abrace', NULL, TRUE, 'Abraço'),
    (33, 9, '1B', 'Uma ideia que inquiete', NULL, TRUE, 'Ideia'),
    (52, 9, '1C', 'Um silêncio', NULL, TRUE, NULL),
    (158, 10, '3A', 'Perto', '3A', FALSE, NULL), (159, 10, '3B', 'Lugar nenhum', '9Z', FALSE, NULL),
    (160, 8, '3AA', 'Rir muito', NULL, TRUE, 'Riso'), (161, 8, '3AB', 'De volta', '3', FALSE, NULL);
INSERT INTO emotional_intention_journey_steps
    (emotional_intention_id, journey_step_flow_id, priority, is_required, custom_question, contextual_hint) VALUES
    (7, 9, 1, TRUE, NULL, 'Triste - Manter'), (6, 10, 1, TRUE, 'E se mudarmos?', NULL);
INSERT INTO journey_option_flow_sub_sentiments (journey_option_flow_id, sub_sentiment_id, weight) VALUES
    (33, 2, 1.0), (52, 3, 1.0), (160, 4, 0.9);
INSERT INTO movies
    (id, title, original_title, year, director, genres, keywords, description, vote_average, vote_count, certification,
     runtime, imdb_rating, rotten_tomatoes_rating, metacritic_rating, slug, emotional_entry_type, adult, updated_at,
     thumbnail, content_warnings) VALUES
    ('{OTHELLO}', 'Ação e Silêncio', 'Otelo', 1995, 'Ana Magalhães', '{{Drama}}', '{{ciúme}}',
     'Um general ama demais.', 7.0, 900, '14', 124, 7.4, 88, 70, 'acao-e-silencio', 'ALIGNED', FALSE,
     '2026-01-02T03:04:05.678Z', 'https://example.org/1.jpg', 'Atenção: nenhum alerta de conteúdo significativo.'),
    ('{SOLARIS}', 'Solaris', 'Солярис', 1972, 'Andrei Tarkovsky', '{{"Ficção Científica",Drama}}', '{{oceano}}',
     'Uma estação orbita um planeta que lembra.', 8.1, 1500, '12', 167, 8.0, 92, 93, 'solaris', 'COMPLEX', FALSE,
     '2026-01-01T00:00:00Z', NULL, NULL),
    ('{ACTION}', 'Corrida Final', NULL, 2015, 'Rui Prado', '{{Ação}}', '{{velocidade}}', 'Carros e pressa.',
     6.2, 5000, '16', 98, NULL, NULL, NULL, 'corrida-final', NULL, FALSE, '2026-01-01T00:00:00Z', NULL, NULL),
    ('{DANCE}', 'Baile de Domingo', NULL, 2020, 'Rui Prado', '{{Comédia}}', '{{dança}}', 'Um baile que não acaba.',
     6.9, 300, 'L', 101, 6.5, NULL, NULL, 'baile-de-domingo', 'ALIGNED', FALSE, '2026-01-01T00:00:00Z', NULL, NULL),
    ('{UNRATED}', 'Água Parada', NULL, NULL, NULL, '{{}}', '{{}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, FALSE, '2026-01-01T00:00:00Z', NULL, NULL),
    ('{PERCENT}', '100% Lobo_Mau \\ Cia', NULL, 2001, NULL, '{{Comédia}}', '{{}}', 'Lobos.', 5.0, 10, NULL, 90, NULL,
     NULL, NULL, 'cem', NULL, FALSE, '2026-01-01T00:00:00Z', NULL, NULL),
    ('{OBRIEN}', 'O Diário de O''Brien', NULL, 1988, 'João D''Ávila', '{{Drama}}', '{{}}', 'Cartas.', 6.0, 40, '10', 95,
     NULL, NULL, NULL, 'o-diario-de-o-brien', 'TRANSITIONAL', FALSE, '2026-01-01T00:00:00Z', NULL, NULL),
    ('{ADULT}', 'Só Adultos', NULL, 2010, NULL, '{{Drama}}', '{{}}', NULL, 9.9, 9, '18', 80, NULL, NULL, NULL, NULL,
     NULL, TRUE, '2026-01-01T00:00:00Z', NULL, NULL);
INSERT INTO movies (id, title, year, genres, vote_average, vote_count, runtime, certification)
SELECT ('00000000-0000-7000-8000-0000000001' || lpad(number::text, 2, '0'))::uuid, 'Série ' || number, 1990 + number,
       '{{Drama}}', 5.5, 100 * number, 100, '12' FROM generate_series(1, 4) AS number;
INSERT INTO movie_sentiments (movie_id, main_sentiment_id, sub_sentiment_id, relevance) VALUES
    ('{OTHELLO}', 14, 1, 0.95), ('{OTHELLO}', 14, 2, 0.5), ('{OTHELLO}', 14, 3, NULL),
    ('{SOLARIS}', 14, 2, 0.99), ('{DANCE}', 13, 4, 0.9), ('{ACTION}', 13, 5, 0.8);
INSERT INTO movie_suggestion_flows (id, journey_option_flow_id, movie_id, reason, relevance, relevance_score) VALUES
    (72, 32, '{OTHELLO}', 'Ciúme que ensina', 1, 8.5), (73, 32, '{SOLARIS}', 'Memória que pesa', 2, 8.600),
    (74, 32, '{OBRIEN}', 'Cartas guardadas', 1, NULL), (75, 160, '{DANCE}', 'Riso sem hora', 1, 7.2);
SELECT setval(pg_get_serial_sequence('movie_suggestion_flows', 'id'), 1000);
INSERT INTO streaming_platforms (id, name, category, show_filter, logo_path, base_url, has_free_trial) VALUES
    (1, 'Netflix', 'SUBSCRIPTION_PRIMARY', 'PRIORITY', '/platforms/netflix.avif', 'https://example.org/n', FALSE),
    (2, 'Água TV', 'HYBRID', 'PRIORITY', NULL, NULL, TRUE),
    (3, 'Pluto TV', 'FREE_PRIMARY', 'HIDDEN', NULL, NULL, FALSE),
    (4, 'MUBI', 'SUBSCRIPTION_PRIMARY', 'SECONDARY', NULL, NULL, TRUE);
INSERT INTO movie_streaming_platforms (movie_id, streaming_platform_id, access_type) VALUES
    ('{OTHELLO}', 1, 'INCLUDED_WITH_SUBSCRIPTION'), ('{OTHELLO}', 2, 'RENTAL'), ('{OTHELLO}', 2, 'PURCHASE'),
    ('{OTHELLO}', 3, 'FREE_WITH_ADS'), ('{SOLARIS}', 4, 'INCLUDED_WITH_SUBSCRIPTION'), ('{DANCE}', 2, 'RENTAL');
INSERT INTO actors (id, name) VALUES ('{OTHELLO[:-3]}a01', 'Laurence Fishburne'), ('{OTHELLO[:-3]}a02', 'Irène Jacob');
INSERT INTO movie_cast (movie_id, actor_id, character_name, "order") VALUES
    ('{OTHELLO}', '{OTHELLO[:-3]}a02', 'Desdemona', 1), ('{OTHELLO}', '{OTHELLO[:-3]}a01', 'Otelo', 0);
INSERT INTO movie_trailers (movie_id, key, name, language, is_main) VALUES
    ('{OTHELLO}', 'k-en', 'Trailer', 'en', FALSE), ('{OTHELLO}', 'k-pt', 'Trailer', 'pt-BR', FALSE);
INSERT INTO awards (id, name) VALUES (1, 'Oscar'), (2, 'Outro');
INSERT INTO award_categories (id, award_id, name) VALUES (1, 1, 'BEST PICTURE'), (2, 1, 'BEST ACTOR'), (3, 2, 'MELHOR');
INSERT INTO movie_award_wins (movie_id, award_id, award_category_id, year) VALUES
    ('{SOLARIS}', 1, 1, 1973), ('{OTHELLO}', 2, 3, 1996);
INSERT INTO person_award_nominations (person_id, award_id, award_category_id, year, for_movie_id) VALUES
    ('{OTHELLO[:-3]}a01', 1, 2, 1974, '{SOLARIS}');
INSERT INTO movie_pillar_articles (id, movie_id, blog_article_id, title, slug) VALUES
    (1, '{OTHELLO}', '42', 'Ler Otelo', 'ler-otelo');
INSERT INTO daily_curations (id, button_title, movie_ids, start_date, end_date, priority) VALUES
    (1, 'Hoje', ARRAY['{SOLARIS}', '{UNKNOWN}', '{OTHELLO}']::uuid[], now() - interval '1 day',
     now() + interval '1 day', 5), (2, 'Menos', '{{}}', now() - interval '1 day', now() + interval '1 day', 1);
"""


def plant_catalogue(connection: psycopg2.extensions.connection) -> None:
    """Fill an empty schema."""
    with connection.cursor() as cursor:
        cursor.execute(CATALOGUE)
