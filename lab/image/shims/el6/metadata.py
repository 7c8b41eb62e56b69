"""A repository's metadata: repomd.xml, primary.xml and the groups.

Format: createrepo's, as yum 3.2 reads it.
"""

import gzip
import hashlib
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

from .fetch import FetchError, fetch
from .packages import Package
from .yumconfig import Main, Repository

_REPO = "{http://linux.duke.edu/metadata/repo}"
_COMMON = "{http://linux.duke.edu/metadata/common}"
_RPM = "{http://linux.duke.edu/metadata/rpm}"


class RepositoryError(Exception):
    """A repository that cannot be used; the text is yum's, without "Error: "."""


@dataclass(frozen=True)
class Offer:
    """A package that a repository offers.

    `key_id` is the key that would have signed it, `location` its path below
    the repository's URL, `sha256` of that file, `size` in bytes.
    """

    package: Package
    requires: tuple[str, ...]
    location: str
    sha256: str
    size: int
    key_id: str


@dataclass
class Metadata:
    """What a repository offers, read from the first of its URLs that answers."""

    repository: Repository
    baseurl: str
    offers: list[Offer] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)


def parse_primary(text: bytes, repository_id: str) -> list[Offer]:
    """The packages of a primary.xml (unpacked)."""
    offers = []
    for element in ElementTree.fromstring(text).findall(f"{_COMMON}package"):
        version = element.find(f"{_COMMON}version")
        requires = element.findall(f"{_COMMON}format/{_RPM}requires/{_RPM}entry")
        package = Package(
            element.findtext(f"{_COMMON}name"),
            version.get("ver"),
            version.get("rel"),
            element.findtext(f"{_COMMON}arch"),
            repository_id,
        )
        offers.append(
            Offer(
                package,
                tuple(entry.get("name") for entry in requires),
                element.find(f"{_COMMON}location").get("href"),
                element.findtext(f"{_COMMON}checksum"),
                int(element.find(f"{_COMMON}size").get("package")),
                (element.findtext(f"{_COMMON}packager") or "").rpartition(" ")[2],
            )
        )
    return offers


def parse_groups(text: bytes) -> dict[str, list[str]]:
    """Package names by group, both under the group's id and its name."""
    groups = {}
    for element in ElementTree.fromstring(text).findall("group"):
        names = [entry.text for entry in element.findall("packagelist/packagereq")]
        groups[element.findtext("id")] = names
        groups[element.findtext("name")] = names
    return groups


def _candidate_urls(repository: Repository, main: Main) -> list[str]:
    if repository.baseurl:
        return repository.baseurl
    if not repository.mirrorlist:
        raise RepositoryError(f"Cannot find a valid baseurl for repo: {repository.id}")
    try:
        text = fetch(repository.mirrorlist, main.timeout_seconds).decode("ascii", "replace")
    except FetchError as error:
        raise RepositoryError(
            f"Could not retrieve mirrorlist {repository.mirrorlist} error was\n"
            f"14: {str(error).partition('[Errno 14] ')[2]}\n"
            f"Error: Cannot find a valid baseurl for repo: {repository.id}"
        ) from None
    return [line.strip() for line in text.splitlines() if line.startswith("http")]


def _checked(data: bytes, wanted: str, url: str) -> bytes:
    if hashlib.sha256(data).hexdigest() != wanted:
        raise FetchError(f"{url}: [Errno -1] Metadata file does not match checksum")
    return data


def _read_from(url: str, repository: Repository, main: Main) -> Metadata:
    """Raises FetchError where a file is missing, wrong or no metadata."""
    base = url.rstrip("/") + "/"
    repomd = fetch(base + "repodata/repomd.xml", main.timeout_seconds)
    metadata = Metadata(repository, base)
    try:
        tree = ElementTree.fromstring(repomd)
    except ElementTree.ParseError as error:
        raise FetchError(f"{base}repodata/repomd.xml: [Errno -1] Error importing repomd.xml: {error}")
    for data in tree.findall(f"{_REPO}data"):
        file_url = base + data.find(f"{_REPO}location").get("href")
        if data.get("type") not in ("primary", "group"):
            continue
        content = fetch(file_url, main.timeout_seconds)
        content = _checked(content, data.findtext(f"{_REPO}checksum"), file_url)
        if data.get("type") == "primary":
            metadata.offers = parse_primary(gzip.decompress(content), repository.id)
        else:
            metadata.groups = parse_groups(content)
    return metadata


def load(repository: Repository, main: Main, say) -> Metadata:
    """Metadata of `repository` from the first URL that answers.

    `say` gets a line for every URL that fails. Raises RepositoryError when
    none is left.
    """
    for url in _candidate_urls(repository, main):
        try:
            return _read_from(url, repository, main)
        except FetchError as error:
            say(f"{error}\nTrying other mirror.")
    raise RepositoryError(
        "Cannot retrieve repository metadata (repomd.xml) for repository: "
        f"{repository.id}. Please verify its path and try again"
    )
