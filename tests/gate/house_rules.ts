import ts from "typescript";
import { projectRoot, typescriptFiles } from "./project.ts";
import { report } from "./report.ts";

/** The one file that reads the machine's time and waits. */
const CLOCK = "src/base/clock.ts";
/** The file that is run and not imported. */
const MAIN = "src/cli/main.ts";

/** Global members that only the clock may use, or nobody: `null` is a plain global. */
const TIME_AND_CHANCE: readonly (readonly [object: string | null, name: string, instead: string])[] = [
  ["Date", "now", "take the time from a Clock"],
  ["performance", "now", "take the time from a Clock"],
  ["AbortSignal", "timeout", "wait with a Clock"],
  [null, "setTimeout", "wait with a Clock"],
  [null, "setInterval", "wait with a Clock"],
  ["Math", "random", "take chance from seededRandom"],
];

/** The rules of the house that one file shows by itself: injected network, time and chance; no work at import. */
export function houseRuleProblems(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const problems: string[] = [];
  const say = (node: ts.Node, problem: string) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    problems.push(`${path}:${line} ${problem}`);
  };
  const visit = (node: ts.Node) => {
    const problem = path === CLOCK ? null : timeProblem(node);
    if (problem !== null) say(node, problem);
    if (ts.isCallExpression(node) && isGlobal(node.expression, null, "fetch")) {
      say(node, "calls the global fetch: take a fetch as a parameter");
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (path !== MAIN) {
    for (const statement of source.statements) {
      const problem = importProblem(statement);
      if (problem !== null) say(statement, problem);
    }
  }
  return problems;
}

/** What an example asserts must be able to fail its test. */
export function exampleProblems(path: string, text: string): string[] {
  return text.split("\n").flatMap((line, index) =>
    line.includes("console.assert(") ? [`${path}:${index + 1} asserts what fails no test: use @std/assert`] : []
  );
}

function timeProblem(node: ts.Node): string | null {
  if (ts.isNewExpression(node) && isGlobal(node.expression, null, "Date")) {
    return (node.arguments?.length ?? 0) === 0 ? "reads the time with new Date(): take the time from a Clock" : null;
  }
  if (!ts.isCallExpression(node)) return null;
  const found = TIME_AND_CHANCE.find(([object, name]) => isGlobal(node.expression, object, name));
  if (found === undefined || isTurn(node)) return null;
  const [object, name, instead] = found;
  return `calls ${object === null ? "" : `${object}.`}${name}: ${instead}`;
}

/** Whether a call is `setTimeout(f, 0)`: a turn of the event loop, which waits for nobody's clock. */
function isTurn(call: ts.CallExpression): boolean {
  return isGlobal(call.expression, null, "setTimeout") && call.arguments[1]?.getText() === "0";
}

/** What a statement of a module's top level does beyond declaring things that stay as they are. */
function importProblem(statement: ts.Statement): string | null {
  if (ts.isExpressionStatement(statement)) return "works at import: declare functions only";
  if (!ts.isVariableStatement(statement)) return null;
  if ((statement.declarationList.flags & ts.NodeFlags.Const) === 0) return "is mutable module state: pass it along";
  const works = statement.declarationList.declarations.some(({ initializer }) =>
    initializer !== undefined && touchesMachine(initializer)
  );
  return works ? "works at import: ask the machine when a function is called" : null;
}

/** Whether evaluating an expression waits for something or asks the runtime: functions that it only makes do not count. */
function touchesMachine(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isAwaitExpression(node)) return true;
  if (ts.isIdentifier(node) && (node.text === "Deno" || node.text === "process")) return true;
  return ts.forEachChild(node, touchesMachine) ?? false;
}

/** Whether an expression means `object.name` (or plain `name`) of the runtime, and not something of the file's own. */
function isGlobal(expression: ts.Expression, object: string | null, name: string): boolean {
  if (ts.isIdentifier(expression)) return object === null && expression.text === name && !isDeclared(expression);
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== name) return false;
  if (object === null) return ts.isIdentifier(expression.expression) && expression.expression.text === "globalThis";
  return isGlobal(expression.expression, null, object);
}

/** Whether a scope around an identifier declares its name. */
function isDeclared(identifier: ts.Identifier): boolean {
  for (let scope: ts.Node = identifier.parent; scope !== undefined; scope = scope.parent) {
    const isScope = ts.isFunctionLike(scope) || ts.isBlock(scope) || ts.isSourceFile(scope);
    if (isScope && declaredNames(scope).has(identifier.text)) return true;
  }
  return false;
}

/** The names that a scope itself declares: parameters, variables, functions and imports. */
function declaredNames(scope: ts.Node): Set<string> {
  const names = new Set<string>();
  const bind = (name: ts.Node | undefined) => {
    if (name === undefined) return;
    if (ts.isIdentifier(name)) names.add(name.text);
    else ts.forEachChild(name, (element) => ts.isBindingElement(element) ? bind(element.name) : undefined);
  };
  if (ts.isFunctionLike(scope)) scope.parameters.forEach((parameter) => bind(parameter.name));
  if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) return names;
  for (const statement of scope.statements) {
    if (ts.isVariableStatement(statement)) statement.declarationList.declarations.forEach(({ name }) => bind(name));
    if (ts.isFunctionDeclaration(statement)) bind(statement.name);
    if (ts.isImportDeclaration(statement)) {
      bind(statement.importClause?.name);
      const bindings = statement.importClause?.namedBindings;
      if (bindings !== undefined && ts.isNamedImports(bindings)) bindings.elements.forEach(({ name }) => bind(name));
    }
  }
  return names;
}

if (import.meta.main) {
  const read = (path: string) => Deno.readTextFileSync(`${projectRoot}/${path}`);
  const sources = typescriptFiles(projectRoot, ["mod.ts", "src"]);
  const pages = [...Deno.readDirSync(`${projectRoot}/docs`)].map(({ name }) => `docs/${name}`);
  report("house rules", [
    ...sources.flatMap((path) => houseRuleProblems(path, read(path))),
    ...[...sources, "README.md", ...pages.filter((path) => path.endsWith(".md"))].flatMap((path) =>
      exampleProblems(path, read(path))
    ),
  ]);
}
