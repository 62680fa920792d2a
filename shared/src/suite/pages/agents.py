"""Who reads a page: a program that cannot run the frontend, or a person whose browser can."""

import re

AGENT, PERSON = "agent", "person"
AGENTS = (
    "Googlebot",
    "Google-InspectionTool",
    "Storebot-Google",
    "bingbot",
    "BingPreview",
    "Slurp",
    "DuckDuckBot",
    "DuckAssistBot",
    "Applebot",
    "facebookexternalhit",
    "Facebot",
    "meta-externalagent",
    "Twitterbot",
    "LinkedInBot",
    "WhatsApp",
    "TelegramBot",
    "Discordbot",
    "Slackbot",
    "Slack-ImgProxy",
    "Mediapartners-Google",
    "AdsBot-Google",
)
# A name stands alone: `Googlebot-Image/1.0` is an agent, `MyWhatsAppClone` is none.
_AGENT = re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, AGENTS))})(?![a-z])", re.IGNORECASE)
MAX_LENGTH = 1_000


def reader_class(user_agent: str | None) -> str:
    """AGENT for the crawlers and previews of the list, whatever they add to their name; else PERSON."""
    return AGENT if user_agent and _AGENT.search(user_agent[:MAX_LENGTH]) else PERSON
