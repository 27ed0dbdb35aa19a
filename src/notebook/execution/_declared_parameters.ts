import { joinedText, type Notebook, tagsOf } from "./notebook.ts";

/** What a cell tagged `parameters` says of one parameter. */
export interface DeclaredParameter {
  /** The name of the variable. */
  readonly name: string;
  /** How it is declared: the kernel lets a name be declared again only the same way. */
  readonly keyword: "const" | "let" | "var";
  /** What its value or its type says that it is; `null`: neither does. */
  readonly kind: "string" | "number" | "boolean" | null;
}

/** The tag of the cell that declares parameters with their defaults, as papermill has it. */
export const PARAMETERS_TAG = "parameters";

/** The parameters that a notebook declares at the top level of its tagged cells; `null`: no cell is tagged. */
export async function declaredParameters(notebook: Notebook): Promise<DeclaredParameter[] | null> {
  const tagged = notebook.cells.filter((cell) => cell.cell_type === "code" && tagsOf(cell).includes(PARAMETERS_TAG));
  if (tagged.length === 0) return null;
  const { default: ts } = await import("typescript");
  return tagged.flatMap(({ source }) => {
    const file = ts.createSourceFile("cell.ts", joinedText(source), ts.ScriptTarget.Latest, true);
    return file.statements.filter(ts.isVariableStatement).flatMap(({ declarationList: { flags, declarations } }) =>
      declarations.flatMap(({ name, initializer, type }): DeclaredParameter[] => {
        if (!ts.isIdentifier(name)) return [];
        const keyword = flags & ts.NodeFlags.Const ? "const" : flags & ts.NodeFlags.Let ? "let" : "var";
        return [{ name: name.text, keyword, kind: kindOf(type?.getText() ?? initializer?.getText() ?? "") }];
      })
    );
  });
}

/** Of a type, which may allow null, or of a literal. */
function kindOf(written: string): DeclaredParameter["kind"] {
  const text = written.replaceAll(/\s*\|\s*(null|undefined)\b/g, "");
  if (/^(string$|["'`])/.test(text)) return "string";
  if (/^(number$|[-+]?[\d.][\w.+-]*$)/.test(text)) return "number";
  return /^(boolean|true|false)$/.test(text) ? "boolean" : null;
}
