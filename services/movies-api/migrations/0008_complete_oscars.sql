-- The seeds named only some of the nominations: of films that have them from there, the others are added.
CREATE TEMPORARY TABLE complete (slug TEXT, year INTEGER, category TEXT, person TEXT) ON COMMIT DROP;
INSERT INTO complete VALUES
    ('a-origem', 2011, 'PRODUCTION DESIGN', NULL),
    ('interestelar', 2015, 'SOUND EDITING', NULL),
    ('mad-max-estrada-da-furia', 2016, 'VISUAL EFFECTS', NULL),
    ('em-ritmo-de-fuga', 2018, 'SOUND EDITING', NULL),
    ('top-gun-maverick', 2023, 'MUSIC (Original Song)', NULL),
    ('pantera-negra', 2019, 'MUSIC (Original Song)', NULL),
    ('pantera-negra', 2019, 'SOUND EDITING', NULL),
    ('o-senhor-dos-aneis-a-sociedade-do-anel', 2002, 'ACTOR IN A SUPPORTING ROLE', 'Ian McKellen'),
    ('o-senhor-dos-aneis-a-sociedade-do-anel', 2002, 'PRODUCTION DESIGN', NULL),
    ('o-senhor-dos-aneis-a-sociedade-do-anel', 2002, 'COSTUME DESIGN', NULL),
    ('o-senhor-dos-aneis-a-sociedade-do-anel', 2002, 'FILM EDITING', NULL),
    ('o-senhor-dos-aneis-a-sociedade-do-anel', 2002, 'MUSIC (Original Song)', NULL),
    ('o-senhor-dos-aneis-a-sociedade-do-anel', 2002, 'SOUND', NULL),
    ('piratas-do-caribe-a-maldicao-do-perola-negra', 2004, 'ACTOR IN A LEADING ROLE', 'Johnny Depp'),
    ('piratas-do-caribe-a-maldicao-do-perola-negra', 2004, 'MAKEUP AND HAIRSTYLING', NULL),
    ('piratas-do-caribe-a-maldicao-do-perola-negra', 2004, 'SOUND EDITING', NULL),
    ('e-t-o-extraterrestre', 1983, 'WRITING (Original Screenplay)', NULL),
    ('e-t-o-extraterrestre', 1983, 'CINEMATOGRAPHY', NULL),
    ('e-t-o-extraterrestre', 1983, 'FILM EDITING', NULL),
    ('o-fabuloso-destino-de-amelie-poulain', 2002, 'SOUND', NULL),
    ('la-la-land-cantando-estacoes', 2017, 'ACTOR IN A LEADING ROLE', 'Ryan Gosling'),
    ('la-la-land-cantando-estacoes', 2017, 'COSTUME DESIGN', NULL),
    ('la-la-land-cantando-estacoes', 2017, 'MUSIC (Original Song)', NULL),
    ('la-la-land-cantando-estacoes', 2017, 'SOUND', NULL),
    ('la-la-land-cantando-estacoes', 2017, 'SOUND EDITING', NULL),
    ('up-altas-aventuras', 2010, 'SOUND EDITING', NULL),
    ('procurando-nemo', 2004, 'SOUND EDITING', NULL),
    ('ratatouille', 2008, 'SOUND', NULL),
    ('ratatouille', 2008, 'SOUND EDITING', NULL),
    ('wall-e', 2009, 'SOUND EDITING', NULL),
    ('o-rei-leao', 1995, 'MUSIC (Original Song: Circle of Life)', NULL),
    ('o-rei-leao', 1995, 'MUSIC (Original Song: Hakuna Matata)', NULL),
    ('titanic', 1998, 'ACTRESS IN A SUPPORTING ROLE', 'Gloria Stuart'),
    ('titanic', 1998, 'MAKEUP AND HAIRSTYLING', NULL),
    ('historia-de-um-casamento', 2020, 'MUSIC (Original Score)', NULL),
    ('manchester-a-beira-mar', 2017, 'ACTRESS IN A SUPPORTING ROLE', 'Michelle Williams'),
    ('moonlight-sob-a-luz-do-luar', 2017, 'FILM EDITING', NULL),
    ('moonlight-sob-a-luz-do-luar', 2017, 'MUSIC (Original Score)', NULL),
    ('menina-de-ouro', 2005, 'FILM EDITING', NULL),
    ('o-discurso-do-rei', 2011, 'ACTRESS IN A SUPPORTING ROLE', 'Helena Bonham Carter'),
    ('o-discurso-do-rei', 2011, 'PRODUCTION DESIGN', NULL),
    ('o-discurso-do-rei', 2011, 'CINEMATOGRAPHY', NULL),
    ('o-discurso-do-rei', 2011, 'COSTUME DESIGN', NULL),
    ('o-discurso-do-rei', 2011, 'FILM EDITING', NULL),
    ('o-discurso-do-rei', 2011, 'MUSIC (Original Score)', NULL),
    ('o-discurso-do-rei', 2011, 'SOUND', NULL),
    ('um-sonho-de-liberdade', 1995, 'FILM EDITING', NULL),
    ('um-sonho-de-liberdade', 1995, 'SOUND', NULL),
    ('a-espera-de-um-milagre', 2000, 'SOUND', NULL),
    ('a-vida-e-bela', 1998, 'WRITING (Original Screenplay)', NULL),
    ('a-vida-e-bela', 1998, 'FILM EDITING', NULL),
    ('amor-sem-escalas', 2010, 'ACTRESS IN A SUPPORTING ROLE', 'Vera Farmiga'),
    ('amor-sem-escalas', 2010, 'ACTRESS IN A SUPPORTING ROLE', 'Anna Kendrick'),
    ('clube-da-luta', 2000, 'SOUND EDITING', NULL),
    ('o-silencio-dos-inocentes', 1992, 'FILM EDITING', NULL),
    ('o-silencio-dos-inocentes', 1992, 'SOUND', NULL),
    ('pulp-fiction-tempo-de-violencia', 1995, 'ACTOR IN A SUPPORTING ROLE', 'Samuel L. Jackson'),
    ('pulp-fiction-tempo-de-violencia', 1995, 'ACTRESS IN A SUPPORTING ROLE', 'Uma Thurman'),
    ('o-poderoso-chefao', 1973, 'ACTOR IN A SUPPORTING ROLE', 'James Caan'),
    ('o-poderoso-chefao', 1973, 'ACTOR IN A SUPPORTING ROLE', 'Robert Duvall'),
    ('o-poderoso-chefao', 1973, 'COSTUME DESIGN', NULL),
    ('o-poderoso-chefao', 1973, 'FILM EDITING', NULL),
    ('o-poderoso-chefao', 1973, 'SOUND', NULL),
    ('coringa', 2020, 'CINEMATOGRAPHY', NULL),
    ('coringa', 2020, 'COSTUME DESIGN', NULL),
    ('coringa', 2020, 'FILM EDITING', NULL),
    ('coringa', 2020, 'MAKEUP AND HAIRSTYLING', NULL),
    ('coringa', 2020, 'SOUND', NULL),
    ('coringa', 2020, 'SOUND EDITING', NULL),
    ('a-rede-social', 2011, 'CINEMATOGRAPHY', NULL),
    ('a-rede-social', 2011, 'SOUND', NULL),
    ('o-jogo-da-imitacao', 2015, 'ACTRESS IN A SUPPORTING ROLE', 'Keira Knightley'),
    ('o-jogo-da-imitacao', 2015, 'PRODUCTION DESIGN', NULL),
    ('o-jogo-da-imitacao', 2015, 'FILM EDITING', NULL),
    ('o-jogo-da-imitacao', 2015, 'MUSIC (Original Score)', NULL),
    ('uma-mente-brilhante', 2002, 'FILM EDITING', NULL),
    ('uma-mente-brilhante', 2002, 'MAKEUP AND HAIRSTYLING', NULL),
    ('uma-mente-brilhante', 2002, 'MUSIC (Original Score)', NULL),
    ('genio-indomavel', 1998, 'ACTRESS IN A SUPPORTING ROLE', 'Minnie Driver'),
    ('genio-indomavel', 1998, 'FILM EDITING', NULL),
    ('genio-indomavel', 1998, 'MUSIC (Original Score)', NULL),
    ('genio-indomavel', 1998, 'MUSIC (Original Song)', NULL),
    ('forrest-gump-o-contador-de-historias', 1995, 'CINEMATOGRAPHY', NULL),
    ('forrest-gump-o-contador-de-historias', 1995, 'PRODUCTION DESIGN', NULL),
    ('forrest-gump-o-contador-de-historias', 1995, 'MAKEUP AND HAIRSTYLING', NULL),
    ('forrest-gump-o-contador-de-historias', 1995, 'MUSIC (Original Score)', NULL),
    ('forrest-gump-o-contador-de-historias', 1995, 'SOUND', NULL),
    ('forrest-gump-o-contador-de-historias', 1995, 'SOUND EDITING', NULL),
    ('a-chegada', 2017, 'FILM EDITING', NULL),
    ('a-chegada', 2017, 'PRODUCTION DESIGN', NULL),
    ('a-chegada', 2017, 'SOUND', NULL),
    ('duna', 2022, 'COSTUME DESIGN', NULL),
    ('duna', 2022, 'MAKEUP AND HAIRSTYLING', NULL),
    ('tudo-em-todo-o-lugar-ao-mesmo-tempo', 2023, 'ACTRESS IN A SUPPORTING ROLE', 'Stephanie Hsu'),
    ('tudo-em-todo-o-lugar-ao-mesmo-tempo', 2023, 'COSTUME DESIGN', NULL),
    ('tudo-em-todo-o-lugar-ao-mesmo-tempo', 2023, 'MUSIC (Original Score)', NULL),
    ('tudo-em-todo-o-lugar-ao-mesmo-tempo', 2023, 'MUSIC (Original Song)', NULL),
    ('gravidade', 2014, 'PRODUCTION DESIGN', NULL),
    ('rocky-um-lutador', 1977, 'ACTRESS IN A LEADING ROLE', 'Talia Shire'),
    ('rocky-um-lutador', 1977, 'ACTOR IN A SUPPORTING ROLE', 'Burgess Meredith'),
    ('rocky-um-lutador', 1977, 'ACTOR IN A SUPPORTING ROLE', 'Burt Young'),
    ('rocky-um-lutador', 1977, 'MUSIC (Original Song)', NULL),
    ('rocky-um-lutador', 1977, 'SOUND', NULL),
    ('o-homem-que-mudou-o-jogo', 2012, 'ACTOR IN A SUPPORTING ROLE', 'Jonah Hill'),
    ('o-homem-que-mudou-o-jogo', 2012, 'FILM EDITING', NULL),
    ('o-homem-que-mudou-o-jogo', 2012, 'SOUND', NULL),
    ('1917', 2020, 'MAKEUP AND HAIRSTYLING', NULL),
    ('1917', 2020, 'MUSIC (Original Score)', NULL),
    ('1917', 2020, 'PRODUCTION DESIGN', NULL),
    ('1917', 2020, 'SOUND EDITING', NULL),
    ('a-lista-de-schindler', 1994, 'ACTOR IN A LEADING ROLE', 'Liam Neeson'),
    ('a-lista-de-schindler', 1994, 'ACTOR IN A SUPPORTING ROLE', 'Ralph Fiennes'),
    ('a-lista-de-schindler', 1994, 'COSTUME DESIGN', NULL),
    ('a-lista-de-schindler', 1994, 'MAKEUP AND HAIRSTYLING', NULL),
    ('a-lista-de-schindler', 1994, 'SOUND', NULL),
    ('oppenheimer', 2024, 'ACTRESS IN A SUPPORTING ROLE', 'Emily Blunt'),
    ('oppenheimer', 2024, 'WRITING (Adapted Screenplay)', NULL),
    ('oppenheimer', 2024, 'COSTUME DESIGN', NULL),
    ('oppenheimer', 2024, 'MAKEUP AND HAIRSTYLING', NULL),
    ('oppenheimer', 2024, 'PRODUCTION DESIGN', NULL),
    ('oppenheimer', 2024, 'SOUND', NULL),
    ('a-felicidade-nao-se-compra', 1947, 'FILM EDITING', NULL),
    ('a-felicidade-nao-se-compra', 1947, 'SOUND', NULL),
    ('cantando-na-chuva', 1953, 'MUSIC (Original Score)', NULL),
    ('a-novica-rebelde', 1966, 'ACTRESS IN A SUPPORTING ROLE', 'Peggy Wood'),
    ('a-novica-rebelde', 1966, 'PRODUCTION DESIGN', NULL),
    ('a-novica-rebelde', 1966, 'CINEMATOGRAPHY', NULL),
    ('a-novica-rebelde', 1966, 'COSTUME DESIGN', NULL),
    ('o-curioso-caso-de-benjamin-button', 2009, 'ACTRESS IN A SUPPORTING ROLE', 'Taraji P. Henson'),
    ('o-curioso-caso-de-benjamin-button', 2009, 'WRITING (Adapted Screenplay)', NULL),
    ('o-curioso-caso-de-benjamin-button', 2009, 'CINEMATOGRAPHY', NULL),
    ('o-curioso-caso-de-benjamin-button', 2009, 'COSTUME DESIGN', NULL),
    ('o-curioso-caso-de-benjamin-button', 2009, 'FILM EDITING', NULL),
    ('o-curioso-caso-de-benjamin-button', 2009, 'MUSIC (Original Score)', NULL),
    ('o-curioso-caso-de-benjamin-button', 2009, 'SOUND', NULL),
    ('foi-apenas-um-sonho', 2009, 'PRODUCTION DESIGN', NULL),
    ('foi-apenas-um-sonho', 2009, 'COSTUME DESIGN', NULL),
    ('beleza-americana', 2000, 'FILM EDITING', NULL),
    ('beleza-americana', 2000, 'MUSIC (Original Score)', NULL);
