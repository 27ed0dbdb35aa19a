/** What the system calls a server that is away. */
const SYSTEM_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
  "ENOTFOUND",
]);

/** What PostgreSQL calls one that ends, starts, is full, or had to break up two transactions. Class 08 is the connection. */
const SQL_STATES = /^(?:08...|57P0[123]|53300|40001|40P01)$/;

/** `pg` gives no code where a connection ends under a statement. */
const MESSAGES = [
  "Connection terminated",
  "Client has encountered a connection error and is not queryable",
  "timeout exceeded when trying to connect",
];

/** Whether the same statement may work in a moment: the server ended, starts, or the connection to it was cut. */
export function connectionLost(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(connectionLost);
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return SYSTEM_CODES.has(code) || SQL_STATES.test(code) || MESSAGES.some((start) => error.message.startsWith(start));
}

/** Whether the server is there and takes nobody yet, as after a crash. */
export function isStarting(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "57P03";
}
