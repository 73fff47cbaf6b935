"""Keeps what is posted to it: POST /<receiver> stores the body, GET / answers with everything so far.

usage: monitoringReceiver.py PORT
"""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

posted: list[dict[str, Any]] = []


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        posted.append({"at": time.time(), "receiver": self.path[1:], "body": body})
        self.answer(b"ok")

    def do_GET(self) -> None:
        self.answer(json.dumps(posted).encode())

    def answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("", int(sys.argv[1])), Receiver).serve_forever()
