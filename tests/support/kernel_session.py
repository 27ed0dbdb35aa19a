"""Speak with one Deno kernel: kernel_session.py FOLDER, steps as JSON on stdin, what came of them as JSON on stdout.

A step is {"run": CODE} or {"complete": CODE} or {"inspect": CODE}, the cursor at the end.
"""

import json
import queue
import sys

from jupyter_client.manager import start_new_kernel

QUIET_SECONDS = 0.4
PATIENCE_SECONDS = 180


def reply_to(client, asked):
    while True:
        reply = client.get_shell_msg(timeout=PATIENCE_SECONDS)
        if reply["parent_header"].get("msg_id") == asked:
            return reply["content"]


def run(client, code):
    asked = client.execute(code)
    messages, is_idle = [], False
    while True:
        try:
            message = client.get_iopub_msg(timeout=QUIET_SECONDS if is_idle else PATIENCE_SECONDS)
        except queue.Empty:
            break
        content = message["content"]
        if message["msg_type"] == "status":
            is_idle = is_idle or (content["execution_state"] == "idle" and message["parent_header"].get("msg_id") == asked)
        elif message["msg_type"] != "execute_input":
            messages.append({"type": message["msg_type"], **content})
    reply_to(client, asked)
    return messages


def main(folder):
    manager, client = start_new_kernel(kernel_name="deno", cwd=folder, startup_timeout=120)
    try:
        results = []
        for step in json.load(sys.stdin):
            [(kind, code)] = step.items()
            if kind == "run":
                results.append(run(client, code))
            else:
                results.append(reply_to(client, getattr(client, kind)(code, len(code))))
        print(json.dumps(results))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


main(*sys.argv[1:])
