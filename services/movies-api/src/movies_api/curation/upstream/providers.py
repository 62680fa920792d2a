"""Names of TMDB's providers as platforms of the catalogue."""

# A name, or the beginning of one when it ends in a star; the first that fits counts.
PLATFORMS = (
    ("Netflix*", "Netflix"),
    ("Amazon Prime Video*", "Prime Video"),
    ("Amazon Video", "Prime Video"),
    ("Disney Plus", "Disney+"),
    ("HBO Max*", "HBO Max"),
    ("Max", "HBO Max"),
    ("Paramount*", "Paramount+"),
    ("Apple TV Plus", "Apple TV+"),
    ("Apple TV", "Apple TV (Loja)"),
    ("Apple TV Store", "Apple TV (Loja)"),
    ("Google Play*", "YouTube"),
    ("Telecine*", "Telecine"),
    ("Looke*", "Looke"),
    ("MUBI*", "MUBI"),
    ("MGM*", "MGM+"),
    ("Claro*", "Claro Video"),
)
AS_NAMED = frozenset(
    {
        "Pluto TV",
        "Plex",
        "Mercado Play",
        "Globoplay",
        "Oldflix",
        "Crunchyroll",
        "Reserva Imovision",
        "FilmBox+",
        "Filmelier+",
        "Sony One",
        "Univer Video",
        "Belas Artes à La Carte",
        "Microsoft Store",
    }
)


def platform_of(provider: str, *, ads: bool = False) -> str | None:
    """The platform, None for one the catalogue does not have. YouTube with ads is another than its shop."""
    if provider == "YouTube":
        return "YouTube (Gratuito)" if ads else "YouTube"
    if provider in AS_NAMED:
        return provider
    for name, platform in PLATFORMS:
        if provider == name or (name.endswith("*") and provider.startswith(name[:-1])):
            return platform
    return None
