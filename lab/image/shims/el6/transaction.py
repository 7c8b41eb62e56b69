"""Carries out a plan: download, check of keys, reveal, record."""

import hashlib
import os
import sys
import time

from . import database, keys, paths, stash
from .fetch import FetchError, fetch
from .metadata import Metadata, Offer
from .packages import read_table
from .yumconfig import Main, Repository


class TransactionError(Exception):
    """Why a transaction did not take place, in yum's words."""


def package_cache(repository_id: str) -> str:
    """Folder of a repository's downloaded packages."""
    return paths.under_root(f"{paths.YUM_CACHE}/{repository_id}/packages")


def _matches(path: str, offer: Offer) -> bool:
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest() == offer.sha256
    except FileNotFoundError:
        return False


def download(offer: Offer, metadata: Metadata, main: Main) -> str:
    """Path of the package's file, fetched unless the cache has it.

    Every URL of the repository is tried in turn. Raises TransactionError.
    """
    folder = package_cache(offer.package.repository)
    path = os.path.join(folder, os.path.basename(offer.location))
    if _matches(path, offer):
        return path
    os.makedirs(folder, exist_ok=True)
    others = [url.rstrip("/") + "/" for url in metadata.repository.baseurl]
    for base in dict.fromkeys([metadata.baseurl, *others]):
        url = base + offer.location
        try:
            content = fetch(url, main.timeout_seconds)
        except FetchError as error:
            print(f"{error}\nTrying other mirror.", file=sys.stderr)
            continue
        if hashlib.sha256(content).hexdigest() != offer.sha256:
            print(f"{url}: [Errno -1] Package does not match intended download.", file=sys.stderr)
            continue
        with open(path + ".part", "wb") as file:
            file.write(content)
        os.rename(path + ".part", path)
        return path
    raise TransactionError(
        "Error Downloading Packages:\n"
        f"  {offer.package.nvra}: failure: {offer.location} from {offer.package.repository}: "
        "[Errno 256] No more mirrors to try.\n"
    )


def check_key(offer: Offer, repository: Repository, main: Main) -> None:
    """Sees that the package's key is imported; imports the repository's keys
    when it is not. Raises TransactionError."""
    if not repository.gpgcheck or offer.key_id in database.keys():
        return
    file_name = os.path.basename(offer.location)
    if not offer.key_id:
        raise TransactionError(f"\n\nPackage {file_name} is not signed\n")
    if not repository.gpgkey:
        raise TransactionError(f"\n\nPublic key for {file_name} is not installed\n")
    for url in repository.gpgkey:
        try:
            key_id, owner = keys.parse_key(fetch(url, main.timeout_seconds).decode("utf-8", "replace"))
        except FetchError as error:
            raise TransactionError(f"GPG key retrieval failed: {str(error).partition(': ')[2]}") from None
        except ValueError as error:
            raise TransactionError(f"Invalid GPG Key from {url}: {error}") from None
        if key_id not in database.keys():
            print(f"Retrieving key from {url}\nImporting GPG key 0x{key_id.upper()}:")
            print(f" Userid: {owner}\n From  : {url}")
            database.import_key(key_id)
    if offer.key_id not in database.keys():
        raise TransactionError(
            f'\n\nThe GPG keys listed for the "{repository.name}" repository are already installed '
            "but they are not correct for this package.\n"
            "Check that the correct key URLs are configured for this repository.\n"
        )


def run(offers: list[Offer], metadata: list[Metadata], main: Main, gpgcheck: bool, say) -> None:
    """Installs `offers` in order: all downloads and checks first, then files,
    then the record. Raises TransactionError or stash.StashError."""
    by_id = {one.repository.id: one for one in metadata}
    files = [download(o, by_id[o.package.repository], main) for o in offers]
    if gpgcheck:
        for offer in offers:
            check_key(offer, by_id[offer.package.repository].repository, main)
    with open(paths.under_root(paths.PACKAGE_TABLE), encoding="ascii") as table:
        content = {row.package.nvra: row.content for row in read_table(table)}
    units = []
    for offer in offers:
        if offer.package.nvra not in content:
            raise TransactionError(f"lab: the image knows no package {offer.package.nvra}")
        units += content[offer.package.nvra]
    say("Running Transaction")
    stash.reveal(units)
    database.record(o.package for o in offers)
    with open(paths.under_root(paths.YUM_LOG), "a", encoding="ascii") as log:
        for number, offer in enumerate(offers, 1):
            say(f"  Installing : {offer.package.nvra:<60} {number}/{len(offers)}")
            log.write(f"{time.strftime('%b %d %H:%M:%S')} Installed: {offer.package.nvra}\n")
    if not main.keepcache:
        for path in files:
            os.unlink(path)
