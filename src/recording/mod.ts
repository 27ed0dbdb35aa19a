/**
 * The tape wired to the providers: what the tape can do with what it is told about each provider's traffic.
 * @module
 */
export { cassetteStats } from "./cassette_stats.ts";
export { describeInteractions } from "./describe_interactions.ts";
export { describeScope } from "./describe_scope.ts";
export { diffCassettes } from "./diff_cassettes.ts";
export { importCassette } from "./import_cassette.ts";
export { listCassettes } from "./list_cassettes.ts";
export { listRecords } from "./list_records.ts";
export { openCassette } from "./open_cassette.ts";
export { scanFiles } from "./scan_files.ts";
export { scrubFile } from "./scrub_file.ts";
export { verifyCassette } from "./verify_cassette.ts";
export { type VirtualTime, virtualTime, type VirtualTimeOptions } from "./virtual_time.ts";
export { withFaults } from "./with_faults.ts";
