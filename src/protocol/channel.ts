/** What a side can be asked and told: requests with what they give, and events. */
export interface Contract {
  readonly requests: Readonly<Record<string, { readonly params: unknown; readonly result: unknown }>>;
  readonly events: Readonly<Record<string, unknown>>;
}

/** Handlers for everything that a side can be asked and told: a forgotten one does not compile. */
export type Handlers<C extends Contract> = {
  readonly requests: {
    readonly [K in keyof C['requests']]: (params: C['requests'][K]['params'], signal: AbortSignal) => Promise<C['requests'][K]['result']>;
  };
  readonly events: { readonly [K in keyof C['events']]: (event: C['events'][K]) => void };
};

type Frame =
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly kind: 'reply'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'event'; readonly name: string; readonly event: unknown };

function isFrame(value: unknown): value is Frame {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const frame = value as Partial<Record<string, unknown>>;
  switch (frame['kind']) {
    case 'request':
      return typeof frame['id'] === 'number' && typeof frame['name'] === 'string';
    case 'reply':
    case 'cancel':
      return typeof frame['id'] === 'number';
    case 'failure':
      return typeof frame['id'] === 'number' && typeof frame['message'] === 'string';
    case 'event':
      return typeof frame['name'] === 'string';
    default:
      return false;
  }
}

/**
 * Requests, replies and events over any two ends that can post messages to each other. What arrives is no message of this channel is passed over; a failed
 * request rejects with its message; `dispose` rejects what is still waited for.
 *
 * `Own` is what this side answers to, `Other` what it may ask.
 */
export class Channel<Own extends Contract, Other extends Contract> {
  private nextId = 1;
  private readonly waiting = new Map<number, { readonly done: (result: unknown) => void; readonly failed: (error: Error) => void }>();
  private readonly running = new Map<number, AbortController>();
  private isDisposed = false;

  /**
   * @param post sends to the other side
   * @param handlers what this side answers
   */
  constructor(
    private readonly post: (message: unknown) => void,
    private readonly handlers: Handlers<Own>,
  ) {}

  request<K extends keyof Other['requests'] & string>(
    name: K,
    params: Other['requests'][K]['params'],
    signal?: AbortSignal,
  ): Promise<Other['requests'][K]['result']> {
    if (this.isDisposed) return Promise.reject(new Error('the channel is closed'));
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      signal?.addEventListener('abort', () => this.post({ kind: 'cancel', id } satisfies Frame), { once: true });
      this.post({ kind: 'request', id, name, params } satisfies Frame);
    });
  }

  tell<K extends keyof Other['events'] & string>(name: K, event: Other['events'][K]): void {
    if (!this.isDisposed) this.post({ kind: 'event', name, event } satisfies Frame);
  }

  /** To be given every message that arrives. */
  receive(message: unknown): void {
    if (this.isDisposed || !isFrame(message)) return;
    switch (message.kind) {
      case 'request':
        void this.answer(message.id, message.name, message.params);
        return;
      case 'cancel':
        this.running.get(message.id)?.abort(new Error('cancelled'));
        return;
      case 'event':
        if (Object.hasOwn(this.handlers.events, message.name))
          this.handlers.events[message.name as keyof Own['events']](message.event as Own['events'][keyof Own['events']]);
        return;
      case 'reply':
        this.waiting.get(message.id)?.done(message.result);
        this.waiting.delete(message.id);
        return;
      case 'failure':
        this.waiting.get(message.id)?.failed(new Error(message.message));
        this.waiting.delete(message.id);
        return;
    }
  }

  dispose(): void {
    this.isDisposed = true;
    for (const { failed } of this.waiting.values()) failed(new Error('the channel is closed'));
    this.waiting.clear();
    for (const controller of this.running.values()) controller.abort(new Error('the channel is closed'));
    this.running.clear();
  }

  private async answer(id: number, name: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.running.set(id, controller);
    try {
      if (!Object.hasOwn(this.handlers.requests, name)) throw new Error(`there is no request ${name}`);
      const result: unknown = await this.handlers.requests[name as keyof Own['requests']](params, controller.signal);
      if (!this.isDisposed) this.post({ kind: 'reply', id, result } satisfies Frame);
    } catch (error) {
      if (!this.isDisposed)
        this.post({ kind: 'failure', id, message: error instanceof Error ? error.message : String(error) } satisfies Frame);
    } finally {
      this.running.delete(id);
    }
  }
}
