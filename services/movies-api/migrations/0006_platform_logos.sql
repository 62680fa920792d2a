-- The files of the frontend have other names than the seeds wrote; some platforms have none. What an editor set stays.
UPDATE streaming_platforms AS platform SET logo_path = named.file, updated_at = now()
  FROM (VALUES
    ('Prime Video', '/platforms/prime-video.avif', '/platforms/amazonprimevideo.avif'),
    ('Disney+', '/platforms/disney-plus.avif', '/platforms/disneyplus.avif'),
    ('HBO Max', '/platforms/hbo-max.avif', '/platforms/max.avif'),
    ('Paramount+', '/platforms/paramount-plus.avif', '/platforms/paramountplus.avif'),
    ('Telecine', '/platforms/telecine.avif', '/platforms/amazontelecine.avif'),
    ('Apple TV+', '/platforms/apple-tv-plus.avif', '/platforms/appletvplus.avif'),
    ('Claro Video', '/platforms/claro-video.avif', '/platforms/clarovideo.avif'),
    ('MUBI', '/platforms/mubi.avif', NULL),
    ('MGM+', '/platforms/mgm-plus.avif', '/platforms/amazonmgmplus.avif'),
    ('Filmelier+', '/platforms/filmelier-plus.avif', '/platforms/amazonfilmelierplus.avif'),
    ('Reserva Imovision', '/platforms/reserva-imovision.avif', '/platforms/reservaimovision.avif'),
    ('FilmBox+', '/platforms/filmbox-plus.avif', NULL),
    ('YouTube Premium', '/platforms/youtube-premium.avif', '/platforms/youtubepremium.jpg'),
    ('Apple TV (Loja)', '/platforms/apple-tv.avif', '/platforms/itunes.avif'),
    ('YouTube (Gratuito)', '/platforms/youtube.avif', '/platforms/logo-youtube.png'),
    ('Pluto TV', '/platforms/pluto-tv.avif', NULL),
    ('Plex', '/platforms/plex.avif', NULL),
    ('Mercado Play', '/platforms/mercado-play.avif', NULL),
    ('Microsoft Store', '/platforms/microsoft-store.avif', '/platforms/microsoft-store.jpg'),
    ('YouTube', '/platforms/youtube.avif', '/platforms/logo-youtube.png')
  ) AS named (name, seeded, file)
 WHERE platform.name = named.name AND platform.logo_path = named.seeded;

INSERT INTO cache_versions VALUES ('catalogue', 1)
    ON CONFLICT (name) DO UPDATE SET version = cache_versions.version + 1;