CREATE TEMPORARY TABLE wrong (slug TEXT, year INTEGER, category TEXT) ON COMMIT DROP;
INSERT INTO wrong VALUES
    ('piratas-do-caribe-a-maldicao-do-perola-negra', 2004, 'ACTOR IN A LEADING ROLE'),
    ('up-altas-aventuras', 2010, 'SOUND'),
    ('clube-da-luta', 2000, 'SOUND');

-- What the seeds had planted: films that have Oscars of that year, whoever changed other things about them.
CREATE TEMPORARY TABLE planted ON COMMIT DROP AS
SELECT m.id, complete.year, complete.category, complete.person, award.id AS award_id
  FROM complete JOIN movies AS m USING (slug) JOIN awards AS award ON award.name = 'Oscar'
 WHERE m.created_by = 'seed' AND EXISTS (
    SELECT FROM movie_award_wins AS one WHERE (one.movie_id, one.award_id, one.year) = (m.id, award.id, complete.year)
    UNION ALL SELECT FROM movie_award_nominations AS one
     WHERE (one.movie_id, one.award_id, one.year) = (m.id, award.id, complete.year)
    UNION ALL SELECT FROM person_award_wins AS one
     WHERE (one.for_movie_id, one.award_id, one.year) = (m.id, award.id, complete.year)
    UNION ALL SELECT FROM person_award_nominations AS one
     WHERE (one.for_movie_id, one.award_id, one.year) = (m.id, award.id, complete.year));

