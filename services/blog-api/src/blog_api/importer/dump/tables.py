"""Which file of a dump fills which table, and which of its columns which of ours."""

from dataclasses import dataclass
from functools import partial

from blog_api.editing.roles import ROLES
from blog_api.importer.dump.cells import (
    Reader,
    choice,
    email,
    flag,
    fraction,
    json_value,
    moment,
    password_hash,
    text,
    texts,
    uuid,
    whole,
)

MAX_TEXT = 3_000_000
required = partial(text, required=True)
ID: dict[str, tuple[str, Reader]] = {"id": ("id", whole(required=True))}
TIMES: dict[str, tuple[str, Reader]] = {"createdAt": ("created_at", moment), "updatedAt": ("updated_at", moment)}
OF_BLOG: dict[str, tuple[str, Reader]] = {**ID, "blogId": ("blog_id", whole(required=True))}
OWNED: dict[str, tuple[str, Reader]] = {**OF_BLOG, "userId": ("legacy_user_id", whole(0))}


@dataclass(frozen=True)
class DumpTable:
    """A file and its table: old column → ours and its reader. Columns that are not named are not imported.

    `slugs`: slugs are unique in a blog. `parent`: rows refer to rows of the same file by parentId. `key`: what makes a
    row the same one. `counters` count on here, so they are only taken with a new row.
    """

    file: str
    name: str
    columns: dict[str, tuple[str, Reader]]
    slugs: bool = False
    parent: bool = False
    key: tuple[str, ...] = ("id",)
    counters: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        """The name of its file."""
        return f"{self.file}_rows.csv"

    @property
    def numbered(self) -> bool:
        """Whether rows get their id from a sequence."""
        return self.key == ("id",) and self.columns["id"] == ID["id"]


USERS = DumpTable(
    "User",
    "users",
    {
        **ID,
        "email": ("email", email),
        "name": ("name", required(200)),
        "password": ("password_hash", password_hash),
        "role": ("role", choice("master", "owner", "admin", "editor", "user", default="user")),
        "preferences": ("preferences", json_value),
        "aiPreferences": ("ai_preferences", json_value),
        "lastLoginAt": ("last_login_at", moment),
        "isActive": ("is_active", flag(True)),
        **TIMES,
    },
)
BLOGS = DumpTable(
    "Blog",
    "blogs",
    {
        **ID,
        "ownerId": ("legacy_user_id", whole(0)),
        "name": ("name", required(200)),
        "slug": ("slug", required(200)),
        "domain": ("domain", text(253)),
        "status": ("status", choice("active", "suspended", "sold", default="active")),
        "themeSettingsJson": ("theme_settings_json", json_value),
        "targetKeywords": ("target_keywords", texts),
        "landingPageContent": ("landing_page_content", json_value),
        "metaDescription": ("meta_description", text(5_000)),
        **TIMES,
    },
)
ACCESS = DumpTable(
    "BlogAccess",
    "blog_access",
    {
        **OF_BLOG,
        "userId": ("user_id", whole(0, required=True)),
        "role": ("role", choice(*ROLES, default="author", master="owner", user="author")),
        **TIMES,
    },
)
AUTHORS = DumpTable(
    "Author",
    "authors",
    {
        **OWNED,
        "name": ("name", required(200)),
        "role": ("role", text(200, default="")),
        "imageUrl": ("image_url", text(2_000, default="")),
        "bio": ("bio", text(20_000)),
        "signature": ("signature", text(5_000)),
        "email": ("email", text(254)),
        "website": ("website", text(2_000)),
        "social": ("social", json_value),
        "skills": ("skills", texts),
        "aiModel": ("ai_model", text(200)),
        "isAi": ("is_ai", flag(False)),
        **TIMES,
    },
)
CATEGORIES = DumpTable(
    "Category",
    "categories",
    {
        **OWNED,
        "title": ("title", required(200)),
        "slug": ("slug", required(200)),
        "description": ("description", text(20_000)),
        "imageUrl": ("image_url", text(2_000)),
        "aiKeywords": ("ai_keywords", texts),
        "aiPrompt": ("ai_prompt", text(20_000)),
        **TIMES,
    },
    slugs=True,
    parent=True,
)
TAGS = DumpTable(
    "Tag",
    "tags",
    {
        **OWNED,
        "name": ("name", required(100)),
        "slug": ("slug", required(200)),
        "color": ("color", text(20)),
        "aiRelated": ("ai_related", texts),
        **TIMES,
    },
    slugs=True,
)
ARTICLES = DumpTable(
    "Article",
    "articles",
    {
        **OWNED,
        "title": ("title", required(300)),
        "slug": ("slug", required(200)),
        "content": ("content", text(MAX_TEXT, default="")),
        "description": ("description", text(20_000, default="")),
        "date": ("published_at", moment),
        "published": ("state", flag(False)),
        "imageUrl": ("image_url", text(2_000, default="")),
        "imageAlt": ("image_alt", text(2_000)),
        "categoryId": ("category_id", whole(required=True)),
        "authorId": ("author_id", whole(required=True)),
        "viewCount": ("view_count", whole(0, default=0)),
        "likeCount": ("like_count", whole(0, default=0)),
        "type": ("type", choice("analise", "lista", default="analise")),
        "keywords": ("keywords", texts),
        "metadata": ("metadata", json_value),
        "aiConfidence": ("ai_confidence", fraction),
        "aiGenerated": ("ai_generated", flag(False)),
        "aiModel": ("ai_model", text(200)),
        "aiPrompt": ("ai_prompt", text(100_000)),
        **TIMES,
    },
    slugs=True,
    counters=frozenset({"view_count", "like_count"}),
)
ARTICLE_TAGS = DumpTable(
    "_ArticleToTag",
    "article_tags",
    {"A": ("article_id", whole(required=True)), "B": ("tag_id", whole(required=True))},
    key=("article_id", "tag_id"),
)
COMMENTS = DumpTable(
    "Comment",
    "comments",
    {
        **ID,
        "articleId": ("article_id", whole(required=True)),
        "authorId": ("author_id", whole()),
        "userId": ("user_id", whole(0)),
        "content": ("content", required(100_000)),
        "approved": ("approved", flag(False)),
        "ipAddress": ("ip_address", text(100)),
        "aiGenerated": ("ai_generated", flag(False)),
        "aiModel": ("ai_model", text(200)),
        **TIMES,
    },
    parent=True,
)
SUBSCRIPTIONS = DumpTable(
    "NewsletterSubscription",
    "newsletter_subscriptions",
    {
        "id": ("id", uuid),
        "blogId": ("blog_id", whole(required=True)),
        "email": ("email", email),
        "subscribedAt": ("subscribed_at", moment),
        "isActive": ("is_active", flag(True)),
        "userAgent": ("user_agent", text(300)),
        "source": ("source", text(50)),
        "emailSent": ("email_sent", flag(False)),
        "unsubscribedAt": ("unsubscribed_at", moment),
        **TIMES,
    },
)
# Rows come after the rows they refer to.
DUMP_TABLES = (*(BLOGS, USERS, ACCESS, AUTHORS, CATEGORIES, TAGS, ARTICLES, ARTICLE_TAGS, COMMENTS, SUBSCRIPTIONS),)
