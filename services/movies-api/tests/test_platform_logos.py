"""Logos of platforms are files of the frontend, in new installations and in those that are there."""

from movies_databases import command, rows

from movies_api.cli import main
from suite.environment import find_root
from suite_testing.databases import TestDatabase

# The files below /platforms of the frontend.
FILES = {
    "Netflix": "netflix.avif",
    "Prime Video": "amazonprimevideo.avif",
    "Disney+": "disneyplus.avif",
    "HBO Max": "max.avif",
    "Paramount+": "paramountplus.avif",
    "Globoplay": "globoplay.avif",
    "Telecine": "amazontelecine.avif",
    "Apple TV+": "appletvplus.avif",
    "Claro Video": "clarovideo.avif",
    "MUBI": None,
    "Looke": "looke.avif",
    "Oldflix": "oldflix.avif",
    "MGM+": "amazonmgmplus.avif",
    "Filmelier+": "amazonfilmelierplus.avif",
    "Reserva Imovision": "reservaimovision.avif",
    "FilmBox+": None,
    "YouTube Premium": "youtubepremium.jpg",
    "Apple TV (Loja)": "itunes.avif",
    "YouTube (Gratuito)": "logo-youtube.png",
    "Pluto TV": None,
    "Plex": None,
    "Mercado Play": None,
    "Microsoft Store": "microsoft-store.jpg",
    "YouTube": "logo-youtube.png",
}
PATHS = {name: file and f"/platforms/{file}" for name, file in FILES.items()}
OLD = {"Prime Video": "/platforms/prime-video.avif", "MUBI": "/platforms/mubi.avif", "Plex": "/platforms/nossa.png"}
MIGRATION = find_root() / "services" / "movies-api" / "migrations" / "0006_platform_logos.sql"


def logos(database: TestDatabase) -> dict[str, str | None]:
    return dict(rows(database, "SELECT name, logo_path FROM streaming_platforms"))


def test_a_new_installation_names_the_files_of_the_frontend(own_database: TestDatabase) -> None:
    assert command(main, own_database, "seed").status == 0
    assert logos(own_database) == PATHS


def test_the_migration_mends_an_installed_copy_and_leaves_what_an_editor_set(own_database: TestDatabase) -> None:
    assert command(main, own_database, "seed").status == 0
    with own_database.connect(schema="movies") as connection, connection.cursor() as cursor:
        for name, path in OLD.items():
            cursor.execute("UPDATE streaming_platforms SET logo_path = %s WHERE name = %s", (path, name))
        cursor.execute(MIGRATION.read_text(encoding="utf-8"))

    assert logos(own_database) == {**PATHS, "Plex": "/platforms/nossa.png"}
