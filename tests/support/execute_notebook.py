"""Execute a notebook with a real Jupyter client: execute_notebook.py SOURCE TARGET FOLDER SECONDS.

FOLDER is the kernel's working directory, SECONDS the most that one cell may take. The executed notebook is
written to TARGET. Ends with 1 and the cell's own error when a cell fails.
"""

import queue
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellExecutionError, CellTimeoutError, DeadKernelError

# The Deno kernel may send the outputs of a short cell after it has said that it is idle, where a plain client loses
# them. A cell is done when nothing more has come for this long.
QUIET_SECONDS = 0.25


def main(source: str, target: str, folder: str, seconds: str) -> int:
    notebook = nbformat.read(source, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="deno",
        timeout=int(seconds),
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": folder}},
    )

    async def take_late_outputs(cell, cell_index, execute_reply) -> None:
        asked = execute_reply["parent_header"]["msg_id"]
        while True:
            try:
                message = await client.kc.iopub_channel.get_msg(timeout=QUIET_SECONDS)
            except queue.Empty:
                return
            if message["parent_header"].get("msg_id") != asked:
                continue
            try:
                client.process_message(message, cell, cell_index)
            except CellExecutionComplete:
                pass

    client.on_cell_executed = take_late_outputs
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        print(error, file=sys.stderr)
        return 1
    nbformat.write(notebook, target)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
