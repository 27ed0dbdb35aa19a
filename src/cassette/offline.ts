/**
 * Give up the right to use the network, for the rest of the process's life: what follows is offline by the runtime's own
 * word, even where everything was allowed. It binds JavaScript; a native library is outside its reach.
 *
 * Where standard input is a terminal the runtime then asks a person instead of refusing, unless it was started with
 * `--no-prompt`: no call goes out by itself either way.
 */
export async function giveUpNetwork(): Promise<void> {
  await Deno.permissions.revoke({ name: "net" });
}
