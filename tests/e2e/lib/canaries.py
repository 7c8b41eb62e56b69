#!/usr/bin/env python3
"""What a search for the stack's secrets looks for.

Usage: canaries.py [NAME FILE]... < EXPORT. Reads `pulumi stack export --show-secrets` and prints "VALUE NAME" lines, one
for each form in which a secret may stand somewhere: as it is, and as a part of Base64 text, whose digits depend on where
among three bytes it begins. The first line of each FILE is one more value. Status 1 when the export does not hold the
secrets that a stack always has.
"""

import base64
import json
import sys

SIGNATURE = "4dabf18193072939515e22adb298388d"  # marks a secret (Pulumi, sdk/go/common/resource/sig)
SHORTEST = 16  # characters; shorter ones would be found by chance


def plain(value):
    """A property with every secret in it as the plain value."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        if SIGNATURE in value and "plaintext" in value:
            return plain(json.loads(value["plaintext"]))
        return {key: plain(item) for key, item in value.items()}
    return value


def key_lines(text):
    """The lines of a PEM private key behind the modulus, which is public: of an RSA key of 2048 bits the first six (RFC 8017, A.1.2)."""
    lines = [line.strip() for line in text.split("PRIVATE KEY-----")[1].split("-----END")[0].splitlines()]
    return [line for line in lines if len(line) >= SHORTEST][6:]


def secrets(export):
    """(name, value) of the secrets of a stack."""
    for resource in export["deployment"]["resources"]:
        name = resource["urn"].split("::")[-1]
        outputs = plain(resource.get("outputs", {}))
        if resource["type"] == "random:index/randomPassword:RandomPassword":
            yield name, outputs["result"]
        if name.endswith("-ssh-key") and "PRIVATE KEY-----" in outputs.get("stdout", ""):
            for line in key_lines(outputs["stdout"]):
                yield name, line
        connection = plain(resource.get("inputs", {}).get("connection")) or {}
        if "PRIVATE KEY-----" in connection.get("privateKey", ""):
            for line in key_lines(connection["privateKey"]):
                yield "private-key", line


def in_base64(value):
    """The digits that a value has in Base64, wherever it begins; those that depend on its neighbours are left out."""
    data = value.encode()
    for before, skipped in ((0, 0), (1, 2), (2, 3)):
        digits = base64.b64encode(b"\0" * before + data).decode()
        yield digits[skipped : (before + len(data)) * 8 // 6]


def main():
    if len(sys.argv) % 2 != 1:
        sys.exit(__doc__)
    found = list(secrets(json.load(sys.stdin)))
    names = {name for name, _ in found}
    if sum("-secret" in name for name in names) < 3 or not any("key" in name for name in names):
        sys.exit(f"the export lacks secrets that every stack has; found: {sorted(names)}")
    for name, path in zip(sys.argv[1::2], sys.argv[2::2]):
        with open(path, encoding="ascii") as file:
            found.append((name, file.readline().strip()))
    lines = set()
    for name, value in found:
        if len(value) < SHORTEST or any(character.isspace() for character in value):
            sys.exit(f"{name}: no value of at least {SHORTEST} characters without blanks")
        lines.add(f"{value} {name}")
        lines.update(f"{digits} {name}-in-base64" for digits in in_base64(value))
    print("\n".join(sorted(lines)))


main()
