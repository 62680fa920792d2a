"""What mails say, in every language of the service."""

from suite.mail import Templates, Wording

WELCOME, NOTIFICATION, DEFAULT, ARTICLE = "welcome", "notification", "default", "article"

WORDINGS = {
    WELCOME: {
        "en": Wording("Welcome to {{ app_name }}!", "<p>Welcome {{ name }}!</p>", "Welcome {{ name }}!"),
        "pt-BR": Wording(
            "Boas-vindas ao {{ app_name }}!", "<p>Boas-vindas, {{ name }}!</p>", "Boas-vindas, {{ name }}!"
        ),
        "es": Wording("¡Te damos la bienvenida a {{ app_name }}!", "<p>¡Hola, {{ name }}!</p>", "¡Hola, {{ name }}!"),
    },
    NOTIFICATION: {
        "en": Wording("{{ title or 'New Notification' }}", "<p>{{ message | lines }}</p>", "{{ message }}"),
        "pt-BR": Wording("{{ title or 'Nova notificação' }}", "<p>{{ message | lines }}</p>", "{{ message }}"),
        "es": Wording("{{ title or 'Nueva notificación' }}", "<p>{{ message | lines }}</p>", "{{ message }}"),
    },
    DEFAULT: {
        "en": Wording("Notification", "<p>You have a new notification</p>", "You have a new notification"),
        "pt-BR": Wording("Notificação", "<p>Você tem uma nova notificação</p>", "Você tem uma nova notificação"),
        "es": Wording("Notificación", "<p>Tienes una nueva notificación</p>", "Tienes una nueva notificación"),
    },
    ARTICLE: {
        "en": Wording(
            "{{ blog }}: {{ title }}",
            '<p>New on {{ blog }}:</p>\n<p><a href="{{ url }}">{{ title }}</a></p>\n'
            '<p><a href="{{ unsubscribeUrl }}">Unsubscribe</a></p>',
            "New on {{ blog }}: {{ title }}\n{{ url }}\n\nUnsubscribe: {{ unsubscribeUrl }}",
        ),
        "pt-BR": Wording(
            "{{ blog }}: {{ title }}",
            '<p>Novo em {{ blog }}:</p>\n<p><a href="{{ url }}">{{ title }}</a></p>\n'
            '<p><a href="{{ unsubscribeUrl }}">Cancelar inscrição</a></p>',
            "Novo em {{ blog }}: {{ title }}\n{{ url }}\n\nCancelar inscrição: {{ unsubscribeUrl }}",
        ),
        "es": Wording(
            "{{ blog }}: {{ title }}",
            '<p>Nuevo en {{ blog }}:</p>\n<p><a href="{{ url }}">{{ title }}</a></p>\n'
            '<p><a href="{{ unsubscribeUrl }}">Cancelar la suscripción</a></p>',
            "Nuevo en {{ blog }}: {{ title }}\n{{ url }}\n\nCancelar la suscripción: {{ unsubscribeUrl }}",
        ),
    },
}
TEMPLATES = Templates(WORDINGS)