DELETE FROM movie_award_nominations AS old USING wrong, movies AS m, awards AS award, award_categories AS kind
 WHERE m.slug = wrong.slug AND m.created_by = 'seed' AND award.name = 'Oscar'
   AND kind.award_id = award.id AND kind.name = wrong.category
   AND (old.movie_id, old.award_id, old.award_category_id, old.year) = (m.id, award.id, kind.id, wrong.year);
INSERT INTO award_categories (award_id, name) SELECT DISTINCT award_id, category FROM planted ON CONFLICT DO NOTHING;
INSERT INTO actors (id, name) SELECT gen_random_uuid(), person FROM (SELECT DISTINCT person FROM planted) AS new
 WHERE person IS NOT NULL AND NOT EXISTS (SELECT FROM actors WHERE name_key = fold(new.person));
INSERT INTO movie_award_nominations (movie_id, award_id, award_category_id, year)
SELECT planted.id, planted.award_id, kind.id, planted.year
  FROM planted JOIN award_categories AS kind ON kind.award_id = planted.award_id AND kind.name = planted.category
 WHERE planted.person IS NULL ON CONFLICT DO NOTHING;
INSERT INTO person_award_nominations (person_id, for_movie_id, award_id, award_category_id, year)
SELECT (SELECT id FROM actors WHERE name_key = fold(planted.person) ORDER BY id LIMIT 1), planted.id, planted.award_id,
       kind.id, planted.year
  FROM planted JOIN award_categories AS kind ON kind.award_id = planted.award_id AND kind.name = planted.category
 WHERE planted.person IS NOT NULL ON CONFLICT DO NOTHING;

-- Questions that broke off in a preposition.
UPDATE journey_step_flows AS step SET question = mended.question, updated_at = now(), version = step.version + 1
  FROM (VALUES
    ('Dentro desse silêncio, você se inclina mais para...', 'Dentro desse silêncio, o que chama mais por você?'),
    ('Com esse impulso, você quer ir para...', 'Com esse impulso, o que você quer descobrir?'),
    ('Com essa disposição, você embarcaria em...', 'Com essa disposição, em que você embarcaria?')
  ) AS mended (broken, question)
 WHERE step.question = mended.broken;

INSERT INTO cache_versions VALUES ('catalogue', 1)
    ON CONFLICT (name) DO UPDATE SET version = cache_versions.version + 1;
