/** Looks environment variables up. */
export type Env = (name: string) => string | undefined;

/** A variable of the process, where it may be read: nobody is asked. */
export function permittedEnv(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}
