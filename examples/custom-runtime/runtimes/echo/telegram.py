"""Telegram by long polling: hands what allowed users write to the agent, and sends back what it says."""
import json
import threading
import time
import urllib.request

SECONDS_OF_A_POLL = 50
PAUSE_AFTER_A_FAULT = 5


def start(settings, answer):
    """Polls in a thread of its own. Nobody is answered who is not in allowed_users; "*" there is everybody."""
    threading.Thread(target=poll, args=(settings, answer), daemon=True).start()


def poll(settings, answer):
    api = f"{settings.get('api_base_url', 'https://api.telegram.org').rstrip('/')}/bot{settings['token']}"
    allowed = set(settings.get("allowed_users", []))
    offset = 0
    while True:
        try:
            for update in call(f"{api}/getUpdates", {"offset": offset, "timeout": SECONDS_OF_A_POLL}):
                offset = update["update_id"] + 1
                message = update.get("message", {})
                sender = str(message.get("from", {}).get("id", ""))
                if "text" in message and ("*" in allowed or sender in allowed):
                    text = answer([{"role": "user", "content": message["text"]}])
                    call(f"{api}/sendMessage", {"chat_id": message["chat"]["id"], "text": text})
        except Exception as fault:
            # The token stands in the address, so the fault is named without it.
            print(f"telegram: {type(fault).__name__}; trying again in {PAUSE_AFTER_A_FAULT} s", flush=True)
            time.sleep(PAUSE_AFTER_A_FAULT)


def call(url, body):
    request = urllib.request.Request(url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=SECONDS_OF_A_POLL + 10) as response:
        return json.load(response)["result"]
