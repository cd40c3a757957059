"""As much of the `requests` package as the user guide's script uses, for machines that have only Python."""

import json as _json
import urllib.error
import urllib.request


class Response:
    def __init__(self, status_code, content):
        self.status_code = status_code
        self._content = content

    def json(self):
        return _json.loads(self._content)


def post(url, json=None, headers=None):
    request = urllib.request.Request(
        url,
        data=_json.dumps(json).encode(),
        headers={"Content-Type": "application/json", **(headers or {})},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return Response(response.status, response.read())
    except urllib.error.HTTPError as error:
        return Response(error.code, error.read())
