"""Messages of errors in the three languages of the service."""

from functools import lru_cache

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

LOCALES = ("en", "pt-BR", "es")
MAX_HEADER = 500
_BY_LANGUAGE = {locale.partition("-")[0]: locale for locale in LOCALES}

# English sentence → (Portuguese, Spanish).
SENTENCES = {
    "Cannot create notifications for other users": (
        "Não é possível criar notificações para outros usuários",
        "No se pueden crear notificaciones para otros usuarios",
    ),
    "Cannot see or change other users' contacts": (
        "Não é possível ver nem alterar contatos de outros usuários",
        "No se pueden ver ni cambiar contactos de otros usuarios",
    ),
    "Cannot see or change other users' preferences": (
        "Não é possível ver nem alterar preferências de outros usuários",
        "No se pueden ver ni cambiar preferencias de otros usuarios",
    ),
    "Notification not found": ("Notificação não encontrada", "Notificación no encontrada"),
    "Contact not found": ("Contato não encontrado", "Contacto no encontrado"),
    "Suppression not found": ("Supressão não encontrada", "Supresión no encontrada"),
    "Dead letter not found": ("Mensagem morta não encontrada", "Mensaje muerto no encontrado"),
    "Invalid notification ID format": (
        "Formato de ID de notificação inválido",
        "Formato de ID de notificación no válido",
    ),
    "This link is not valid": ("Este link não é válido", "Este enlace no es válido"),
    "Too many open event streams": ("Fluxos de eventos abertos em excesso", "Demasiados flujos de eventos abiertos"),
    "The body is not a message of Pub/Sub": (
        "O corpo não é uma mensagem do Pub/Sub",
        "El cuerpo no es un mensaje de Pub/Sub",
    ),
    "message.data is not base64": ("message.data não é base64", "message.data no es base64"),
    "message.data is not JSON": ("message.data não é JSON", "message.data no es JSON"),
    "The message names neither a topic nor an action": (
        "A mensagem não indica tópico nem ação",
        "El mensaje no indica tema ni acción",
    ),
    "This message is being handled": ("Esta mensagem está sendo tratada", "Este mensaje se está procesando"),
    "The message could not be handled; it may be sent again": (
        "A mensagem não pôde ser tratada; pode ser enviada de novo",
        "El mensaje no se pudo procesar; puede enviarse de nuevo",
    ),
    "A request with this Idempotency-Key is in progress": (
        "Uma requisição com esta Idempotency-Key está em andamento",
        "Hay una solicitud en curso con esta Idempotency-Key",
    ),
    "Idempotency-Key was already used with another request": (
        "A Idempotency-Key já foi usada com outra requisição",
        "La Idempotency-Key ya se usó con otra solicitud",
    ),
}
# Code → (English, Portuguese, Spanish), for every sentence that has no entry above.
BY_CODE = {
    "VALIDATION": ("Validation failed", "Falha na validação", "Error de validación"),
    "UNAUTHORIZED": ("Authentication required", "Autenticação necessária", "Autenticación requerida"),
    "FORBIDDEN": ("Insufficient permissions", "Permissões insuficientes", "Permisos insuficientes"),
    "BAD_REQUEST": ("Bad request", "Requisição inválida", "Solicitud incorrecta"),
    "NOT_FOUND": ("Not found", "Não encontrado", "No encontrado"),
    "METHOD_NOT_ALLOWED": ("Method not allowed", "Método não permitido", "Método no permitido"),
    "CONFLICT": ("Conflict", "Conflito", "Conflicto"),
    "PAYLOAD_TOO_LARGE": (
        "Request body too large",
        "Corpo da requisição grande demais",
        "Cuerpo de la solicitud demasiado grande",
    ),
    "UNSUPPORTED_MEDIA_TYPE": (
        "Content-Type must be application/json",
        "Content-Type deve ser application/json",
        "Content-Type debe ser application/json",
    ),
    "TOO_MANY_REQUESTS": (
        "Too many requests, please try again later.",
        "Muitas requisições, tente novamente mais tarde.",
        "Demasiadas solicitudes, inténtelo de nuevo más tarde.",
    ),
    "INTERNAL_SERVER_ERROR": ("Internal server error", "Erro interno do servidor", "Error interno del servidor"),
    "SERVICE_UNAVAILABLE": ("Service unavailable", "Serviço indisponível", "Servicio no disponible"),
}


def translate(sentence: str, code: str, languages: str | None) -> str:
    """`sentence` in the best of the wanted languages; English is as it was given."""
    locale = best_locale(languages)
    if locale == "en":
        return sentence
    position = LOCALES.index(locale)
    known = SENTENCES.get(sentence)
    return known[position - 1] if known else BY_CODE[code][position]


def best_locale(languages: str | None) -> str:
    """The locale that fits an Accept-Language header best; English without one."""
    return _best_locale(languages[:MAX_HEADER]) if languages else "en"


@lru_cache(maxsize=512)
def _best_locale(languages: str) -> str:
    wanted = parse_accept_header(languages, LanguageAccept)
    for language, quality in wanted:
        locale = _BY_LANGUAGE.get(language.lower().partition("-")[0])
        if locale and quality > 0:
            return locale
    return "en"
