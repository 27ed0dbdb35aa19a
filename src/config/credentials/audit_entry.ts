/** One line of the log of credentials: uses of one credential at one host by one process, within a minute. */
export interface AuditEntry {
  /** The first use, in RFC 3339 in UTC. */
  readonly at: string;
  /** The last one. */
  readonly until: string;
  /** How many. */
  readonly count: number;
  /** `openai/work` */
  readonly credential: string;
  /** See `credentialHash`. */
  readonly hash: string;
  /** By the name that it is set up by. */
  readonly provider: string;
  /** Whom it was sent to. */
  readonly host: string;
  /** What ran: `sweep run`. */
  readonly command: string;
  /** The process. */
  readonly pid: number;
}
