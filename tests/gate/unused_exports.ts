import { posix } from "node:path";
import ts from "typescript";
import { projectRoot, typescriptFiles } from "./project.ts";
import { report } from "./report.ts";

/** The file that is run and not imported. */
const MAIN = "src/cli/main.ts";
/** Import specifiers that name a file of the project. */
const NAMED: ReadonlyMap<string, string> = new Map([["@tapedeck/tapedeck", "mod.ts"]]);

/**
 * The exports of `src` that no other file imports, as one line each. `files` maps each path to its text. A type that
 * its own file uses is there for the signatures beside it, and a type that a room's door names for the room's callers.
 */
export function unusedExportProblems(files: ReadonlyMap<string, string>): string[] {
  const used = new Set<string>();
  const exported: { path: string; name: string }[] = [];
  for (const [path, text] of files) {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    for (const { from, name } of importsOf(source, path)) used.add(`${from}#${name}`);
    if (path.startsWith("src/") && path !== MAIN && !isStandIn(path)) {
      for (const name of exportsOf(source)) exported.push({ path, name });
    }
  }
  return exported
    .filter(({ path, name }) => !used.has(`${path}#${name}`) && !used.has(`${path}#*`))
    .map(({ path, name }) => `${path} exports ${name}, which no other file imports`);
}

/** The stand-ins for the standard library keep the names of the originals, used or not. */
function isStandIn(path: string): boolean {
  return path.startsWith("src/std/");
}

function exportsOf(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      if (statement.isTypeOnly || clause === undefined || !ts.isNamedExports(clause)) return [];
      return clause.elements.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name }) => name.text);
    }
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) ?? [] : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.map(({ name }) => name.getText(source));
    }
    const isDeclaration = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isEnumDeclaration(statement);
    if (!isDeclaration || statement.name === undefined) return [];
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    return isType && mentions(source, statement.name.text) > 1 ? [] : [statement.name.text];
  });
}

/** How often a name stands in a file as a name. */
function mentions(source: ts.SourceFile, name: string): number {
  let count = 0;
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node) && node.text === name) count++;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return count;
}

/** What a file takes from which others; the name `*` stands for all. */
function importsOf(source: ts.SourceFile, path: string): { from: string; name: string }[] {
  const imports: { from: string; name: string }[] = [];
  const take = (specifier: ts.Node | undefined, names: readonly string[]) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const isLocal = specifier.text.startsWith(".");
    const from = isLocal ? posix.join(posix.dirname(path), specifier.text) : NAMED.get(specifier.text);
    if (from !== undefined) names.forEach((name) => imports.push({ from, name }));
  };
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node)) take(node.moduleSpecifier, namesOf(node.importClause?.namedBindings));
    else if (ts.isExportDeclaration(node)) take(node.moduleSpecifier, namesOf(node.exportClause));
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) take(node.argument.literal, ["*"]);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      take(node.arguments[0], ["*"]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

function namesOf(bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined): string[] {
  if (bindings === undefined || !("elements" in bindings)) return ["*"];
  return bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}

if (import.meta.main) {
  const paths = typescriptFiles(projectRoot, ["mod.ts", "src", "tests", "bench", "notebooks"]);
  const files = new Map(paths.map((path) => [path, Deno.readTextFileSync(`${projectRoot}/${path}`)]));
  report("unused exports", unusedExportProblems(files));
}
