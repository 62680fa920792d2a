"""From a stored notification to a mail at the provider."""

from typing import Any

import pytest
from mail_office import Office, ScriptedSender, failing

from notifications_api.mails.addressees import web_link
from suite.mail import MailNotConfigured, PermanentFailure, TransientFailure
from suite.mail.sender import Quota


def test_a_mail_is_sent_once_and_told_once(office: Office) -> None:
    made = office.mail(title="Novidade", message="linha 1\nlinha <2>")
    office.settle()
    office.let_pass(3_600)

    (mail,) = office.sender.sent
    assert (mail.recipient, mail.subject, mail.text) == ("ana@example.org", "Novidade", "linha 1\nlinha <2>")
    assert mail.html == "<p>linha 1<br>linha &lt;2&gt;</p>"
    assert mail.headers["X-Notification-Id"] == made
    row = office.row(made)
    assert (row["status"], row["attempts"], row["provider_message_id"]) == ("sent", 1, "provider-1")
    assert office.api.get(f"/notifications/{made}").get_json()["sentAt"] is not None
    (told,) = office.events("notification-sent", made)
    assert (told["status"], told["channel"], told["providerMessageId"]) == ("sent", "email", "provider-1")
    assert office.events("notification-failed", made) == []


def test_what_is_for_the_application_is_not_mailed(office: Office) -> None:
    office.api.notify(type="in-app")
    office.settle()

    assert office.sender.sent == []


@pytest.mark.parametrize(
    ("fields", "contact", "expected"),
    [
        ({"to": "to@example.org"}, "contact@example.org", "to@example.org"),
        ({"to": None}, "contact@example.org", "contact@example.org"),
        ({"to": None}, None, None),
    ],
)
def test_the_recipient_is_the_named_one_then_the_contact(
    office: Office, fields: dict[str, Any], contact: str | None, expected: str | None
) -> None:
    office.api.put(f"/notifications/contacts/{office.api.user}", {"email": contact})
    made = office.mail(**fields)
    office.settle()

    assert [mail.recipient for mail in office.sender.sent] == ([expected] if expected else [])
    if expected is None:
        assert (office.row(made)["status"], office.row(made)["last_error"]) == ("failed", "no_recipient")
        (told,) = office.events("notification-failed", made)
        assert (told["reason"], told["attempts"]) == ("no_recipient", 1)
        assert office.dead() == []


def test_a_user_whose_id_is_an_address_gets_his_mail_there(office: Office) -> None:
    office.api.user = "ana@example.org"
    office.mail(to=None, userId="ana@example.org")
    office.settle()

    assert [mail.recipient for mail in office.sender.sent] == ["ana@example.org"]


@pytest.mark.parametrize(("locale", "subject"), [("en", "New Notification"), ("pt-BR", "Nova notificação")])
def test_the_language_is_that_of_the_contact(office: Office, locale: str, subject: str) -> None:
    office.api.put(f"/notifications/contacts/{office.api.user}", {"email": "ana@example.org", "locale": locale})
    office.mail(to=None)
    office.settle()

    assert office.sender.sent[0].subject == subject


def test_html_in_names_and_titles_arrives_escaped(office: Office) -> None:
    script = "<script>alert('x')</script>"
    office.mail(template="welcome", data={"name": script})
    office.mail(title=script, message=script)
    office.settle()

    welcome, notification = office.sender.sent
    assert welcome.html == "<p>Welcome &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;!</p>"
    assert welcome.subject == "Welcome to Suite!"
    assert "<script>" not in notification.html
    assert (notification.subject, notification.text) == (script, script)


@pytest.mark.parametrize(
    "fields", [{"template": "unknown"}, {"template": "welcome"}, {"template": "welcome", "data": {}}]
)
def test_an_unknown_template_or_a_missing_variable_sends_the_default(office: Office, fields: dict[str, Any]) -> None:
    made = office.mail(**fields)
    office.settle()

    assert (office.sender.sent[0].subject, office.row(made)["status"]) == ("Notification", "sent")
    assert office.sender.sent[0].html == "<p>You have a new notification</p>"


