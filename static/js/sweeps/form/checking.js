// What an order comes to, or why it cannot be: asked of the server a moment after each change.
import { batch, signal } from '@preact/signals';
import { checked } from '../asking.js';

/** @import { ReasonShown } from '../../messages.js' */
/** @import { Checked, Order } from '../told.js' */

/** @typedef {{ field: string, reason: ReasonShown } | { field: '', status: number }} Refusal  field: of the
 *   form, '' where it is none's; status: of an answer without a reason, 0 where none came */

const QUIET_MS = 150;

/** Refusals that are about a place of the form and do not name it. @type {Record<string, string>} */
const PLACES = {
  seeds_out_of_range: 'seeds',
  epochs_out_of_range: 'epochs',
  trials_out_of_range: 'trials',
  trials_of_grid: 'trials',
  measure_of_classes: 'measure',
  unknown_measure: 'measure',
  unknown_strategy: 'strategy',
  extra_not_installed: 'strategy',
  width_without_layers: 'width',
  layers_named_twice: 'hidden',
};

/** At which place of the form a refusal stands. @param {ReasonShown | null} reason */
export const placeOf = (reason) => PLACES[reason?.code ?? ''] ?? String(reason?.values.field ?? '');

export class Checking {
  /** Of the newest order that could be; an older one until the answer has come. */
  found = signal(/** @type {Checked | null} */ (null));
  refusal = signal(/** @type {Refusal | null} */ (null));
  /** Whether `found` is what the order comes to now. */
  isCurrent = signal(false);
  #ask;
  #asked = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {(order: Order, signal?: AbortSignal) => Promise<Checked>} ask */
  constructor(ask = checked) {
    this.#ask = ask;
  }

  /** Has an order checked, in the place of those before it. @param {Order} order @param {number} afterMs */
  look(order, afterMs = QUIET_MS) {
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.#asked = new AbortController();
    const { signal: ended } = this.#asked;
    this.isCurrent.value = false;
    this.#timer = setTimeout(() => this.#look(order, ended), afterMs);
  }

  /** Says why an order was refused. @param {any} error */
  refuse(error) {
    const { status = 0, reason = null } = error ?? {};
    this.refusal.value = reason ? { field: placeOf(reason), reason } : { field: '', status };
  }

  /** @param {Order} order @param {AbortSignal} ended */
  async #look(order, ended) {
    try {
      const found = await this.#ask(order, ended);
      if (ended.aborted) return;
      batch(() => {
        this.found.value = found;
        this.refusal.value = null;
        this.isCurrent.value = true;
      });
    } catch (error) {
      if (!ended.aborted) this.refuse(error);
    }
  }
}
