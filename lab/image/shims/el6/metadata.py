"""A repository's metadata: repomd.xml, primary.xml and the groups.

Format: createrepo's, as yum 3.2 reads it.
"""

import gzip
import hashlib
import os
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

from . import paths
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

    `key_id` is the key that would have signed it (empty where it is not), `location` its path below
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


def _getter(base: str, main: Main):
    return lambda path: fetch(base + path, main.timeout_seconds)


def _save(folder: str, files: dict[str, bytes]) -> None:
    """Keeps what was read for `yum -C`; repomd.xml last, since it names the rest."""
    os.makedirs(folder, exist_ok=True)
    for name, content in files.items():
        with open(os.path.join(folder, name + ".part"), "wb") as file:
            file.write(content)
        os.rename(os.path.join(folder, name + ".part"), os.path.join(folder, name))


def _read(repository: Repository, base: str, get) -> tuple[Metadata, dict[str, bytes]]:
    """Reads the metadata through `get(path below the repository)`.

    Returns it with the files, by name. Raises FetchError where a file is
    missing, wrong or no metadata.
    """
    repomd = get("repodata/repomd.xml")
    metadata, files = Metadata(repository, base), {}
    try:
        tree = ElementTree.fromstring(repomd)
    except ElementTree.ParseError as error:
        text = f"{base}repodata/repomd.xml: [Errno -1] Error importing repomd.xml: {error}"
        raise FetchError(text) from None
    for data in tree.findall(f"{_REPO}data"):
        location = data.find(f"{_REPO}location").get("href")
        if data.get("type") not in ("primary", "group"):
            continue
        content = _checked(get(location), data.findtext(f"{_REPO}checksum"), base + location)
        files[os.path.basename(location)] = content
        if data.get("type") == "primary":
            metadata.offers = parse_primary(gzip.decompress(content), repository.id)
        else:
            metadata.groups = parse_groups(content)
    files["repomd.xml"] = repomd
    return metadata, files


def _failure(repository: Repository) -> RepositoryError:
    return RepositoryError(
        "Cannot retrieve repository metadata (repomd.xml) for repository: "
        f"{repository.id}. Please verify its path and try again"
    )


def cache_folder(repository: Repository) -> str:
    """Where the metadata of `repository` is kept for `yum -C`."""
    return paths.under_root(f"{paths.YUM_CACHE}/{repository.id}")


def load_cached(repository: Repository) -> Metadata:
    """Metadata as the last run read it (yum -C). Raises RepositoryError."""

    def get(location: str) -> bytes:
        try:
            with open(os.path.join(cache_folder(repository), os.path.basename(location)), "rb") as file:
                return file.read()
        except OSError as error:
            raise FetchError(str(error)) from None

    try:
        return _read(repository, "", get)[0]
    except FetchError:
        raise _failure(repository) from None


def load(repository: Repository, main: Main, say) -> Metadata:
    """Metadata of `repository` from the first URL that answers.

    `say` gets a line for every URL that fails. Raises RepositoryError when
    none is left.
    """
    for url in _candidate_urls(repository, main):
        base = url.rstrip("/") + "/"
        try:
            metadata, files = _read(repository, base, _getter(base, main))
        except FetchError as error:
            say(f"{error}\nTrying other mirror.")
            continue
        if os.access(paths.under_root("/var/cache"), os.W_OK):
            _save(cache_folder(repository), files)
        return metadata
    raise _failure(repository)
