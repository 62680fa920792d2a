"""What is answered about authors."""

from suite.http.fields import reply


class AuthorSchema(reply.ReplySchema):
    """An author with the number of visible articles; the address only where it is public."""

    id = reply.integer()
    name = reply.text()
    role = reply.text()
    imageUrl = reply.text()
    bio = reply.text(null=True)
    email = reply.text(null=True)
    website = reply.text(null=True)
    social = reply.any_object(null=True, description="names of sites and accounts")
    skills = reply.texts()
    article_count = reply.integer()
