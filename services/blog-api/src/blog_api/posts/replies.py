"""The envelope of the frontend's lists."""

from blog_api.posts.schemas import PageQuery
from blog_api.replies import public_reply
from suite.http import Call, Reply


def post_page_reply(call: Call, query: PageQuery, total: int, array: str) -> Reply:
    """`{success, data: {articles}, pagination}` around posts that already are JSON."""
    pages = -(-total // query.limit)
    return public_reply(
        call,
        f'{{"success":true,"data":{{"articles":{array}}},"pagination":{{"page":{query.page},"limit":{query.limit},'
        f'"total":{total},"totalPages":{pages}}}}}',
    )


def data_reply(call: Call, text: str) -> Reply:
    """`{success, data}` around JSON text."""
    return public_reply(call, f'{{"success":true,"data":{text}}}')
