"""Signs people in and out through other vendors' SAML software and prints one table of what happened.

Usage: matrix.py BINARY DIRECTORY_OF_THE_PYTHONS
"""

import pathlib
import signal
import sys
import time
import traceback

import identity_providers
import processes
import service_providers
from browser import Browser
from mellon import Mellon
from product import Product, free_port
from shibboleth import Shibboleth
from simplesaml import SimpleSamlApplication, SimpleSamlPhp

WAYS = {
    "in_here": "in, from the service provider",
    "in_here_new": "in, from the service provider, new",
    "in_here_known": "in, from the service provider, known",
    "refused": "in, from the service provider, new",
    "in_there": "in, from the identity provider",
    "in_there_new": "in, from the identity provider, new",
    "in_there_known": "in, from the identity provider, known",
    "out_here": "out, from the service provider",
    "out_there": "out, from the identity provider",
}


def peers(product, pythons):
    """Every peer with its name and the way to make it."""
    applications = {
        "node-saml 5.1.0": lambda: service_providers.node_saml(product),
        "python3-saml 1.16.0": lambda: service_providers.python3_saml(product, pythons),
        "pysaml2 7.5.5": lambda: service_providers.pysaml2(product, pythons),
        "samlify 2.13.1": lambda: service_providers.samlify(product),
        "mod_auth_mellon 0.18.1": lambda: Mellon(product),
        "Shibboleth SP 3.4.1": lambda: Shibboleth(product),
        "SimpleSAMLphp 1.19": lambda: SimpleSamlApplication(product),
    }
    for name, make in applications.items():
        yield name, "service provider", make
    everyone = lambda: service_providers.Together(product, [make() for make in applications.values()])  # noqa: E731
    yield f"all {len(applications)} together", "service provider", everyone
    yield "SimpleSAMLphp 1.19", "identity provider", lambda: identity_providers.Customer(product, "simplesaml", SimpleSamlPhp(free_port()))
    yield "samlp 8.0.0", "identity provider", lambda: identity_providers.samlp(product)
    yield "pysaml2 7.5.5", "identity provider", lambda: identity_providers.pysaml2(product, pythons)
    yield "samlify 2.13.1", "identity provider", lambda: identity_providers.samlify(product)


def outcome(peer, option, encryption, way):
    """What became of one row, and whether that is as it has to be."""
    reason = peer.cannot(option, encryption, way)
    if reason:
        return f"cannot: {reason}", True
    try:
        peer.sign(option, encryption)
        return getattr(peer, way)(Browser()), True
    except Exception as error:  # noqa: BLE001 - a row tells what went wrong, the next goes on
        traceback.print_exc()
        return f"FAILED: {' '.join(str(error).split())}"[:200], False


def main():
    binary, pythons = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    wanted = sys.argv[3:]
    # Ended from outside, it cleans up all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    table, began = [], time.monotonic()
    product = Product(binary)
    try:
        for name, role, make in peers(product, pythons):
            if wanted and not any(one in f"{name} {role}" for one in wanted):
                continue
            try:
                peer = make()
                for option, encryption, way in peer.rows():
                    table.append((name, role, option, encryption or "-", WAYS[way], *outcome(peer, option, encryption, way)))
            except Exception as error:  # noqa: BLE001 - the other peers are tried all the same
                traceback.print_exc()
                table.append((name, role, "-", "-", "start", f"FAILED: {error}"[:200], False))
            finally:
                processes.clean_up()
    finally:
        if not all(row[-1] for row in table):
            print((product.data / "server.log").read_text()[-6000:], file=sys.stderr)
        product.stop()
    print_table(table)
    failed = sum(not row[-1] for row in table)
    print(f"{len(table) - failed} as they have to be, {failed} failed, {time.monotonic() - began:.0f} seconds")
    sys.exit(1 if failed or not table else 0)


def print_table(table):
    head = ("peer", "as", "signed", "encrypted", "way", "outcome")
    widths = [max(len(row[column]) for row in [head, *table]) for column in range(len(head) - 1)]
    for *cells, said in (head, *(row[:-1] for row in table)):
        print("  ".join([*(cell.ljust(width) for cell, width in zip(cells, widths)), said]))


if __name__ == "__main__":
    main()
