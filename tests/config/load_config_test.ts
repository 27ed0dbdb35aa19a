import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { delimiter, join } from "node:path";
import { UserError } from "../../src/base/mod.ts";
import { configPaths, loadConfig } from "../../src/config/mod.ts";
import { tempDir } from "../support/temp_dir.ts";

/** A home with a project in it; files by their paths from there. */
function machine(files: { readonly [path: string]: string | Uint8Array }, variables: { [name: string]: string } = {}) {
  const dir = tempDir();
  const home = Deno.realPathSync(dir.path);
  const project = join(home, "code", "project");
  const deep = join(project, "src", "deep");
  Deno.mkdirSync(deep, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    Deno.mkdirSync(join(home, path, ".."), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(join(home, path), content);
    else Deno.writeFileSync(join(home, path), content);
  }
  const all: { [name: string]: string } = { HOME: home, ...variables };
  const env = (name: string) => all[name];
  return { home, project, deep, env, os: "linux", [Symbol.dispose]: () => dir[Symbol.dispose]() };
}

const USER = ".config/tapedeck/config.toml";
const PROJECT = "code/project/tapedeck.toml";

Deno.test("the project's file goes over the user's, and every value knows where it stands", async () => {
  using on = machine({
    [USER]: 'version = 1\n[defaults]\nmodel = "a/b"\nprofile = "p"\n[[endpoints]]\nkey = "a/b@c"\n',
    [PROJECT]: 'version = 1\n\n[defaults]\nmodel = "c/d"\n[[endpoints]]\nkey = "a/b@d"\n[[endpoints]]\nkey = "a/b@c"\n',
  });
  const { config, files, paths, originOf } = await loadConfig({ ...on, cwd: on.deep });
  assertEquals(config.defaults, { model: "c/d", profile: "p" });
  assertEquals(config.endpoints, [{ key: "a/b@c" }, { key: "a/b@d" }]);
  assertEquals(paths, { user: join(on.home, USER), project: join(on.home, PROJECT) });
  assertEquals(files.map(({ role }) => role), ["user", "project"]);
  const user = { role: "user" as const, path: join(on.home, USER) };
  const project = { role: "project" as const, path: join(on.home, PROJECT) };
  assertEquals(originOf(["defaults", "model"]), { ...project, line: 4 });
  assertEquals(originOf(["defaults", "profile"]), { ...user, line: 4 });
  assertEquals(originOf(["endpoints", 0, "key"]), { ...project, line: 8 });
  assertEquals(originOf(["endpoints", 1, "key"]), { ...project, line: 6 });
  assertEquals(originOf(["endpoints", 2]), null);
  assertEquals(originOf(["defaults", "strictness"]), null);
  assertEquals(files[1].where(["defaults", "model"]), `${project.path}:4`);
});

Deno.test("files that are not there say nothing", async () => {
  using on = machine({});
  const loaded = await loadConfig({ ...on, cwd: on.deep });
  assertEquals(loaded.config, {});
  assertEquals(loaded.files, []);
  assertEquals(loaded.paths, { user: join(on.home, USER), project: null });
  assertEquals(loaded.originOf(["defaults"]), null);
});

Deno.test("the nearest project file counts, and none above the home", async () => {
  using on = machine({ "code/tapedeck.toml": "", "tapedeck.toml": "", [PROJECT]: "" });
  const nearest = async (cwd: string, home = on.home) =>
    (await configPaths({ cwd, env: (name) => name === "HOME" ? home : undefined, os: "linux" })).project;
  assertEquals(await nearest(on.deep), join(on.home, PROJECT));
  assertEquals(await nearest(join(on.home, "code")), join(on.home, "code", "tapedeck.toml"));
  assertEquals(await nearest(on.home), join(on.home, "tapedeck.toml"));
  await Deno.remove(join(on.home, PROJECT));
  assertEquals(await nearest(on.deep, on.project), null);
  assertEquals(await nearest(on.deep, "/elsewhere"), join(on.home, "code", "tapedeck.toml"));
});

Deno.test("the user's file is where the system's customs have it", async () => {
  using on = machine({});
  const user = async (variables: { [name: string]: string }, os = "linux") =>
    (await configPaths({ cwd: on.project, env: (name) => variables[name], os })).user;
  assertEquals(await user({ HOME: "/h" }), "/h/.config/tapedeck/config.toml");
  assertEquals(await user({ HOME: "/h", XDG_CONFIG_HOME: "/x" }), "/x/tapedeck/config.toml");
  assertEquals(await user({ HOME: "/h", XDG_CONFIG_HOME: "relative" }), "/h/.config/tapedeck/config.toml");
  assertEquals(await user({ USERPROFILE: "/u", APPDATA: "/a" }, "windows"), "/a/tapedeck/config.toml");
  assertEquals(await user({ HOME: "/h", APPDATA: "/a" }), "/h/.config/tapedeck/config.toml");
  assertEquals(await user({ HOME: "/h", TAPEDECK_CONFIG: "mine.toml" }), join(on.project, "mine.toml"));
  assertEquals(await user({}), null);
});

Deno.test("a file that is the user's is not the project's too", async () => {
  using on = machine({ [PROJECT]: '[defaults]\nmodel = "a"\n' });
  const env = (name: string) => name === "TAPEDECK_CONFIG" ? join(on.home, PROJECT) : on.env(name);
  const { files, paths } = await loadConfig({ ...on, env, cwd: on.deep });
  assertEquals(paths, { user: join(on.home, PROJECT), project: null });
  assertEquals(files.map(({ role }) => role), ["user"]);
});

Deno.test("modules are named from the folder of their file", async () => {
  using on = machine({
    [USER]: 'plugins = ["./a.ts"]\n',
    [PROJECT]:
      'plugins = ["../b.ts", "c.ts", "npm:d@1", "/e.ts", "https://f.test/g.ts"]\n[routing]\npolicy = "x"\npolicies = ["p.ts"]\n',
  });
  const { config, files } = await loadConfig({ ...on, cwd: on.deep });
  assertEquals(config.plugins, [
    join(on.home, "code", "b.ts"),
    join(on.project, "c.ts"),
    "npm:d@1",
    "/e.ts",
    "https://f.test/g.ts",
  ]);
  assertEquals(config.routing, { policy: "x", policies: [join(on.project, "p.ts")] });
  assertEquals(files[0].config.plugins, [join(on.home, ".config", "tapedeck", "a.ts")]);
});

Deno.test("a byte order mark, the line ends of Windows and a symbolic link change nothing", async () => {
  using on = machine({ "kept.toml": '\uFEFFversion = 1\r\n\r\n[defaults]\r\nmodel = "a/b" # x\r\n' });
  await Deno.symlink(join(on.home, "kept.toml"), join(on.home, PROJECT));
  const { config, originOf } = await loadConfig({ ...on, cwd: on.deep });
  assertEquals(config, { version: 1, defaults: { model: "a/b" } });
  assertEquals(originOf(["defaults", "model"]), { role: "project", path: join(on.home, PROJECT), line: 4 });
});

const UNREADABLE: readonly [what: string, content: string | Uint8Array, message: string][] = [
  ["is not UTF-8", new Uint8Array([0x61, 0x20, 0x3d, 0x20, 0x22, 0xff, 0x22]), "as it is not UTF-8: current value is "],
  ["is no TOML", "[defaults\n", "is not valid TOML"],
  [
    "is not valid",
    '[defaults]\nmodle = "a"\n',
    'tapedeck.toml:2: defaults.modle is not a known key: did you mean "model"?',
  ],
];
for (const [what, content, message] of UNREADABLE) {
  Deno.test(`a file that ${what} is an error of the user's`, async () => {
    using on = machine({ [PROJECT]: content });
    const error = await assertRejects(() => loadConfig({ ...on, cwd: on.deep }), UserError);
    assertEquals(error.exitCode, 2);
    assertStringIncludes(error.message, message);
  });
}

Deno.test("a folder of the file's name is an error of the user's", async () => {
  using on = machine({});
  await Deno.mkdir(join(on.home, PROJECT));
  const error = await assertRejects(() => loadConfig({ ...on, cwd: on.deep }), UserError);
  assertStringIncludes(
    error.message,
    `Cannot read the configuration as it is a folder: current value is ${on.project}`,
  );
});

Deno.test("a project's file is not trusted until the user's own file or a variable names its folder, or one above", async () => {
  const untrusted = async (user: string, variables: { [name: string]: string } = {}) => {
    using on = machine({ [USER]: user, [PROJECT]: 'version = 1\n[trust]\nprojects = ["/", "~/code"]\n' }, variables);
    const loaded = await loadConfig({ ...on, cwd: on.deep });
    assertEquals(loaded.config.trust?.projects?.includes("/") ?? false, false);
    return loaded.untrusted === null ? null : loaded.untrusted.path.replace(on.home, "~");
  };
  const refused = "~/code/project/tapedeck.toml";
  assertEquals(await untrusted("version = 1\n"), refused);
  assertEquals(await untrusted('[trust]\nprojects = ["~/code/project"]\n'), null);
  assertEquals(await untrusted('[trust]\nprojects = ["~/code"]\n'), null);
  assertEquals(await untrusted('[trust]\nprojects = ["~/code/pro", "~/code/project/src", "code"]\n'), refused);
  assertEquals(await untrusted("version = 1\n", { TAPEDECK_TRUST: "relative:.:" }), refused);
  assertEquals(await untrusted("version = 1\n", { TAPEDECK_TRUST: `/nowhere${delimiter}/` }), null);
});

Deno.test("trust follows links: to where a folder is, and not to what a link is called", async () => {
  using on = machine({
    [USER]: 'version = 1\n[trust]\nprojects = ["~/trusted"]\n',
    "elsewhere/tapedeck.toml": "version = 1\n",
    "trusted/own/tapedeck.toml": "version = 1\n",
  });
  Deno.symlinkSync(join(on.home, "elsewhere"), join(on.home, "trusted", "link"));
  Deno.symlinkSync(join(on.home, "trusted", "own"), join(on.home, "short"));
  const untrusted = async (path: string) => (await loadConfig({ ...on, cwd: join(on.home, path) })).untrusted !== null;
  assertEquals(await untrusted("trusted/link"), true);
  assertEquals(await untrusted("trusted/own"), false);
  assertEquals(await untrusted("short"), false);
});

Deno.test("whether uses of keys are kept is for the user's own file to say", async () => {
  const off = "version = 1\n[defaults]\ncredential_log = false\n";
  using on = machine({ [PROJECT]: off });
  assertEquals((await loadConfig({ ...on, cwd: on.deep })).config.defaults?.credential_log, undefined);
  using mine = machine({ [USER]: off });
  assertEquals((await loadConfig({ ...mine, cwd: mine.deep })).config.defaults?.credential_log, false);
});