def test_the_first_failures_are_waited_out_inside_the_delivery(make_office: Any) -> None:
    office: Office = make_office(ScriptedSender(failing(TransientFailure, 2)))
    made = office.mail()
    office.settle()

    assert (len(office.sender.sent), office.row(made)["attempts"]) == (1, 1)


def test_a_failed_delivery_is_sent_by_the_next_one(make_office: Any) -> None:
    office: Office = make_office(ScriptedSender(failing(TransientFailure, 3)))
    made = office.mail()
    office.settle()
    row = office.row(made)
    assert (row["status"], row["attempts"], row["last_error"]) == ("pending", 1, "failure 2")

    office.let_pass(12)

    assert (len(office.sender.sent), office.row(made)["status"], office.row(made)["attempts"]) == (1, "sent", 2)


def test_five_failed_deliveries_end_it_and_a_replay_begins_anew(make_office: Any) -> None:
    office: Office = make_office(ScriptedSender(failing(TransientFailure, 15)))
    made = office.mail()
    for _ in range(5):
        office.let_pass(200)

    (dead_letter,) = office.dead()
    assert (dead_letter.subscription, dead_letter.attempts) == ("notification-created-sub", 5)
    assert office.row(made)["status"] == "failed"
    (told,) = office.events("notification-failed", made)
    assert (told["attempts"], told["status"]) == (5, "failed")
    assert office.sender.sent == []

    office.bus.redeliver([dead_letter])
    office.settle()

    assert (len(office.sender.sent), office.row(made)["status"]) == (1, "sent")
    assert len(office.events("notification-sent", made)) == 1


def test_what_can_never_be_sent_fails_at_once(make_office: Any) -> None:
    office: Office = make_office(ScriptedSender([PermanentFailure("recipient refused: SMTP 550")]))
    made = office.mail()
    office.settle()
    office.let_pass(3_600)

    assert (office.row(made)["status"], office.row(made)["attempts"]) == ("failed", 1)
    (told,) = office.events("notification-failed", made)
    assert told["reason"] == "recipient refused: SMTP 550"
    assert (office.sender.sent, office.dead()) == ([], [])


def test_an_adapter_that_is_not_set_up_keeps_the_mail(make_office: Any) -> None:
    office: Office = make_office(ScriptedSender([MailNotConfigured("login refused: 535")]))
    made = office.mail()
    office.settle()
    assert (office.row(made)["status"], office.postman.trouble) == ("pending", "login refused: 535")

    office.let_pass(12)

    assert (office.row(made)["status"], office.postman.trouble) == ("sent", None)


def test_a_suppressed_address_gets_nothing(office: Office) -> None:
    with office.database.transaction() as connection:
        connection.run("INSERT INTO suppressions VALUES ('ana@example.org', 'bounce', now())")
    made = office.mail(to="Ana@Example.org")
    office.settle()

    assert (office.row(made)["status"], office.sender.sent) == ("suppressed", [])
    assert office.events("notification-sent", made) == office.events("notification-failed", made) == []


def test_a_used_up_quota_delays_and_consumes_no_attempt(make_office: Any) -> None:
    office: Office = make_office(ScriptedSender(limits=Quota(1_000.0, 2)))
    made = [office.mail() for _ in range(4)]
    for _ in range(6):
        office.let_pass(3_600)

    assert len(office.sender.sent) == 2
    waiting = [office.row(one) for one in made if office.row(one)["status"] == "pending"]
    assert [row["attempts"] for row in waiting] == [0, 0]
    assert office.dead() == []
    with office.database.transaction() as connection:
        connection.run("UPDATE send_quota SET resets_at = now()")
    office.let_pass(86_400)
    assert [office.row(one)["status"] for one in made] == ["sent"] * 4


