import type { Command } from "./command.ts";

/** A command before it is loaded. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Not shown in the help. */
  readonly hidden?: boolean;
  load(): Promise<Command>;
}

/** Every command, in the order of the help. None is loaded before it is asked for, so that `--help` is quick. */
export const COMMAND_INDEX: readonly CommandEntry[] = [
  {
    name: "sweep run",
    summary: "Run a sweep plan: call every cell, or replay its tape",
    load: async () => (await import("./commands/sweep_run.ts")).sweepRun,
  },
  {
    name: "sweep plan",
    summary: "Count the cells of a sweep plan and forecast its cost, without a call",
    load: async () => (await import("./commands/sweep_plan.ts")).sweepPlan,
  },
  {
    name: "import promptfoo",
    summary: "Turn a configuration of promptfoo into a sweep plan",
    load: async () => (await import("./commands/import_promptfoo.ts")).importPromptfooCommand,
  },
  {
    name: "gate",
    summary: "Hold a run against its plan's thresholds, or against another run",
    load: async () => (await import("./commands/gate.ts")).gate,
  },
  {
    name: "score",
    summary: "Score a run again without calling its models, or list its scorings",
    load: async () => (await import("./commands/score.ts")).score,
  },
  {
    name: "rate",
    summary: "Rate the answers of a run by hand, at the terminal or in a sheet",
    load: async () => (await import("./commands/rate.ts")).rate,
  },
  {
    name: "report",
    summary: "Write what a run came to: an HTML page, Markdown, JUnit XML, or its rows",
    load: async () => (await import("./commands/report.ts")).report,
  },
  {
    name: "run list",
    summary: "List runs, the newest first, and how they stand",
    load: async () => (await import("./commands/run_list.ts")).runList,
  },
  {
    name: "run show",
    summary: "Show a run: how it stands, its cells, spend and scorings, or one cell",
    load: async () => (await import("./commands/run_show.ts")).runShow,
  },
  {
    name: "run pause",
    summary: "Let a run make no new calls until it is resumed",
    load: async () => (await import("./commands/run_pause.ts")).runPause,
  },
  {
    name: "run resume",
    summary: "Go on with a run: let a paused one call again, or run here what is left of it",
    load: async () => (await import("./commands/run_resume.ts")).runResume,
  },
  {
    name: "run cancel",
    summary: "End a run; it is gone on with only where it is asked for by its id",
    load: async () => (await import("./commands/run_cancel.ts")).runCancel,
  },
  {
    name: "run results",
    summary: "Write the tables of a run from its ledger: results.parquet, results.csv, run.json",
    load: async () => (await import("./commands/run_results.ts")).runResults,
  },
  {
    name: "run verify",
    summary: "Derive every number of a run again from its tape, and say which differ",
    load: async () => (await import("./commands/run_verify.ts")).runVerify,
  },
  {
    name: "ledger merge",
    summary: "Make one ledger of several: the parts of a run become one run",
    load: async () => (await import("./commands/ledger_merge.ts")).ledgerMerge,
  },
  {
    name: "drift",
    summary: "Compare two recordings of the same requests, and say what is beyond noise",
    load: async () => (await import("./commands/drift.ts")).drift,
  },
  {
    name: "cost",
    summary: "Sum what calls have cost, by provider, model, endpoint, run or day",
    load: async () => (await import("./commands/cost.ts")).cost,
  },
  {
    name: "dashboard",
    summary: "Browse models, watch and compare runs, see health and costs in a browser",
    load: async () => (await import("./commands/dashboard.ts")).dashboard,
  },
  {
    name: "worker",
    summary: "Make calls for the runs of a ledger in PostgreSQL, beside other workers",
    load: async () => (await import("./commands/worker.ts")).worker,
  },
  {
    name: "worker merge",
    summary: "Make one tape of those that the workers of a run have recorded",
    load: async () => (await import("./commands/worker_merge.ts")).workerMerge,
  },
  {
    name: "proxy",
    summary: "Serve a tape over HTTP: any client records and replays by its base URL",
    load: async () => (await import("./commands/proxy.ts")).proxy,
  },
  {
    name: "cassette ls",
    summary: "List cassettes, or the interactions of one",
    load: async () => (await import("./commands/cassette_ls.ts")).cassetteLs,
  },
  {
    name: "cassette show",
    summary: "Show what was asked and answered: one interaction of a cassette, or all",
    load: async () => (await import("./commands/cassette_show.ts")).cassetteShow,
  },
  {
    name: "cassette verify",
    summary: "Check cassettes: format, keys, secrets, repeats, age and size",
    load: async () => (await import("./commands/cassette_verify.ts")).cassetteVerify,
  },
  {
    name: "cassette fmt",
    summary: "Tidy cassettes: sorted, one spelling, without what no longer counts",
    load: async () => (await import("./commands/cassette_fmt.ts")).cassetteFmt,
  },
  {
    name: "cassette diff",
    summary: "Compare two cassettes by what they say",
    load: async () => (await import("./commands/cassette_diff.ts")).cassetteDiff,
  },
  {
    name: "cassette prune",
    summary: "Remove the recordings that no replay played",
    load: async () => (await import("./commands/cassette_prune.ts")).cassettePrune,
  },
  {
    name: "cassette merge",
    summary: "Make one cassette of several",
    load: async () => (await import("./commands/cassette_merge.ts")).cassetteMerge,
  },
  {
    name: "cassette migrate",
    summary: "Bring cassettes of older format versions to the current one",
    load: async () => (await import("./commands/cassette_migrate.ts")).cassetteMigrate,
  },
  {
    name: "cassette stats",
    summary: "Count tokens, cost and time on cassettes, and what a replay saves",
    load: async () => (await import("./commands/cassette_stats.ts")).cassetteStats,
  },
  {
    name: "cassette scan",
    summary: "Look for credentials in cassettes and in files of any other format",
    load: async () => (await import("./commands/cassette_scan.ts")).cassetteScan,
  },
  {
    name: "cassette scrub",
    summary: "Replace the credentials in a cassette, or in a file of any other format",
    load: async () => (await import("./commands/cassette_scrub.ts")).cassetteScrub,
  },
  {
    name: "cassette import",
    summary: "Bring what vcrpy, Ruby's VCR, Polly.js, nock, undici or a HAR holds onto a tape",
    load: async () => (await import("./commands/cassette_import.ts")).cassetteImport,
  },
  {
    name: "cassette export",
    summary: "Write a tape as a HAR, which browsers open",
    load: async () => (await import("./commands/cassette_export.ts")).cassetteExport,
  },
  {
    name: "model list",
    summary: "List models: those you chose, those that Tapedeck proposes, all others",
    load: async () => (await import("./commands/model_list.ts")).modelList,
  },
  {
    name: "model search",
    summary: "Find models by name, author, what they can do and what they cost",
    load: async () => (await import("./commands/model_search.ts")).modelSearch,
  },
  {
    name: "model info",
    summary: "Show what is known of a model: limits, abilities, price tiers, and who serves it",
    load: async () => (await import("./commands/model_info.ts")).modelInfo,
  },
  {
    name: "model promote",
    summary: "Choose a model: it stands apart in model list",
    load: async () => (await import("./commands/model_promote.ts")).modelPromote,
  },
  {
    name: "model demote",
    summary: "Take back what model promote did",
    load: async () => (await import("./commands/model_demote.ts")).modelDemote,
  },
  {
    name: "model alias",
    summary: "Give a model a short name, or list those that there are",
    load: async () => (await import("./commands/model_alias.ts")).modelAlias,
  },
  {
    name: "model migrate",
    summary: "Take another model in the place of one that no list has any more",
    load: async () => (await import("./commands/model_migrate.ts")).modelMigrate,
  },
  {
    name: "model switch",
    summary: "Make a model the default one, if nothing speaks against it, and say why",
    load: async () => (await import("./commands/model_switch.ts")).modelSwitch,
  },
  {
    name: "model suggest",
    summary: "List endpoints that meet the same needs and are cheaper, faster or better",
    load: async () => (await import("./commands/model_suggest.ts")).modelSuggest,
  },
  {
    name: "catalog status",
    summary: "Show what is known of each provider's models, how old it is, and what failed",
    load: async () => (await import("./commands/catalog_status.ts")).catalogStatus,
  },
  {
    name: "catalog refresh",
    summary: "Fetch the lists of models of all providers, or of some",
    load: async () => (await import("./commands/catalog_refresh.ts")).catalogRefresh,
  },
  {
    name: "catalog invalidate",
    summary: "Call lists too old: they are fetched again when they are asked for next",
    load: async () => (await import("./commands/catalog_invalidate.ts")).catalogInvalidate,
  },
  {
    name: "catalog override",
    summary: "Say where a provider's server is, whether to ask it, how long its list is fresh",
    load: async () => (await import("./commands/catalog_override.ts")).catalogOverride,
  },
  {
    name: "pick",
    summary: "Choose models, endpoints and parameters in the terminal, and sweep them",
    load: async () => (await import("./commands/pick.ts")).pick,
  },
  {
    name: "provider list",
    summary: "List the providers that Tapedeck knows, and for which a key is set",
    load: async () => (await import("./commands/provider_list.ts")).providerList,
  },
  {
    name: "provider info",
    summary: "Show a provider: where it is, what it speaks, its limits and quirks",
    load: async () => (await import("./commands/provider_info.ts")).providerInfo,
  },
  {
    name: "provider alias",
    summary: "Give a provider a short name, or list those that there are",
    load: async () => (await import("./commands/provider_alias.ts")).providerAlias,
  },
  {
    name: "provider profile",
    summary: "Show whose keys are used, or choose: work, personal",
    load: async () => (await import("./commands/provider_profile.ts")).providerProfile,
  },
  {
    name: "provider check",
    summary: "Hold a provider from outside to the laws that Tapedeck's own are held to",
    load: async () => (await import("./commands/provider_check.ts")).providerCheck,
  },
  {
    name: "provider health",
    summary: "Ask providers whether they are there and take the key, without a token",
    load: async () => (await import("./commands/provider_health.ts")).providerHealth,
  },
  {
    name: "provider simulate",
    summary: "Serve models that do not exist, by laws of latency, price and failure",
    load: async () => (await import("./commands/provider_simulate.ts")).providerSimulate,
  },
  {
    name: "route explain",
    summary: "Show which endpoint of a model would be asked, which not, and why",
    load: async () => (await import("./commands/route_explain.ts")).routeExplain,
  },
  {
    name: "route log",
    summary: "List which endpoints were chosen, why, and what came of it",
    load: async () => (await import("./commands/route_log.ts")).routeLog,
  },
  {
    name: "route counterfactual",
    summary: "Show what recorded runs would have come to under other routing policies",
    load: async () => (await import("./commands/route_counterfactual.ts")).routeCounterfactual,
  },
  {
    name: "notebook run",
    summary: "Run a notebook from top to bottom, with parameters, and write what it shows",
    load: async () => (await import("./commands/notebook_run.ts")).notebookRun,
  },
  {
    name: "queue status",
    summary: "Show how running commands stand: what waits, limits, pauses, breakers",
    load: async () => (await import("./commands/queue_status.ts")).queueStatus,
  },
  {
    name: "credential list",
    summary: "List the keys that providers can be called with, which one counts, and why",
    load: async () => (await import("./commands/credential_list.ts")).credentialList,
  },
  {
    name: "credential test",
    summary: "Ask providers whether they take their keys, by a call that costs nothing",
    load: async () => (await import("./commands/credential_test.ts")).credentialTest,
  },
  {
    name: "credential set",
    summary: "Keep a key under a name, or say where it is to be had",
    load: async () => (await import("./commands/credential_set.ts")).credentialSet,
  },
  {
    name: "credential remove",
    summary: "Forget a key: its entry in the configuration, and the file it was kept in",
    load: async () => (await import("./commands/credential_remove.ts")).credentialRemove,
  },
  {
    name: "credential log",
    summary: "Show which key was sent where and when, by which command",
    load: async () => (await import("./commands/credential_log.ts")).credentialLog,
  },
  {
    name: "profile list",
    summary: "List the named parameters: presets, and profiles of the configuration",
    load: async () => (await import("./commands/profile_list.ts")).profileList,
  },
  {
    name: "profile show",
    summary: "Show the parameters of a profile, and where each of them comes from",
    load: async () => (await import("./commands/profile_show.ts")).profileShow,
  },
  {
    name: "profile save",
    summary: "Keep the parameters of a sweep's variant as a profile",
    load: async () => (await import("./commands/profile_save.ts")).profileSave,
  },
  {
    name: "profile default",
    summary: "Set the profile that is used where none is named",
    load: async () => (await import("./commands/profile_default.ts")).profileDefault,
  },
  {
    name: "routing policy",
    summary: "Show the policy by which endpoints are chosen, or set it",
    load: async () => (await import("./commands/routing_policy.ts")).routingPolicyCommand,
  },
  {
    name: "config check",
    summary: "Check the configuration: every mistake with its file, line and key",
    load: async () => (await import("./commands/config_check.ts")).configCheck,
  },
  {
    name: "config show",
    summary: "Show the configuration that holds: the project's over the user's",
    load: async () => (await import("./commands/config_show.ts")).configShow,
  },
  {
    name: "config path",
    summary: "Print where the configuration files are, and how editors complete them",
    load: async () => (await import("./commands/config_path.ts")).configPath,
  },
  {
    name: "config migrate",
    summary: "Bring configuration files of older versions to the current one",
    load: async () => (await import("./commands/config_migrate.ts")).configMigrate,
  },
  {
    name: "config trust",
    summary: "Let a project's tapedeck.toml run code and say where keys go, or take that back",
    load: async () => (await import("./commands/config_trust.ts")).configTrust,
  },
  {
    name: "version",
    summary: "Print the versions of Tapedeck and of what it runs on",
    load: async () => (await import("./commands/version.ts")).version,
  },
  {
    name: "docs",
    summary: "Print the reference of all commands as Markdown",
    hidden: true,
    load: async () => (await import("./commands/docs.ts")).docs,
  },
];
