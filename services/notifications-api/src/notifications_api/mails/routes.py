"""/notifications/unsubscribe/:link: what List-Unsubscribe of our mails leads to."""

from flask import Blueprint

from notifications_api.errors import InvalidToken
from notifications_api.identity import EVERYBODY
from notifications_api.mails.replies import UnsubscribedSchema
from notifications_api.mails.unsubscription import unsubscribe
from notifications_api.wording import CATALOGUE
from suite.http import PUBLIC, Call, Reply, endpoint, json_reply

PAGE = (
    "<!doctype html><html lang={locale}><meta charset=utf-8><title>{text}</title>"
    "<form method=post><button>{text}</button></form></html>"
)
BUTTONS = {
    "en": "Stop all mail to this address",
    "pt-BR": "Não enviar mais e-mails para este endereço",
    "es": "No enviar más correos a esta dirección",
}
PAGE_POLICY = "default-src 'none'; form-action 'self'; frame-ancestors 'none'"

STOPPED = {200: ("It gets none", UnsubscribedSchema()), 404: "Not a link of ours"}
unsubscribing = Blueprint("unsubscribing", __name__)


@unsubscribing.get("/<link>")
@endpoint(PUBLIC, "A page with one button", replies={200: "It"}, produces="text/html")
def show_page(call: Call, link: str) -> Reply:
    # Reading changes nothing: programs that check mails follow every link in them.
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": PAGE_POLICY}
    locale = CATALOGUE.best_locale(call.header("Accept-Language"))
    return Reply(PAGE.format(locale=locale, text=BUTTONS[locale]), headers=headers)


@unsubscribing.post("/<link>")
@endpoint(PUBLIC, "No more mail to the address of this link", replies=STOPPED)
def stop_mail(call: Call, link: str) -> Reply:
    with call.service.database.transaction(EVERYBODY) as connection:
        if not unsubscribe(connection, link):
            raise InvalidToken()
    return json_reply({"unsubscribed": True})
