"""What the intention routes answer."""

from suite.http.fields import reply
from suite.http.fields.reply import ReplySchema


class IntentionReplySchema(ReplySchema):
    """What somebody with a feeling may want."""

    id = reply.integer()
    type = reply.text()
    description = reply.text()
    preferredGenres = reply.texts()
    avoidGenres = reply.texts()
    emotionalTone = reply.text()


class IntentionsOfSentimentReplySchema(ReplySchema):
    """The intentions of a sentiment, none for an unknown one."""

    sentimentId = reply.integer()
    sentimentName = reply.text()
    intentions = reply.array(IntentionReplySchema)


class ListedIntentionReplySchema(IntentionReplySchema):
    """An intention with its sentiment and how many steps it has."""

    sentimentId = reply.integer()
    sentimentName = reply.text()
    stepCount = reply.integer()
