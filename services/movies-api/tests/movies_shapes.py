"""Keys of a film as most routes show it."""

MOVIE_FULL = {
    "id", "title", "year", "director", "genres", "createdAt", "updatedAt", "description", "thumbnail", "original_title",
    "vote_average", "vote_count", "certification", "adult", "keywords", "genreIds", "runtime", "tmdbId", "imdbRating",
    "rottenTomatoesRating", "metacriticRating", "slug", "landingPageHook", "contentWarnings", "targetAudienceForLP",
    "awardsSummary", "emotionalEntryType", "hasAnalysisArticle", "analysisArticleSlug",
}  # fmt: skip
