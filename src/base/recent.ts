/** The values that were used last, a bounded number. What is asked for twice at once is made once; a failure is not kept. */
export class Recent<Value> {
  readonly #most: number;
  readonly #values = new Map<string, Promise<Value>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** The value of the key, made where it is not there. */
  get(key: string, make: () => Promise<Value>): Promise<Value> {
    const value = this.#values.get(key) ?? make();
    this.#values.delete(key);
    this.#values.set(key, value);
    value.catch(() => this.#values.get(key) === value && this.#values.delete(key));
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most) this.#values.delete(oldest);
    return value;
  }

  /** Whether the value is there, or being made. */
  has(key: string): boolean {
    return this.#values.has(key);
  }
}
