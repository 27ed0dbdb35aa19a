import fc from "fast-check";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parse, stringify } from "@std/toml";
import { UserError } from "../../src/base/mod.ts";
import { parseConfig } from "../../src/config/mod.ts";
import { FULL_CONFIG } from "./_full_config.ts";
import { configs } from "./_configs.ts";

/** What is said of a text, line by line, without the heading. */
function problemsOf(toml: string): string[] {
  const error = assertThrows(() => parseConfig(toml, { path: "t.toml" }), UserError);
  assertEquals(error.exitCode, 2);
  return error.message.split("\n").slice(1).map((line) => line.trim());
}

Deno.test("a file with every key in it is read as it stands", () => {
  assertEquals(parseConfig(FULL_CONFIG, { path: "t.toml" }) as object, parse(FULL_CONFIG));
});

Deno.test("an empty file says nothing but its version", () => {
  assertEquals(parseConfig("", { path: "t.toml" }), { version: 1 });
});

Deno.test("what is printed is read back as it was", () => {
  fc.assert(
    fc.property(configs, (config) => {
      assertEquals(parseConfig(stringify(config as Record<string, unknown>), { path: "t.toml" }), config);
    }),
  );
});

Deno.test("everything that is wrong is said at once, each with its line, key, rule and value", () => {
  assertEquals(
    problemsOf(`version = 1
plugins = "npm:x"

[defaults]
strictness = "errror"

[providers.openai]
enabled = "yes"
limits = { concurrency = 0,
  usd_per_day = 5 }

[metrics]
port = 70000
`),
    [
      't.toml:2: plugins must be a list: current value is "npm:x"',
      't.toml:5: defaults.strictness must be one of "warn", "error" (did you mean "error"?): current value is "errror"',
      't.toml:8: providers.openai.enabled must be true or false: current value is "yes"',
      "t.toml:9: providers.openai.limits.concurrency must be at least 1: current value is 0",
      "t.toml:10: providers.openai.limits.usd_per_day must be a decimal number in quotes, " +
      'such as "0.15", not below 0: money is exact: current value is 5',
      "t.toml:13: metrics.port must be at most 65535: current value is 70000",
    ],
  );
});

const MEANT: readonly [toml: string, problem: string][] = [
  ["[default]", 't.toml:1: default is not a known key: did you mean "defaults"?'],
  ['[providers.a]\nurl = "x"', "t.toml:2: providers.a.url is not a known key: it must be one of kind, base_url,"],
  ["[providers.a.limits]\nrpm = 3", "t.toml:2: providers.a.limits.rpm is not a known key"],
  [
    "[providers.a.limits]\nrequest_per_minute = 3",
    't.toml:2: providers.a.limits.request_per_minute is not a known key: did you mean "requests_per_minute"?',
  ],
  ["[parameters]\ntemp = 1", 't.toml:2: parameters.temp is not a known parameter: did you mean "temperature"?'],
  ["[profiles.p]\ntop_p = 2", "t.toml:2: profiles.p.top_p must be a number from 0 to 1: current value is 2"],
  ['[models."a/b".profiles.p]\nx = 1', 't.toml:2: models."a/b".profiles.p.x is not a known parameter'],
  ['[models."a/b".parameters]\nseed = 0.5', 't.toml:2: models."a/b".parameters.seed must be a whole number'],
  [
    "[providers.a.parameters]\nmax_token = 5",
    'providers.a.parameters.max_token is not a known parameter: did you mean "max_tokens"?',
  ],
  [
    "[models.gpt]\nban = []",
    't.toml:1: models.gpt cannot stand here: its name must be a model, "author/slug[:variant]"',
  ],
  [
    '[[endpoints]]\nkey = "a"',
    't.toml:2: endpoints[0].key must be "author/slug[:variant]@provider[/tag]": current value is "a"',
  ],
  ["[[endpoints]]\nmodel = 'x'", "t.toml:1: endpoints[0].key is missing: it must be a string"],
  [
    '[[endpoints]]\nkey = "a/b@c"\nprice = { input_per_1m_usd = "1" }',
    "t.toml:3: endpoints[0].price.output_per_1m_usd is missing: it must be a decimal number in quotes",
  ],
  [
    '[[endpoints]]\nkey = "a/b@c"\n[[endpoints]]\nkey = "a/b@c"',
    't.toml:4: endpoints[1].key must differ from the keys of the other endpoints: current value is "a/b@c"',
  ],
  ["[providers.a]\nlifetimes = { models = '1 fortnight' }", 'must be an age such as "45m", "6h" or "1d"'],
  ["[credentials.'a/b']", 'credentials."a/b" must have exactly one of env, file and command: it has none'],
  ["[credentials.'a/b']\nenv = 'A'\nfile = 'b'", "must have exactly one of env, file and command: it has 2"],
  ['[providers."a/b"]', 'providers."a/b" cannot stand here: its name must be a name without blanks'],
  ["[providers.__proto__]\nenabled = false", "t.toml:1: providers.__proto__ is a name that nothing can have"],
  ["version = 'one'", 't.toml:1: version must be 1: current value is "one"'],
  ["version = 0", "t.toml:1: version must be 1: current value is 0"],
  ["version = 2", "its format is of a later Tapedeck, which knows more than this one (up to version 1)"],
  ["a =", "t.toml:1: "],
];

