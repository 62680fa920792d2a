"""What the intention routes answer."""

from movies_api.described import Described, many, texts, whole, words


class IntentionReplySchema(Described):
    """What somebody with a feeling may want."""

    id = whole()
    type = words()
    description = words()
    preferredGenres = texts()
    avoidGenres = texts()
    emotionalTone = words()


class IntentionsOfSentimentReplySchema(Described):
    """The intentions of a sentiment, none for an unknown one."""

    sentimentId = whole()
    sentimentName = words()
    intentions = many(IntentionReplySchema)


class ListedIntentionReplySchema(IntentionReplySchema):
    """An intention with its sentiment and how many steps it has."""

    sentimentId = whole()
    sentimentName = words()
    stepCount = whole()
