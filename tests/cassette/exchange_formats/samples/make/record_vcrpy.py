"""Records ../traffic.json with vcrpy, as YAML and as JSON. `server.mjs` must be running."""

import base64
import json
from pathlib import Path

import requests
import vcr

HERE = Path(__file__).parent
BASE = "http://127.0.0.1:18473"
TRAFFIC = json.loads((HERE / "../traffic.json").read_text())


def only_text_request(request):
    """vcrpy's JSON serializer fails on bytes: it gets none."""
    try:
        (request.body or b"").decode()
        return request
    except UnicodeDecodeError:
        return None


def only_text_response(response):
    try:
        response["body"]["string"].decode()
        return response
    except UnicodeDecodeError:
        return None


def call_all(session):
    for exchange in TRAFFIC:
        request = exchange["request"]
        body = base64.b64decode(request["body"])
        session.request(request["method"], BASE + request["path"], headers=request["headers"], data=body or None).content


for serializer, name in [("yaml", "vcrpy.yaml"), ("json", "vcrpy.json")]:
    path = HERE / ".." / name
    path.unlink(missing_ok=True)
    options = {"serializer": serializer, "record_mode": "all"}
    if serializer == "json":
        options |= {
            "decode_compressed_response": True,
            "before_record_request": only_text_request,
            "before_record_response": only_text_response,
        }
    with vcr.VCR(**options).use_cassette(str(path)):
        session = requests.Session()
        session.headers["accept-encoding"] = "gzip"
        call_all(session)
