/** A file in which every key of the configuration stands. */
export const FULL_CONFIG = `#:schema https://example.test/config.schema.json
version = 1
plugins = ["npm:tapedeck-acme@1", "./adapter.ts"]

[defaults]
model = "fast"
profile = "precise"
strictness = "warn"
credential_profile = "work"

[parameters]
temperature = 0.2
max_tokens = 500
stop = ["END"]
extra = { service_tier = "flex" }

[profiles.precise]
temperature = 0
unset = ["top_p"]

[models."openai/gpt-4o"]
profile = "precise"
allow = ["azure", "openai"]
ban = ["x"]
require = ["tools", "seed"]
endpoints = ["openai/gpt-4o@openai"]
parameters = { seed = 7 }

[models."openai/gpt-4o".profiles.precise]
top_p = 0.5

[providers.work]
kind = "openai"
base_url = "https://api.openai.com/v1"
wire = "openai-chat"
credential = "openai/work"
enabled = true
catalog_fallback = true
lifetimes = { models = "1h", endpoints = "45m", health = "30s" }
retry = { max_tries = 4, base_ms = 500, factor = 2, max_ms = 20000, max_total_wait_ms = 60000 }
timeouts = { headers_ms = 30000, first_byte_ms = 30000, idle_ms = 30000, total_ms = 120000 }
breaker = { failure_rate = 0.5, min_calls = 10, window_ms = 60000, open_ms = 30000, max_open_ms = 300000 }
parameters = { temperature = 0.3 }

[providers.work.limits]
requests_per_minute = 500
requests_per_day = 10000
tokens_per_minute = 200000
input_tokens_per_minute = 150000
output_tokens_per_minute = 50000
usd_per_minute = "0.50"
usd_per_day = "20"
burst = 50
concurrency = 16
adaptive = true

[[endpoints]]
key = "me/mine@box"
base_url = "http://127.0.0.1:8091/v1"
wire = "openai-chat"
model = "mine-7b"
credential = "box/key"
price = { per_hour_usd = "0.10", slots = 4 }
context_tokens = 8192
max_output_tokens = 2048
quantization = "q4"
capabilities = ["tools", "json_schema"]

[aliases.models]
fast = "openai/gpt-4o-mini"

[aliases.providers]
or = "openrouter"

[groups]
cheap = ["openai/*-mini", "fast"]

[credentials."openai/work"]
env = "OPENAI_WORK_KEY"

[credentials."openai/home"]
file = "~/.keys/openai"

[credentials."box/key"]
command = ["op", "read", "op://vault/box/key"]

[routing]
policy = "balanced"
weights = { cost = 1, latency = 1, throughput = 0, reliability = 2 }
max_fallbacks = 2
policies = ["./my_policy.ts"]

[routing.needs]
capabilities = ["json_schema"]
parameters = ["seed"]
context_tokens = 8000
max_cost_usd = "0.05"
max_input_usd_per_million = "3"
max_output_usd_per_million = "15"
max_ttft_ms = 2000
min_output_tps = 20
min_uptime = 0.95
quantizations = ["fp8", "bf16"]
providers = ["openai", "azure"]
exclude_providers = ["x"]
data = { training = "deny", retention = "none" }
unknown = "deny"

[alerts]
webhook = { env = "TAPEDECK_WEBHOOK" }
error_rate = 0.2
usd_per_hour = "5"
price_change = 0.1

[metrics]
port = 9464
`;
