"""What people are told about events, in every language of the service. Formats are filled from the event's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_TITLE, MOST_MESSAGE = 200, 10_000
# A title in a sentence is cut: events carry titles of any length.
MOST_FIELD = 300


@dataclass(frozen=True)
class Sentence:
    """Title and message of a notification."""

    title: str
    message: str


SENTENCES: Mapping[str, Mapping[str, Sentence]] = {
    "item-status-changed": {
        "en": Sentence("Item moved", "“{title}” moved from {from} to {to}."),
        "pt-BR": Sentence("Item movido", "“{title}” passou de {from} para {to}."),
        "es": Sentence("Elemento movido", "«{title}» pasó de {from} a {to}."),
    },
    "idea-moved": {
        "en": Sentence("Idea moved", "“{title}” moved from {from} to {to}."),
        "pt-BR": Sentence("Ideia movida", "“{title}” passou de {from} para {to}."),
        "es": Sentence("Idea movida", "«{title}» pasó de {from} a {to}."),
    },
    "article-published": {
        "en": Sentence("Article published", "“{title}” was published."),
        "pt-BR": Sentence("Artigo publicado", "“{title}” foi publicado."),
        "es": Sentence("Artículo publicado", "«{title}» se ha publicado."),
    },
    "crawl-finished": {
        "en": Sentence("Crawl finished", "The crawl of {url} is {status}: {completed} pages, {failed} failed."),
        "pt-BR": Sentence(
            "Coleta concluída", "A coleta de {url} está {status}: {completed} páginas, {failed} com falha."
        ),
        "es": Sentence(
            "Rastreo terminado", "El rastreo de {url} está {status}: {completed} páginas, {failed} con error."
        ),
    },
    "sync-failed": {
        "en": Sentence("Sync failed", "{stream} failed {consecutiveFailures} times in a row: {error}"),
        "pt-BR": Sentence("Falha na sincronização", "{stream} falhou {consecutiveFailures} vezes seguidas: {error}"),
        "es": Sentence("Error de sincronización", "{stream} falló {consecutiveFailures} veces seguidas: {error}"),
    },
    "system-down": {
        "en": Sentence("Service down", "{service} has not answered since {since}."),
        "pt-BR": Sentence("Serviço fora do ar", "{service} não responde desde {since}."),
        "es": Sentence("Servicio caído", "{service} no responde desde {since}."),
    },
    "webhook-disabled": {
        "en": Sentence("Webhook switched off", "Events are no longer sent to {host}. Its deliveries tell why."),
        "pt-BR": Sentence("Webhook desligado", "Eventos não são mais enviados a {host}. As entregas mostram o motivo."),
        "es": Sentence("Webhook desactivado", "Ya no se envían eventos a {host}. Sus entregas muestran el motivo."),
    },
}


def tell(topic: str, locale: str, data: Mapping[str, Any]) -> Sentence:
    """Title and message about an event whose data fit its topic."""
    wording = SENTENCES[topic]
    sentence = wording.get(locale) or wording["en"]
    filled = {name: str(value)[:MOST_FIELD] for name, value in data.items() if isinstance(value, str | int)}
    return Sentence(sentence.title[:MOST_TITLE], sentence.message.format_map(filled)[:MOST_MESSAGE])
