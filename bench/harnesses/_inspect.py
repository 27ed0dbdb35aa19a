"""One job of inspect-ai: _inspect.py CASES CONCURRENCY echo|URL LOGS off|on"""

import os
import sys

from inspect_ai import Task, eval  # noqa: A004
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import CachePolicy, ModelOutput, get_model
from inspect_ai.scorer import includes
from inspect_ai.solver import generate

cases, concurrency = int(sys.argv[1]), int(sys.argv[2])
target, logs, cache = sys.argv[3:6]


def echo(messages, tools, tool_choice, config):
    return ModelOutput.from_content("mockllm", messages[-1].text)


if target == "echo":
    model = get_model("mockllm/model", custom_outputs=echo)
else:
    os.environ["MOCK_BASE_URL"] = target
    os.environ["MOCK_API_KEY"] = "none"
    model = get_model("openai-api/mock/gpt-4o-mini")

samples = [Sample(input=f"question number {i}", target=f"number {i}") for i in range(cases)]
solver = generate(cache=CachePolicy(expiry=None)) if cache == "on" else generate()
task = Task(dataset=MemoryDataset(samples), solver=solver, scorer=includes())
(log,) = eval(
    task,
    model=model,
    max_connections=concurrency,
    max_samples=concurrency,
    display="none",
    log_dir=logs,
)
sys.exit(0 if log.status == "success" else 1)
