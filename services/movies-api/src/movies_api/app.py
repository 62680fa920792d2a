"""Assembly of movies-api."""

from movies_api.cache import VERSIONS
from movies_api.curation.queue.routes import runs
from movies_api.daily_picks.routes import daily_picks
from movies_api.editing.routes import editor_blueprints
from movies_api.feedback.routes import feedback
from movies_api.intentions.routes import intentions, intentions_of_sentiment
from movies_api.journeys.routes import journeys
from movies_api.movies.page_routes import film_pages
from movies_api.movies.routes import films
from movies_api.options.routes import options
from movies_api.pages.routes import pages
from movies_api.platforms.routes import platforms
from movies_api.posters.routes import posters
from movies_api.search.routes import search
from movies_api.sentiments.routes import sentiments
from movies_api.service import MoviesService
from movies_api.settings import Settings
from movies_api.site.routes import site
from movies_api.sitemaps.routes import sitemaps
from movies_api.suggestions.routes import suggestions
from movies_api.tmdb.routes import tmdb
from suite.cache.assembly import add_cache
from suite.logs import configure_service_logging
from suite.settings import load_settings


def create_app(settings: Settings | None = None) -> MoviesService:
    """The WSGI application of movies-api."""
    settings = settings or load_settings(Settings)
    configure_service_logging(settings)
    service = MoviesService(settings)
    add_cache(service, VERSIONS)
    service.register(
        [
            (sentiments, "/main-sentiments"),
            (intentions, "/emotional-intentions"),
            (intentions_of_sentiment, "/api/emotional-intentions"),
            (journeys, ""),
            (options, "/journey-option-flows"),
            (platforms, ""),
            (suggestions, "/movies/suggestions"),
            (feedback, "/movies/suggestions/feedback"),
            (films, "/movies"),
            (film_pages, ""),
            (search, ""),
            (pages, "/api/public"),
            (posters, "/api/public/posters"),
            (daily_picks, "/api/daily-curation"),
            (tmdb, "/api/tmdb"),
            (sitemaps, "/sitemap"),
            (site, ""),
            (runs, "/api/admin/curation-runs"),
            *editor_blueprints(),
        ]
    )
    return service
