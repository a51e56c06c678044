"""Two servers on one PostgreSQL with a synchronous standby, under parallel sign-ons with live sessions and password sign-ins.

One server is killed and started again, several times; then the primary is killed and the standby promoted. Afterwards every
acknowledged sign-in is in the log exactly once, every session lives at both servers, and nobody has two accounts.

Usage: replicas.py BINARY [--kills N] [--parallel N] [--passwords-a-second N] [--people N]
"""

import argparse
import collections
import pathlib
import secrets
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "peers"))
from product import Product  # noqa: E402

from cluster import Cluster  # noqa: E402
from load import Load  # noqa: E402
from replica import Replica, configuration  # noqa: E402

CUSTOMER = "contoso"
# Fewer than this, before the failover or after it, prove nothing.
LEAST_SIGN_ONS = 20
# A sign-on is back when this is the longest that it takes from the runbook's last word on.
MOST_SECONDS_UNTIL_BACK = 15


def people(product, count):
    """New people, assigned to the service manager, which has never heard of them."""
    application = product.ready["applications"][0]["id"]
    domain = product.ready["domain"]
    made = []
    for number in range(count):
        upn = f"replica{number}@{domain}"
        password = "Aa1-" + secrets.token_urlsafe(18)
        product.run("user", "create", "--upn", upn, "--display-name", f"Replica {number}", "--given-name", "Replica",
                    "--surname", f"No {number}", "--mail", upn, "--keep-password", "--password-stdin", given=password + "\n")
        product.run("app", "assign", "--app", application, "--user", upn)
        made.append({"userPrincipalName": upn, "password": password})
    return made, product.run("app", "show", "--app", application)


def kill_servers(replicas, load, kills):
    """Kills one server after the other in the middle of the load, and starts it again."""
    seconds = []
    for number in range(kills):
        time.sleep(1)
        replica = replicas[number % len(replicas)]
        replica.kill()
        time.sleep(0.5)
        began = time.monotonic()
        replica.start()
        replica.wait_until_ready()
        seconds.append(time.monotonic() - began)
    time.sleep(1)
    load.expect_at_least(LEAST_SIGN_ONS, 0, time.monotonic())
    print(f"killed and started again {kills} times, {load.acknowledged_count()} sign-ins acknowledged until then;"
          f" ready again after {max(seconds, default=0):.1f} s at most")


def fail_over(cluster, replicas, load):
    """Kills the primary, promotes the standby, does what the runbook says: seconds until each server signs people on again."""
    load.primary_is_away(True)
    cluster.primary.kill()
    # Only from here on is it certain that whatever is acknowledged comes from the standby.
    killed = time.monotonic()
    cluster.standby.promote()
    promoted = time.monotonic()
    # Whatever is asked of the promoted standby now waits for a standby of its own.
    time.sleep(1)
    early = load.acknowledged_between(promoted, time.monotonic())
    cluster.clear_synchronous_standby_names()
    cleared = time.monotonic()
    back = {}
    while len(back) < len(replicas) and time.monotonic() < cleared + 60:
        time.sleep(0.05)
        for replica in replicas:
            first = load.first_at(replica, killed)
            if first and replica not in back:
                back[replica] = first
    if len(back) < len(replicas):
        raise AssertionError("a server signs nobody on after the failover")
    last = max(back.values())
    load.primary_is_away(False)
    print(f"primary killed, standby promoted after {promoted - killed:.1f} s, setting cleared after {cleared - killed:.1f} s:"
          f" both servers sign on again {last - killed:.1f} s after the kill, {max(last - cleared, 0):.1f} s after the runbook's last word")
    print(f"acknowledged between promotion and clearing: {early} (each commit waits for a standby)")
    time.sleep(3)
    load.expect_at_least(LEAST_SIGN_ONS, cleared, time.monotonic())
    return last - cleared


def verify(database, load, made):
    """Compares what was acknowledged with what the databases hold; the complaints."""
    complaints = list(load.complaints)
    acknowledged = load.acknowledged_ids()
    logged = collections.Counter(row[0] for row in database.sql("SELECT id FROM directory.sign_ins"))
    lost = [one for one in acknowledged if logged[one] == 0]
    twice = [one for one in acknowledged if logged[one] > 1] + [one for one, count in collections.Counter(acknowledged).items() if count > 1]
    print(f"{len(acknowledged)} sign-ons acknowledged, {sum(logged.values())} entries in the log: {len(lost)} lost, {len(twice)} twice")
    complaints += [f"not in the log: {one}" for one in lost] + [f"twice: {one}" for one in twice]
    marks = collections.Counter(row[0].lstrip("_") for row in database.sql("SELECT assertion_id FROM manager.replay_marks"))
    accepted = load.accepted_ids()
    unmarked = [one for one in accepted if marks[one] != 1]
    print(f"{len(accepted)} of them accepted by the service manager: {len(unmarked)} lost or twice there")
    complaints += [f"accepted, but not remembered as used: {one}" for one in unmarked]
    accounts = dict(database.sql("SELECT email_key, count(*) FROM manager.employees GROUP BY email_key"))
    links = database.sql("SELECT count(*), count(DISTINCT employee_id) FROM manager.identity_links")[0]
    several = [person["userPrincipalName"] for person in made if accounts.get(person["userPrincipalName"].lower()) != "1"]
    print(f"{len(made)} people, {len(several)} without exactly one account at the service manager; {links[0]} links to {links[1]} accounts")
    return complaints + [f"not one account: {one}" for one in several] + ([] if links[0] == links[1] else ["accounts with several links"])


def run(product, cluster, options):
    made, shown = people(product, options.people)
    product.process.terminate()
    product.process.wait(20)
    replicas = [Replica(product, configuration(product, cluster.url, number)) for number in (1, 2)]
    load = None
    try:
        for replica in replicas:
            replica.start()
        for replica in replicas:
            replica.wait_until_ready()
        load = Load(product, replicas, made, shown, options)
        load.sign_in_all()
        load.start()
        began = time.monotonic()
        kill_servers(replicas, load, options.kills)
        until_back = fail_over(cluster, replicas, load)
        load.stop()
        print(load.figures(time.monotonic() - began))
        load.look_at_sessions()
        complaints = verify(cluster.standby, load, made)
        if until_back > MOST_SECONDS_UNTIL_BACK:
            complaints.append(f"back only {until_back:.1f} s after the failover")
    finally:
        if load:
            load.stop()
        for replica in replicas:
            replica.kill()
    return complaints


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--parallel", type=int, default=8)
    parser.add_argument("--passwords-a-second", type=float, default=2)
    parser.add_argument("--people", type=int, default=3)
    options = parser.parse_args()
    cluster, product = Cluster(), None
    try:
        cluster.start()
        product = Product(options.binary, cluster.url)
        complaints = run(product, cluster, options)
    finally:
        if product:
            product.stop()
        cluster.remove()
    for complaint in complaints[:10]:
        print(f"  {complaint}")
    print("0 passed, 1 failed" if complaints else "1 passed, 0 failed")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
