"""`proof.sh api`: every service held against its own document by Schemathesis; no check may fail."""

import argparse
from concurrent.futures import ThreadPoolExecutor
from secrets import randbelow

from proof.api.run import Plan, Result, run_cases
from proof.assurance import judge, machine, put_table, table
from proof.rights.callers import Issuer
from proof.rights.command import variables_of
from proof.suite import DOCUMENTED, Suite, running_suite
from suite.environment import find_root
from suite_ops.terminal import inform

FIXED_SEED = 23
QUICK_EXAMPLES, EXAMPLES = 3, 40
QUICK_SECONDS, SECONDS = 30, 300
AT_ONCE = 2


def main(arguments: list[str]) -> int:
    """Exit status 0 when no check failed."""
    parser = argparse.ArgumentParser(prog="proof.sh api", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few cases of each operation, always the same")
    parser.add_argument("--seed", type=int, help="makes the cases; another one at each run unless it is given")
    parser.add_argument("--only", choices=DOCUMENTED, help="one service")
    parser.add_argument("--seconds", type=int, help="the longest a service is tried")
    parser.add_argument("--write", action="store_true", help="put the table into docs/assurance.md")
    options = parser.parse_args(arguments)
    plan = plan_of(options)
    services = [options.only] if options.only else list(DOCUMENTED)
    issuer = Issuer()
    inform(f"{len(services)} services, seed {plan.seed}")
    with (
        issuer.publishing() as keys,
        running_suite(variables_of(issuer, keys)) as suite,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        results = list(pool.map(lambda service: _try(suite, service, issuer, plan), services))
    shown = result_table(results)
    print(shown)
    if options.write:
        put_table("api", f"{machine()} Seed {plan.seed}.\n\n{shown}")
    return _judge(results)


def plan_of(options: argparse.Namespace) -> Plan:
    """What the options ask for."""
    seed = options.seed if options.seed is not None else FIXED_SEED if options.quick else randbelow(2**31)
    seconds = options.seconds or (QUICK_SECONDS if options.quick else SECONDS)
    if options.quick:
        return Plan(seed, QUICK_EXAMPLES, seconds, "examples,coverage")
    return Plan(seed, EXAMPLES, seconds)


def result_table(results: list[Result]) -> str:
    """Markdown."""
    rows = [
        [one.service, str(one.operations), str(one.cases), str(len(one.failures)), one.broken or "–"] for one in results
    ]
    return table(["service", "operations", "cases", "failed checks", "errors"], rows)


def _try(suite: Suite, service: str, issuer: Issuer, plan: Plan) -> Result:
    document = find_root() / "services" / service / "openapi.yaml"
    url = f"http://127.0.0.1:{suite.port(DOCUMENTED[service])}"
    [token] = [
        caller.headers["Authorization"].removeprefix("Bearer ") for caller in issuer.callers() if caller.name == "admin"
    ]
    return run_cases(service, document, url, token, plan, find_root() / "var" / "proof" / "api")


def _judge(results: list[Result]) -> int:
    problems = [f"{one.service}: {check}: {operation}" for one in results for check, operation in one.failures]
    problems += [f"{one.service}: {one.broken}" for one in results if one.broken]
    problems += [f"{one.service}: no case was made" for one in results if not one.cases and not one.broken]
    held = f"{sum(one.cases for one in results)} cases, no check failed"
    return judge(problems, held, more="; all are told in var/proof/api")
