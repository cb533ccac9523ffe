"""Stands where a model server goes: OpenAI's paths, and a "model" that counts words."""
import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LONGEST_REQUEST = 1 << 20


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/health":
            self.send(200, {"status": "ok"})
        elif self.path == "/v1/models":
            self.send(200, {"object": "list", "data": [{"id": "tiny", "object": "model"}]})
        else:
            self.send(404, {"error": {"message": "no such path"}})

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > LONGEST_REQUEST:
            self.close_connection = True
            return self.send(413, {"error": {"message": "the request is too long"}})
        body = self.rfile.read(length)
        if self.path != "/v1/chat/completions":
            return self.send(404, {"error": {"message": "no such path"}})
        try:
            text = json.loads(body)["messages"][-1]["content"]
            said = f"The model counts {len(text.split())} words."
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            return self.send(400, {"error": {"message": "the body is no chat request"}})
        self.send(200, {
            "object": "chat.completion",
            "model": "tiny",
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}],
        })

    def send(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        if self.path != "/health":
            print(format % args, flush=True)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("0.0.0.0", int(os.environ["MODELS_PORT"])), Handler).serve_forever()
