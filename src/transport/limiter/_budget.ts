/** US dollars, in billionths, that do not come back with time. */
export class Budget {
  /** `null`: there is none. */
  limit: number | null = null;
  spent = 0;
  reserved = 0;

  /** Whether no call that ends could make room. */
  refuses(usd: number): boolean {
    return this.limit !== null && this.spent + usd > this.limit;
  }

  hasRoom(usd: number): boolean {
    return this.limit === null || this.spent + this.reserved + usd <= this.limit;
  }

  settle(asked: number, actual: number): void {
    this.reserved -= asked;
    this.spent += actual;
  }
}
