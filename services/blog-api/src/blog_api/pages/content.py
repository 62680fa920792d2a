"""What the pages say: title, facts for search engines, and what their templates show."""

from typing import Any

from markupsafe import Markup

from blog_api.pages.queries import ArticlePage
from blog_api.pictures.addresses import addressed, picture_address
from blog_api.sites import article_path
from suite.pages import Page, breadcrumbs

KINDS = {"analise": ("Análises", "/analise"), "lista": ("Listas", "/lista")}
START = ("Início", "/")


def article_page(found: ArticlePage, site: str, blog_name: str, public_url: str) -> Page:
    """The page of an article, with everything previews and search engines read."""
    article = with_pictures(found.article, public_url)
    found = found._replace(article=article)
    kind_name, kind_path = KINDS[article["type"]]
    path = article_path(article["type"], article["slug"])
    category = article["category"]
    steps = [START, (category["title"], f"/categoria/{category['slug']}"), (article["title"], path)]
    canonical = found.metadata.get("canonical")
    return Page(
        template="article.html",
        title=distinct_title(article["title"], found.namesakes),
        description=article["description"] or article["title"],
        path=path,
        site=site,
        site_name=blog_name,
        canonical=canonical if is_web_address(canonical) else None,
        kind="article",
        image=article["imageUrl"] or None,
        image_alt=article["imageAlt"],
        published_at=found.published_at,
        modified_at=found.updated_at,
        author=article["author"]["name"],
        section=category["title"],
        tags=[tag["name"] for tag in article["tags"]],
        data=[article_facts(found, site, path, blog_name), breadcrumbs(site, steps)],
        content={
            "article": article,
            # Sanitised when it was written.
            "body": Markup(addressed(article["content"], public_url)),
            "related": [listed(one) for one in found.related],
            "kind": {"name": kind_name, "path": kind_path},
        },
    )


def article_facts(found: ArticlePage, site: str, path: str, blog_name: str) -> dict[str, Any]:
    """An Article of schema.org."""
    article, author = found.article, found.article["author"]
    picture = article["imageUrl"]
    return {
        "@type": "Article",
        "headline": article["title"][:110],
        "description": article["description"] or None,
        "image": [absolute(picture, site)] if picture else None,
        "datePublished": found.published_at,
        "dateModified": found.updated_at,
        "author": {
            "@type": "Person",
            "name": author["name"],
            "image": absolute(author["imageUrl"], site) if author["imageUrl"] else None,
            "url": author["website"],
        },
        "publisher": {"@type": "Organization", "name": blog_name, "url": f"{site}/"},
        "mainEntityOfPage": site + path,
        "articleSection": article["category"]["title"],
        "keywords": ", ".join(article["keywords"] or [tag["name"] for tag in article["tags"]]) or None,
        "inLanguage": "pt-BR",
    }


def list_page(
    articles: list[dict[str, Any]],
    *,
    title: str,
    description: str,
    path: str,
    site: str,
    blog_name: str,
    public_url: str,
    heading: str = "",
    image: str = "",
    steps: tuple[tuple[str, str], ...] = (),
) -> Page:
    """The page of a list of articles; with a `heading` the title tells it from other pages of this name."""
    heading = heading or title
    entries = [listed(with_pictures(article, public_url)) for article in articles]
    image = picture_address(image, public_url)
    return Page(
        template="list.html",
        title=title,
        description=description,
        path=path,
        site=site,
        site_name=blog_name,
        image=image or next((entry["imageUrl"] for entry in entries if entry["imageUrl"]), None),
        data=[item_list(title, path, site, entries), breadcrumbs(site, [START, *steps, (heading, path)])],
        content={"entries": entries, "steps": steps, "heading": heading},
    )


def categories_page(categories: list[dict[str, Any]], site: str, blog_name: str) -> Page:
    """The page of all categories."""
    entries = [
        {**category, "path": f"/categoria/{category['slug']}", "description": category["description"] or ""}
        for category in categories
    ]
    names = ", ".join(entry["title"] for entry in entries)
    return Page(
        template="categories.html",
        title="Categorias",
        description=f"Os assuntos de {blog_name}: {names}." if names else f"Os assuntos de {blog_name}.",
        path="/categorias",
        site=site,
        site_name=blog_name,
        data=[
            item_list("Categorias", "/categorias", site, entries),
            breadcrumbs(site, [START, ("Categorias", "/categorias")]),
        ],
        content={"entries": entries},
    )


def item_list(name: str, path: str, site: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    """A CollectionPage of schema.org with what it lists."""
    items = [
        {"@type": "ListItem", "position": position, "name": entry["title"], "url": site + entry["path"]}
        for position, entry in enumerate(entries, start=1)
    ]
    return {
        "@type": "CollectionPage",
        "name": name,
        "url": site + path,
        "mainEntity": {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items},
    }


def distinct_title(title: str, namesakes: int) -> str:
    """A title of its own: that of the second page is followed by (2)."""
    return f"{title} ({namesakes + 1})" if namesakes else title


def listed(article: dict[str, Any]) -> dict[str, Any]:
    """An article with the path of its page."""
    return {**article, "path": article_path(article["type"], article["slug"])}


def absolute(address: str, site: str) -> str:
    """An address of the web as it is, a path below the site."""
    return address if is_web_address(address) else f"{site}/{address.lstrip('/')}"


def with_pictures(article: dict[str, Any], public_url: str) -> dict[str, Any]:
    """The article with whole addresses of its cover and its author's portrait."""
    author = article["author"]
    portrait = picture_address(author["imageUrl"], public_url)
    cover = picture_address(article["imageUrl"], public_url)
    return {**article, "imageUrl": cover, "author": {**author, "imageUrl": portrait}}


def is_web_address(text: Any) -> bool:
    """True for http and https."""
    return isinstance(text, str) and text.lower().startswith(("http://", "https://"))
