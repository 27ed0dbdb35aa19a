"""Talks to whatever OPENAI_BASE_URL names with OpenAI's own client, and prints what it was told as one JSON document."""

import json

import openai

client = openai.OpenAI()
TOOL = {
    "type": "function",
    "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}},
}


def ask(content, **more):
    return client.chat.completions.create(model="model-1", messages=[{"role": "user", "content": content}], **more)


def stream(content, **more):
    return [chunk.to_dict() for chunk in ask(content, stream=True, stream_options={"include_usage": True}, **more)]


def failed(content):
    try:
        ask(content)
    except openai.APIStatusError as error:
        return {"name": type(error).__name__, "status": error.status_code, "code": error.code, "request": error.request_id}


plain = ask("hello")
again = ask("hello")
embeddings = client.embeddings.create(model="embed-1", input=["a", "bcd"])
print(json.dumps({
    "plain": plain.to_dict(),
    "request": plain._request_id,
    "again": again.to_dict(),
    "streamed": stream("hello"),
    "tools": ask("the weather", tools=[TOOL]).to_dict(),
    "streamedTools": stream("the weather", tools=[TOOL]),
    "limited": ask("limit me").to_dict(),
    "unknown": failed("who am I"),
    "long": failed("too long"),
    "embeddings": [one.embedding for one in embeddings.data],
    "models": [model.to_dict() for model in client.models.list()],
}))
