"""A small agent: answers /health and OpenAI-style chat. It asks the model it was given, and repeats what it hears when it was given none."""
import hmac
import json
import signal
import sys
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import telegram

with open(sys.argv[1], encoding="utf-8") as file:
    CONFIG = json.load(file)

MODEL = CONFIG.get("model", {})
LONGEST_REQUEST = 1 << 20


class Refused(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def answer(messages):
    """The text that answers a conversation."""
    if not MODEL.get("base_url"):
        return f"{CONFIG['greeting']}: {messages[-1].get('content', '')}"

    request = urllib.request.Request(
        MODEL["base_url"].rstrip("/") + "/chat/completions",
        data=json.dumps({"model": MODEL["name"], "messages": messages}).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {MODEL.get('api_key', '')}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=CONFIG["timeout_seconds"]) as response:
            return json.load(response)["choices"][0]["message"]["content"]
    except (OSError, ValueError, KeyError, IndexError) as fault:
        raise Refused(502, f"the model does not answer: {fault}") from fault


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/health":
            self.send(200, {"status": "ok"})
        else:
            self.send(404, {"error": {"message": "no such path"}})

    def do_POST(self):
        try:
            self.send(200, self.chat())
        except Refused as refused:
            self.send(refused.status, {"error": {"message": str(refused)}})

    def chat(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > LONGEST_REQUEST:
            self.close_connection = True
            raise Refused(413, "the request is too long")
        body = self.rfile.read(length)
        if self.path != "/v1/chat/completions":
            raise Refused(404, "no such path")
        if not hmac.compare_digest(self.headers.get("Authorization", "").encode(), f"Bearer {CONFIG['api_token']}".encode()):
            raise Refused(401, "the token is wrong")
        try:
            messages = json.loads(body)["messages"]
            messages[-1]["content"]
        except (ValueError, KeyError, IndexError, TypeError) as fault:
            raise Refused(400, "the body is no chat request") from fault
        return {
            "object": "chat.completion",
            "model": MODEL.get("name", "echo"),
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": answer(messages)}}],
        }

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


if "telegram" in CONFIG:
    telegram.start(CONFIG["telegram"], answer)

# SIGTERM ends it at once: there is nothing to save.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print(f"echo listens on port {CONFIG['port']}, " + (f"with the model {MODEL['name']}" if MODEL.get("base_url") else "without a model"), flush=True)
ThreadingHTTPServer(("0.0.0.0", CONFIG["port"]), Handler).serve_forever()