for (const [toml, problem] of MEANT) {
  Deno.test(`the author of ${JSON.stringify(toml)} is told what is meant`, () => {
    const error = assertThrows(() => parseConfig(toml, { path: "t.toml" }), UserError);
    assertStringIncludes(error.message, problem);
  });
}

Deno.test("a key that stands in the file is refused, wherever it stands, and is not repeated", () => {
  const key = `sk-proj-${"a1B2".repeat(8)}`;
  const places = [
    `[defaults]\napi_key = "${key}"`,
    `[defaults]\nmodel = "${key}"`,
    `[providers.a]\ncredential = "${key}"`,
    `[credentials."a/b"]\nenv = "${key}"`,
    `[credentials."a/b"]\ncommand = ["echo", "${key}"]`,
    `[credentials."a/${key}"]\nenv = "A"`,
    `[parameters.extra]\nauth = { token = "${key}" }`,
    `[groups]\na = ["${key}"]`,
    `[alerts]\nwebhook = { env = "${key}" }`,
    `[providers.${key}]\nenabled = 1`,
    `[${key}]`,
  ];
  for (const toml of places) {
    const error = assertThrows(() => parseConfig(toml, { path: "t.toml" }), UserError);
    assert(!error.message.includes(key), toml);
    assertStringIncludes(error.message, "t.toml:");
  }
});

Deno.test("what stands where no key belongs is not repeated, whatever it looks like", () => {
  const places = [
    '[providers.a]\ncredential = "hunter2"',
    '[credentials."a/b"]\nenv = "hunter2"',
    '[alerts]\nwebhook = { env = "https://hooks.test/hunter2" }',
    '[providers.a]\nbase_url = "https://me:hunter2@a.test/v1"',
    '[[endpoints]]\nkey = "a/b@c"\nbase_url = "https://a.test/v1?key=hunter2"',
    '[defaults]\napi_key = "hunter2"',
    '[credentials."a/b"]\nkey = "hunter2"',
  ];
  for (const toml of places) {
    const error = assertThrows(() => parseConfig(toml, { path: "t.toml" }), UserError);
    assert(!error.message.includes("hunter2"), error.message);
  }
});

Deno.test("lines are those of the author's file, also where its version is older", () => {
  assertEquals(problemsOf("# mine\n[defaults]\nmodel = 3\n"), [
    "t.toml:3: defaults.model must be a string: current value is 3",
  ]);
});
