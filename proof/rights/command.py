"""`proof.sh rights`: every documented operation called by everybody; the status is the one the declaration means."""

import argparse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException

from proof.assurance import judge, machine, put_table, table
from proof.rights.callers import AUDIENCE, ISSUER, SECRET, Caller, Issuer
from proof.rights.matrix import Operation, cells, expect, holds, operations
from proof.suite import DOCUMENTED, Suite, running_suite
from suite.environment import find_root
from suite_ops.terminal import inform

AT_ONCE = 6
TIMEOUT_SECONDS = 60
SHOWN = 20
SEED = 23
TENANTS = """
WITH another AS (INSERT INTO blog.blogs (name, slug) VALUES ('Another', 'proof-another') RETURNING id),
people AS (INSERT INTO blog.users (subject, name, email)
           VALUES ('proof-member', 'M', 'm@proof.example'), ('proof-elsewhere', 'E', 'e@proof.example')
           RETURNING id, subject)
INSERT INTO blog.blog_access (user_id, blog_id, role)
SELECT people.id, blogs.id, 'owner' FROM people, blog.blogs AS blogs
WHERE people.subject = 'proof-member'
UNION ALL SELECT people.id, another.id, 'owner' FROM people, another WHERE people.subject = 'proof-elsewhere'
"""


def main(arguments: list[str]) -> int:
    """Exit status 0 when every cell was as declared."""
    parser = argparse.ArgumentParser(prog="proof.sh rights", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="each operation with some of the faulty tokens")
    parser.add_argument(
        "--only", choices=DOCUMENTED, help="the operations of one service, and all that is not as declared"
    )
    parser.add_argument("--write", action="store_true", help="put the table into docs/assurance.md")
    options = parser.parse_args(arguments)
    issuer = Issuer()
    with issuer.publishing() as keys, running_suite(variables_of(issuer, keys)) as suite:
        suite.sql(TENANTS)
        found = [one for one in operations(find_root()) if options.only in (None, one.service)]
        chosen = cells(found, issuer.callers(), SEED if options.quick else None)
        inform(f"{len(chosen)} calls")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            statuses = list(pool.map(lambda cell: call(suite, *cell), chosen))
    wrong = [
        f"{operation.service} {operation.method} {operation.template} by {caller.name}:"
        f" {status}, declared is {expect(operation, caller)}"
        for (operation, caller), status in zip(chosen, statuses, strict=True)
        if not holds(expect(operation, caller), status)
    ]
    shown = _table(chosen, statuses, wrong)
    print(shown)
    if options.write:
        put_table("rights", f"{machine()}\n\n{shown}")
    shown_at_most = len(wrong) if options.only else SHOWN
    return judge(wrong, f"{len(chosen)} calls answered as declared", most=shown_at_most)


def variables_of(issuer: Issuer, keys: str) -> dict[str, str]:
    """The environment of a suite that checks tokens of this issuer."""
    return {
        "AUTH_MODE": "jwt",
        "JWT_SECRET": SECRET,
        "JWT_ISSUER": ISSUER,
        "JWT_AUDIENCE": AUDIENCE,
        "JWKS_URL": keys,
        "SERVICE_TOKENS": issuer.service_entry,
        "RATE_LIMIT_ENABLED": "false",
    }


def call(suite: Suite, operation: Operation, caller: Caller) -> int:
    """The status; 0 when there was no answer. A body is an empty object: nobody's right depends on it."""
    headers = dict(caller.headers)
    if operation.has_body:
        headers["Content-Type"] = "application/json"
    connection = HTTPConnection("127.0.0.1", suite.port(operation.prefix), timeout=TIMEOUT_SECONDS)
    try:
        connection.request(operation.method, operation.path, b"{}" if operation.has_body else None, headers)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        # A stream of events would never end.
        connection.close()


def _table(chosen: list[tuple[Operation, Caller]], statuses: list[int], wrong: list[str]) -> str:
    rows = []
    for service in dict.fromkeys(operation.service for operation, _ in chosen):
        mine = [
            (operation, status)
            for (operation, _), status in zip(chosen, statuses, strict=True)
            if operation.service == service
        ]
        kinds = Counter("401" if status == 401 else "403" if status == 403 else "other" for _, status in mine)
        count = len({(operation.method, operation.template) for operation, _ in mine})
        failed = sum(line.startswith(f"{service} ") for line in wrong)
        rows.append(
            [service, str(count), str(len(mine)), *(str(kinds[k]) for k in ("401", "403", "other")), str(failed)]
        )
    return table(["service", "operations", "calls", "401", "403", "other", "not as declared"], rows)
