"""Reads a URL (http, https, file) within a bound, with yum's error texts."""

import socket
import urllib.error
import urllib.request

from . import paths


class FetchError(Exception):
    """A URL that could not be read; the text is what yum 3.2 prints for it."""


# curl's error numbers as yum shows them in `[Errno 14] PYCURL ERROR N`.
_COULD_NOT_RESOLVE, _COULD_NOT_CONNECT, _HTTP_ERROR, _TIMED_OUT, _FILE = 6, 7, 22, 28, 37


def _failure(url: str, number: int, text: str) -> FetchError:
    return FetchError(f'{url}: [Errno 14] PYCURL ERROR {number} - "{text}"')


def fetch(url: str, timeout_seconds: float) -> bytes:
    """The content at `url`.

    `timeout_seconds` bounds every single wait, as yum's `timeout` does.
    Proxies of the environment are not asked. Raises FetchError.
    """
    if url.startswith("file://"):
        try:
            with open(paths.under_root(url[len("file://") :]), "rb") as file:
                return file.read()
        except OSError:
            raise _failure(url, _FILE, f"Couldn't open file {url[len('file://'):]}") from None
    if not url.startswith(("http://", "https://")):
        raise _failure(url, 1, f"Protocol {url.split(':')[0]} not supported or disabled")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=timeout_seconds) as response:
            return response.read()
    except urllib.error.HTTPError as error:
        text = f"The requested URL returned error: {error.code} {error.reason}"
        raise _failure(url, _HTTP_ERROR, text) from None
    except (TimeoutError, socket.timeout):
        raise _failure(url, _TIMED_OUT, "Operation too slow or timed out") from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, socket.gaierror):
            host = url.split("/")[2]
            raise _failure(url, _COULD_NOT_RESOLVE, f"Couldn't resolve host '{host}'") from None
        if isinstance(error.reason, TimeoutError):
            raise _failure(url, _TIMED_OUT, "connect() timed out!") from None
        raise _failure(url, _COULD_NOT_CONNECT, "couldn't connect to host") from None
    except OSError as error:
        raise _failure(url, 56, str(error)) from None
