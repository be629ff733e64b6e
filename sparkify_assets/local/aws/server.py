"""moto's application with three things around it: what it did is kept, what it lacks is said, and S3 is elsewhere.

Here: one call after the other through moto. Not here: pickling (`state`) and any AWS service.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Iterable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.redshift.models import Cluster
from werkzeug.wrappers import Response

from sparkify_assets.local.aws.state import State

_log = logging.getLogger(__name__)

_READS = re.compile("Describe|List|Get|Head|Simulate")
_S3_ELSEWHERE = "<Error><Code>NotImplemented</Code><Message>S3 is served at AWS_ENDPOINT_URL_S3.</Message></Error>"
_S3_SCOPE = re.compile(r"Credential=[^,\s]+/s3/aws4_request")


class ControlPlane:
    """A WSGI application. It answers a call only when what the call changed is in the state's file."""

    def __init__(self, state: State) -> None:
        self._moto = DomainDispatcherApplication(_create_application)
        self._state = state
        # moto guards nothing against threads, and the state must be of one moment.
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        action = _action(environ)
        if _S3_SCOPE.search(environ.get("HTTP_AUTHORIZATION", "")):
            response = Response(_S3_ELSEWHERE, 501, mimetype="application/xml")
        else:
            with self._lock:
                response = self._call(environ, action)
        return response(environ, start_response)

    def _call(self, environ: dict[str, Any], action: str) -> Response:
        try:
            response = Response.from_app(self._moto, environ, buffered=True)
            if not _READS.match(action) or self._state.has_new_backends():
                self._state.save()
        except NotImplementedError:
            return _error(environ, 501, "NotImplemented", f"The local control plane does not know {action}.")
        except Exception:
            _log.exception("%s failed", action)
            return _error(environ, 500, "InternalFailure", f"The local control plane failed at {action}: see its log.")
        return response


def point_clusters_at(port: int) -> None:
    """Every cluster's endpoint is the local warehouse: a client that asks for the address reaches it."""
    answers = {
        "port": property(lambda cluster: port, lambda cluster, asked_for: None),
        "endpoint": property(lambda cluster: {"Address": "127.0.0.1", "Port": port}),
    }
    for name, answer in answers.items():
        setattr(Cluster, name, answer)


def _create_application(service: Any) -> Any:
    if service is None:  # moto found no service for the request's host
        raise NotImplementedError
    return create_backend_app(service)


def _action(environ: dict[str, Any]) -> str:
    """What is called: the query protocol's Action, the JSON protocol's target, else method and path."""
    if "HTTP_X_AMZ_TARGET" in environ:
        return str(environ["HTTP_X_AMZ_TARGET"]).rpartition(".")[2]
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    form = parse_qs(body.decode("utf-8", "replace")) if "form-urlencoded" in environ.get("CONTENT_TYPE", "") else {}
    return form["Action"][0] if "Action" in form else f"{environ['REQUEST_METHOD'].capitalize()} {environ['PATH_INFO']}"


def _error(environ: dict[str, Any], status: int, code: str, message: str) -> Response:
    if "json" in environ.get("CONTENT_TYPE", ""):
        body = json.dumps({"__type": code, "message": message})
        return Response(body, status, mimetype="application/x-amz-json-1.1")
    error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    return Response(f"<Response><Errors>{error}</Errors><RequestID/></Response>", status, mimetype="text/xml")
