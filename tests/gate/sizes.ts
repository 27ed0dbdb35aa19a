import ts from "typescript";
import { projectRoot, typescriptFiles } from "./project.ts";
import { report } from "./report.ts";

/** The most lines that a file may have. */
export const FILE_LINES = 500;
/** The most lines that a function may have, from its first token to its last. */
export const FUNCTION_LINES = 80;

/** An explicit list of names, one a line: it is as long as there are names. */
const PUBLIC_FACE = "mod.ts";

/** The file and the functions of it that are too long, as one line each. */
export function sizeProblems(path: string, text: string): string[] {
  const problems: string[] = [];
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  if (lines > FILE_LINES && path !== PUBLIC_FACE) {
    problems.push(`${path} has ${lines} lines: the limit is ${FILE_LINES}`);
  }
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
      const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      const length = source.getLineAndCharacterOfPosition(node.end).line + 2 - first;
      if (length > FUNCTION_LINES) {
        problems.push(`${path}:${first} ${nameOf(node)} has ${length} lines: the limit is ${FUNCTION_LINES}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (ts.isConstructorDeclaration(node)) return "constructor";
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return named?.getText() ?? "a function without a name";
}

if (import.meta.main) {
  const paths = typescriptFiles(projectRoot, ["mod.ts", "src", "tests", "bench", "notebooks"]);
  report("sizes", paths.flatMap((path) => sizeProblems(path, Deno.readTextFileSync(`${projectRoot}/${path}`))));
}
