/**
 * Give up the right to use the network, for the rest of the process's life: what follows is offline by the runtime's own
 * word, even where everything was allowed. It binds JavaScript; a native library is outside its reach.
 */
export async function giveUpNetwork(): Promise<void> {
  await Deno.permissions.revoke({ name: "net" });
}
