import json
import os

from openai import APIStatusError, OpenAI

client = OpenAI(api_key="any", base_url=os.environ["ROUTER_URL"])
ASKED = {"model": "simulated/quick", "messages": [{"role": "user", "content": "Hello"}]}

raw = client.chat.completions.with_raw_response.create(**ASKED)
plain = raw.parse()
chunks = list(client.chat.completions.create(**ASKED, stream=True, stream_options={"include_usage": True}))
try:
    client.chat.completions.create(**ASKED, n=2)
    refused = None
except APIStatusError as error:
    refused = [error.status_code, error.code, error.param]

print(json.dumps({
    "text": plain.choices[0].message.content,
    "finish": plain.choices[0].finish_reason,
    "total": plain.usage.total_tokens,
    "endpoint": raw.headers["x-tapedeck-endpoint"],
    "streamed": "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices),
    "streamed_total": chunks[-1].usage.total_tokens,
    "refused": refused,
}))
