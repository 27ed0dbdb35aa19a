# Records ../traffic.json with Ruby's VCR over webmock: as YAML, as YAML with exact bytes, and as JSON with exact bytes.
# `server.mjs` must be running.
require "base64"
require "json"
require "net/http"
require "vcr"
require "webmock"

HERE = File.dirname(File.expand_path(__FILE__))
BASE = "http://127.0.0.1:18473"
TRAFFIC = JSON.parse(File.read(File.join(HERE, "../traffic.json")))

VCR.configure do |config|
  config.cassette_library_dir = File.join(HERE, "..")
  config.hook_into :webmock
end

def call_all
  uri = URI(BASE)
  Net::HTTP.start(uri.host, uri.port) do |http|
    TRAFFIC.each do |exchange|
      wanted = exchange["request"]
      body = Base64.decode64(wanted["body"])
      request = Net::HTTPGenericRequest.new(wanted["method"], !body.empty?, true, wanted["path"], wanted["headers"])
      request["accept-encoding"] = "gzip, br"
      request.body = body unless body.empty?
      http.request(request)
    end
  end
end

[
  ["vcr_ruby", { serialize_with: :yaml }],
  ["vcr_ruby_exact", { serialize_with: :yaml, preserve_exact_body_bytes: true }],
  ["vcr_ruby_json", { serialize_with: :json, preserve_exact_body_bytes: true }],
].each do |name, options|
  VCR.use_cassette(name, record: :all, allow_playback_repeats: true, **options) { call_all }
end
