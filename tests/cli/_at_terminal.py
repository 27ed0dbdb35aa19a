"""Runs a program at a terminal of its own and types into it; prints what the terminal showed and how it was left.

Reads a JSON document: argv, cwd, env, and steps, each of which waits for a text to show and then types keys.
"""
import json
import os
import pty
import select
import sys
import termios

task = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.chdir(task["cwd"])
    os.environ.update(task["env"])
    os.execvp(task["argv"][0], task["argv"])

ECHO = termios.ECHO
before = termios.tcgetattr(terminal)[3] & ECHO != 0
shown = ""
while_typing = None


def read():
    """What is shown next; nothing at the end."""
    ready, _, _ = select.select([terminal], [], [], 60)
    try:
        return os.read(terminal, 4096).decode() if ready else ""
    except OSError:
        return ""


for step in task["steps"]:
    while step["wait"] not in shown:
        part = read()
        if part == "":
            break
        shown += part
    # The prompt is shown before the terminal is set: wait for that, as a person would.
    for _ in range(2000):
        if termios.tcgetattr(terminal)[3] & ECHO == 0:
            break
        select.select([], [], [], 0.01)
    while_typing = termios.tcgetattr(terminal)[3] & ECHO != 0
    os.write(terminal, step["keys"].encode())

after = None
while True:
    try:
        after = termios.tcgetattr(terminal)[3] & ECHO != 0
    except termios.error:
        pass
    part = read()
    if part == "":
        break
    shown += part
_, status = os.waitpid(pid, 0)
code = os.waitstatus_to_exitcode(status)
print(json.dumps({"code": code, "shown": shown, "echo": {"before": before, "typing": while_typing, "after": after}}))
