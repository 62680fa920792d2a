"""/artigo, /analise, /lista, /categorias, /categoria and /tag: pages for agents, the frontend for people."""

from functools import lru_cache, partial

from flask import Blueprint

from blog_api.articles.filters import ArticleFilters
from blog_api.cached_replies import plan_of
from blog_api.errors import BlogNotFound
from blog_api.inputs import BlogQuerySchema
from blog_api.pages import content, queries
from blog_api.replies import VARIES
from blog_api.settings import BlogCall
from blog_api.sites import site_of
from blog_api.tenants.queries import select_blog_titles
from blog_api.tenants.tenant import read_tenant, tenant_of
from suite.pages import Page, PageNotFound, Pages, page_endpoint

SITE_NAME = "VibesFilm"
PACKAGE = "blog_api.pages"

pages = Blueprint("pages", __name__)


@lru_cache(maxsize=8)
def templates_of(site_url: str) -> Pages:
    """The templates, read once."""
    return Pages(PACKAGE, site_url, SITE_NAME)


def pages_of(call: BlogCall) -> Pages:
    """The pages of the service that answers this call."""
    return templates_of(call.service.settings.site_url)


def missing(call: BlogCall) -> Page:
    """The page of an address without one, in the name of the blog where there is a blog."""
    try:
        with read_tenant(call) as connection:
            name, _ = select_blog_titles(connection)
        return pages_of(call).not_found(site_of(call), name)
    except BlogNotFound:
        return pages_of(call).not_found()


blog_page = partial(
    page_endpoint, pages_of=pages_of, plan_of=plan_of, missing=missing, vary=VARIES, query=BlogQuerySchema()
)


@pages.get("/analise/<slug>")
@pages.get("/lista/<slug>", endpoint="show_list_article")
@pages.get("/artigo/<slug>", endpoint="show_any_article")
@blog_page("The page of an article")
def show_article(call: BlogCall, slug: str) -> Page:
    with read_tenant(call) as connection:
        found = queries.select_article_of_page(connection, tenant_of(call).id, slug)
        name, _ = select_blog_titles(connection)
    if found is None:
        raise PageNotFound()
    return content.article_page(found, site_of(call), name, call.service.settings.public_url)


@pages.get("/artigo")
@blog_page("The page of all articles")
def list_articles(call: BlogCall) -> Page:
    return page_of_list(call, ArticleFilters(), "Artigos", "/artigo")


@pages.get("/analise")
@blog_page("The page of the analyses")
def list_analyses(call: BlogCall) -> Page:
    return page_of_list(call, ArticleFilters(type="analise"), *content.KINDS["analise"])


@pages.get("/lista")
@blog_page("The page of the lists")
def list_lists(call: BlogCall) -> Page:
    return page_of_list(call, ArticleFilters(type="lista"), *content.KINDS["lista"])


@pages.get("/categorias")
@blog_page("The page of the categories")
def list_categories(call: BlogCall) -> Page:
    with read_tenant(call) as connection:
        categories = queries.select_categories(connection, tenant_of(call).id)
        name, _ = select_blog_titles(connection)
    return content.categories_page(categories, site_of(call), name)


@pages.get("/categoria/<slug>")
@blog_page("The page of a category")
def show_category(call: BlogCall, slug: str) -> Page:
    with read_tenant(call) as connection:
        blog_id = tenant_of(call).id
        found = queries.select_category(connection, blog_id, slug)
        if found is None:
            raise PageNotFound()
        title, description, image, namesakes = found
        articles = queries.select_list(connection, blog_id, ArticleFilters(category=slug))
        name, _ = select_blog_titles(connection)
    return content.list_page(
        articles,
        title=f"Categoria: {content.distinct_title(title, namesakes)}",
        heading=title,
        description=f"{title}: {description}" if description else f"Artigos sobre {title} em {name}.",
        path=f"/categoria/{slug}",
        site=site_of(call),
        blog_name=name,
        public_url=call.service.settings.public_url,
        image=image,
        steps=(("Categorias", "/categorias"),),
    )


@pages.get("/tag/<slug>")
@blog_page("The page of a tag")
def show_tag(call: BlogCall, slug: str) -> Page:
    with read_tenant(call) as connection:
        blog_id = tenant_of(call).id
        tag = queries.select_tag(connection, blog_id, slug)
        if tag is None:
            raise PageNotFound()
        articles = queries.select_list(connection, blog_id, ArticleFilters(tag=slug))
        name, _ = select_blog_titles(connection)
    return content.list_page(
        articles,
        title=f"Marcador: {tag}",
        heading=tag,
        description=f"Artigos marcados com {tag} em {name}.",
        path=f"/tag/{slug}",
        site=site_of(call),
        blog_name=name,
        public_url=call.service.settings.public_url,
    )


def page_of_list(call: BlogCall, filters: ArticleFilters, title: str, path: str) -> Page:
    """The newest articles of a kind."""
    with read_tenant(call) as connection:
        articles = queries.select_list(connection, tenant_of(call).id, filters)
        name, description = select_blog_titles(connection)
    return content.list_page(
        articles,
        title=title,
        description=f"{title} de {name}. {description}".strip(),
        path=path,
        site=site_of(call),
        blog_name=name,
        public_url=call.service.settings.public_url,
    )
