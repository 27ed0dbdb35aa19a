import { type FileProblems, readSection } from "../../config/mod.ts";
import type { SampleList, SampleTemplates } from "../sample_list.ts";
import type { DatasetCounts } from "./dataset_counts.ts";
import { findFiles } from "./_find_files.ts";
import { inlineRows } from "./_inline_rows.ts";
import { openRowFile, type ReadText } from "./_open_row_file.ts";
import { type Prompts, promptsSchema } from "./_prompts_schema.ts";
import { readTemplates, type Templates } from "./_read_templates.ts";
import type { RowFile } from "./_row_file.ts";
import { RowPass } from "./_row_pass.ts";
import { SampleRenderer } from "./_sample_renderer.ts";
import { readWhere, type Where } from "./_where.ts";

/** Options of {@linkcode readPrompts}. */
export interface ReadPromptsOptions {
  /** For messages. */
  readonly planPath: string;
  /** A path that the plan names, seen from where its own starts. */
  readonly besidePlan: (path: string) => string;
  /** Reads files that are none of the file system's; absent: they are. */
  readonly readText?: ReadText | undefined;
  /** Told of all that is wrong. */
  readonly problems: FileProblems;
  /** Texts that axes of the grid put in the place of the plan's own; none unless given. */
  readonly templates?: SampleTemplates;
  /** Larger files are read a part at a time: 8 MiB unless given. */
  readonly mostInMemory?: number;
}

/** The samples of a plan, and how they came about. */
export interface ReadPromptsResult {
  /** Empty where something is wrong. */
  readonly samples: SampleList;
  readonly dataset: DatasetCounts;
}

const NOTHING: ReadPromptsResult = { samples: [], dataset: { files: [], rows: 0, kept: 0, samples: 0 } };
const SHAPE_RULE = "must be a table [prompts] with a file, or with samples as [[prompts.items]]";
const MOST_IN_MEMORY = 8 * 1024 * 1024;

/** `[prompts]` as a list of samples. A large file is gone through once here, and never in memory as a whole. */
export async function readPrompts(raw: unknown, options: ReadPromptsOptions): Promise<ReadPromptsResult> {
  const { problems } = options;
  if (raw === undefined || Array.isArray(raw)) {
    problems.add(["prompts"], raw === undefined ? `is missing: it ${SHAPE_RULE}` : SHAPE_RULE);
    return NOTHING;
  }
  const prompts = readSection(promptsSchema, raw, { path: ["prompts"], problems });
  if (prompts === null) return NOTHING;
  const templates = await readTemplates(prompts, {
    ...options,
    choices: options.templates ?? {},
  });
  const before = problems.count;
  const where = readWhere(prompts.where, problems);
  const files = await openFiles(prompts, options);
  if (files !== null) refuseTextAsNumbers(where, { files, prompts, problems });
  if (problems.count > before || templates === null || files === null) return NOTHING;
  const result = await passOver(files, { prompts, templates, where, options });
  return problems.count > before ? NOTHING : result;
}

async function passOver(files: readonly RowFile[], { prompts, templates, where, options }: {
  readonly prompts: Prompts;
  readonly templates: Templates;
  readonly where: Where;
  readonly options: ReadPromptsOptions;
}): Promise<ReadPromptsResult> {
  const { problems } = options;
  const before = problems.count;
  const renderer = new SampleRenderer(prompts, templates);
  const mostInMemory = options.mostInMemory ?? MOST_IN_MEMORY;
  const pass = new RowPass({ files, prompts, renderer, where, problems, mostInMemory });
  const { samples, ...counts } = await pass.run();
  if (problems.count > before) return NOTHING;
  if (pass.constant > 1) {
    const path = templates.isAxis.user ? ["grid", "template"] : ["prompts", "template"];
    problems.add(path, `has no {{variable}}, so that all ${pass.constant} samples would send the same`);
  }
  if (samples.length === 0) refuseEmpty(counts, prompts, problems);
  const names = prompts.file === undefined ? [] : files.map(({ file }) => file);
  return { samples, dataset: { files: names, ...counts, samples: samples.length } };
}

async function openFiles(prompts: Prompts, options: ReadPromptsOptions): Promise<RowFile[] | null> {
  const { planPath, problems, readText, mostInMemory = MOST_IN_MEMORY } = options;
  const { file, items } = prompts;
  if ((file === undefined) === (items === undefined)) {
    problems.add(
      ["prompts"],
      `must have either a file or items, ${file === undefined ? "and has neither" : "and has both"}`,
    );
    return null;
  }
  if (file === undefined) return [inlineRows(items!, { file: planPath, problems })];
  const paths = await findFiles(file, options);
  const files = await Promise.all(paths.map((path) => openRowFile(path, { problems, readText, mostInMemory })));
  return files.filter((one) => one !== null);
}

/** What is compared with a number matches no text, which would only show by samples that are missing. */
function refuseTextAsNumbers(
  where: Where,
  { files, prompts: { types = {} }, problems }: {
    readonly files: readonly RowFile[];
    readonly prompts: Prompts;
    readonly problems: FileProblems;
  },
): void {
  const file = files.find(({ isText }) => isText);
  if (file === undefined) return;
  for (const { name, at } of where.numberFields) {
    if (Object.hasOwn(types, name) || Object.hasOwn(types, name.split(/[.[]/)[0])) continue;
    problems.add(
      at,
      `is compared with what no text is, and ${file.file} has text: say prompts.types.${name} = "number"`,
    );
  }
}

function refuseEmpty(
  { rows, kept }: { readonly rows: number; readonly kept: number },
  prompts: Prompts,
  problems: FileProblems,
): void {
  if (rows === 0) {
    problems.add(["prompts", prompts.file === undefined ? "items" : "file"], "must have at least 1 sample");
  } else if (kept === 0) problems.add(["prompts", "where"], `keeps none of the ${rows} samples`);
  else problems.add(["prompts", prompts.offset > 0 ? "offset" : "sample"], `leaves none of the ${kept} samples`);
}
