/**
 * The program that speaks with the kernel, as text: a published package has no files of other languages. It is called as
 * `driver.py SOURCE TARGET FOLDER SECONDS`: the folder is the kernel's, the seconds are the most that one cell may take,
 * 0 for no limit. The executed notebook is written to the target, also when a cell fails. On stdout it says one JSON
 * object a line: each cell that begins or ends, and what failed.
 */
export const DRIVER = String.raw`import json
import queue
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellExecutionError, CellTimeoutError, DeadKernelError

# The Deno kernel may send the outputs of a short cell after it has said that it is idle, where a plain client loses
# them. A cell is done when nothing more has come for this long.
QUIET_SECONDS = 0.25


def say(**event):
    print(json.dumps(event), flush=True)


def main(source, target, folder, seconds):
    notebook = nbformat.read(source, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="deno",
        timeout=int(seconds) or None,
        startup_timeout=120,
        # Its cells have ended, or are to end: there is nothing to wait for.
        shutdown_kernel="immediate",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": folder}},
    )
    at = {"cell": -1}

    def begin(cell, cell_index, **_rest):
        at["cell"] = cell_index
        say(event="begin", cell=cell_index)

    async def end(cell, cell_index, execute_reply, **_rest):
        asked = execute_reply["parent_header"]["msg_id"]
        while True:
            try:
                message = await client.kc.iopub_channel.get_msg(timeout=QUIET_SECONDS)
            except queue.Empty:
                break
            if message["parent_header"].get("msg_id") != asked:
                continue
            try:
                client.process_message(message, cell, cell_index)
            except CellExecutionComplete:
                pass
        say(event="end", cell=cell_index)

    def fail(kind, name, message):
        say(event="failed", failure=dict(cell=at["cell"], kind=kind, name=name, message=message))

    client.on_cell_execute = begin
    client.on_cell_executed = end
    try:
        client.execute()
    except CellExecutionError as error:
        fail("error", error.ename, error.evalue)
    except CellTimeoutError:
        fail("timeout", "CellTimeoutError", f"timed out after {seconds} s")
    except DeadKernelError:
        fail("dead", "DeadKernelError", "the kernel died")
    nbformat.write(notebook, target)


main(*sys.argv[1:])
`;