def test_a_mail_in_the_hands_of_another_message_waits_for_its_lease(office: Office) -> None:
    made = office.mail()
    with office.database.transaction({"app.scope": "all"}) as connection:
        connection.run(
            "UPDATE notifications SET status = 'sending', claimed_by = gen_random_uuid(),"
            " lease_until = clock_timestamp() + interval '1 hour' WHERE id = %s",
            (made,),
        )
    office.settle()
    assert (office.sender.sent, office.row(made)["status"]) == ([], "sending")

    with office.database.transaction({"app.scope": "all"}) as connection:
        connection.run("UPDATE notifications SET lease_until = clock_timestamp() WHERE id = %s", (made,))
    office.let_pass(3_700)

    assert (len(office.sender.sent), office.row(made)["status"]) == (1, "sent")


def test_a_crash_after_the_provider_took_the_mail_sends_it_again_and_never_loses_it(make_office: Any) -> None:
    office: Office = make_office()
    made = office.mail()

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    real, office.handling._finish = office.handling._finish, crash  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        office.settle()
    assert office.row(made)["status"] == "sending"
    office.handling._finish = real  # type: ignore[method-assign]
    office.let_pass(60)

    assert (len(office.sender.sent), office.row(made)["status"]) == (2, "sent")
    assert len({mail.key for mail in office.sender.sent}) == 1
    assert len(office.events("notification-sent", made)) == 1


def test_a_removed_notification_is_not_sent(office: Office) -> None:
    made = office.mail()
    office.api.delete(f"/notifications/{made}")
    office.settle()

    assert (office.sender.sent, office.dead()) == ([], [])


def test_one_click_ends_all_mail_to_the_address(make_office: Any) -> None:
    office: Office = make_office(public_url="https://colmeia.example/")
    office.mail(to="Ana@example.org")
    office.settle()
    headers = office.sender.sent[0].headers
    link = headers["List-Unsubscribe"].strip("<>").removeprefix("https://colmeia.example")

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.startswith("/api/notifications/unsubscribe/")
    page = office.api.get(link, headers={"Accept-Language": "pt"})
    assert page.content_type.startswith("text/html")
    assert "Não enviar mais e-mails" in page.get_data(as_text=True)
    assert office.api.post(link[:-1] + "x").status_code == 404
    assert office.api.post("/notifications/unsubscribe/x").status_code == 404
    office.mail(to="Ana@example.org")
    office.settle()
    assert len(office.sender.sent) == 2

    stopped = office.api.request("POST", link, data="List-Unsubscribe=One-Click", content_type="text/plain")

    assert stopped.get_json() == {"unsubscribed": True}
    office.mail(to="ana@example.org")
    office.settle()
    assert len(office.sender.sent) == 2


def test_without_a_public_address_there_is_no_link(office: Office) -> None:
    office.mail()
    office.settle()

    assert "List-Unsubscribe" not in office.sender.sent[0].headers


def test_a_user_does_not_choose_where_unsubscribing_leads(make_office: Any) -> None:
    office: Office = make_office(public_url="https://colmeia.example")
    office.mail(data={"unsubscribeUrl": "https://elsewhere.example"})
    office.settle()

    assert "elsewhere" not in office.sender.sent[0].headers["List-Unsubscribe"]


def test_every_mail_has_what_the_readme_says_it_has(office: Office) -> None:
    office.mail(message="<b>Oi</b>")
    office.settle()
    (sent,) = office.sender.sent
    assert sent.text and sent.html and "<b>" not in sent.html
    assert sent.headers["X-Notification-Id"] == sent.key


@pytest.mark.parametrize(
    ("given", "link"),
    [
        ("https://blog.example.org/u?token=x", "https://blog.example.org/u?token=x"),
        ("https://bücher.example/ação?t=a b", "https://xn--bcher-kva.example/a%C3%A7%C3%A3o?t=a%20b"),
        ("https://x.example/a>\r\nBcc: eva@example.org", "https://x.example/a%3EBcc:%20eva@example.org"),
        ("javascript:alert(1)", None),
        ("no link", None),
    ],
)
def test_the_page_of_a_newsletter_is_an_address_in_ascii(given: str, link: str | None) -> None:
    assert web_link(given) == link
