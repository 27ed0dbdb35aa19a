import { type TestDashboard, testDashboard } from "../../support/dashboard.ts";
import { type CellWorld, cellWorld } from "../../support/cell_world.ts";

/** A dashboard over a run whose cells are of all kinds. */
export interface CellSite extends AsyncDisposable {
  readonly world: CellWorld;
  readonly test: TestDashboard;
  /** The same for a browser, which disposes of what it is given. */
  readonly lent: TestDashboard;
  /** Sends a form as the page's script does. */
  post(path: string, fields: { readonly [name: string]: string }, headers?: HeadersInit): Promise<Response>;
}

export async function cellSite(): Promise<CellSite> {
  const world = await cellWorld();
  const test = await testDashboard({ ledger: world.ledger, env: (name) => name === "USER" ? "ann" : undefined });
  return {
    world,
    test,
    lent: { ...test, [Symbol.asyncDispose]: () => Promise.resolve() },
    post: (path, fields, headers = { "x-fragment": "1" }) =>
      test.get(path, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      }),
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]();
      await world.ledger.close();
      world[Symbol.dispose]();
    },
  };
}
