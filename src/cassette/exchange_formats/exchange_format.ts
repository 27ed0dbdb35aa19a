/** The programs whose recordings can be read, by the names that `tapedeck cassette import --from` takes. */
export const EXCHANGE_FORMATS = ["vcrpy", "vcr-ruby", "polly", "har", "nock", "undici"] as const;

/** A program whose recordings can be read: `har` is any browser or proxy that writes HAR 1.2. */
export type ExchangeFormat = typeof EXCHANGE_FORMATS[number];
