"""Public keys of the lab's repositories.

No real signature is made or checked: the lab's mirror has no rpm to sign. A
key file carries its id in a comment, and every package says which key would
have signed it, so that a missing or wrong key is found as on EL6.
"""

import re

HEADER = "-----BEGIN PGP PUBLIC KEY BLOCK-----"


def parse_key(text: str) -> tuple[str, str]:
    """Id (8 hex digits) and owner of the key in `text`.

    Raises ValueError where `text` is no key of the lab.
    """
    if HEADER not in text:
        raise ValueError("no PGP public key block")
    found = re.search(r"^Comment: lab key ([0-9a-f]{8}) (.*)$", text, re.MULTILINE)
    if not found:
        raise ValueError("not a key of the lab: no line 'Comment: lab key <id> <owner>'")
    return found.group(1), found.group(2)


def render_key(key_id: str, owner: str) -> str:
    """A key file with this id and owner, labelled as a stand-in."""
    return (
        f"{HEADER}\n"
        f"Comment: lab key {key_id} {owner}\n"
        "Comment: stand-in of the lab, signs nothing\n"
        "\n"
        "bGFiIHN0YW5kLWluCg==\n"
        "-----END PGP PUBLIC KEY BLOCK-----\n"
    )
