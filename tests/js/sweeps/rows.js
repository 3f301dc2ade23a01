/** Rows of sweeps for tests: whole ones, of which a test says what matters to it. */

/** @import { Row, Status } from '../../../static/js/sweeps/told.js' */

/** @param {Partial<Row>} told @returns {Row} */
export const row = (told) => ({
  ...{ number: 1, setting: 0, repeat: 0, values: {}, seed: 'a', epochs: 100 },
  ...{ train_loss: 0.1, test_loss: 0.2, train_accuracy: null, test_accuracy: null, best_test_loss: null },
  ...{ value: 0.2, n_parameters: 9, looks: [1, 100], train_curve: [0.5, 0.1], test_curve: [0.5, 0.2] },
  ...{ kind: 'signed', n_outputs: 1, pictures: [], picture_epochs: [], link: '#seed=a' },
  ...told,
});

/** A row for each value of the measure, all of a setting of their own unless it is said.
 * @param {readonly (number | null)[]} values @param {(i: number) => Partial<Row>} more */
export const rowsOf = (values, more = () => ({})) =>
  values.map((value, i) => row({ number: i + 1, setting: i, value, test_loss: value, ...more(i) }));

/** @param {Partial<Status>} told @returns {Status} */
export const status = (told = {}) => ({
  ...{ id: 's', version: 1, state: 'running', why: null, fields: [], n_settings: 1, n_seeds: 1, n_trials: 1 },
  order: {
    ...{ link: '#', vary: [], seeds: 1, epochs: 100, strategy: 'grid', measure: 'test_loss' },
    ...{ trials: null, device: 'auto', pictures: 1, ready: null },
  },
  ...{
    n_done: 0,
    n_training: 0,
    seconds: 0,
    seconds_left: null,
    rungs: [100],
    made_at: 0,
    ends_at: null,
    replica: '',
  },
  ...{ is_largest_best: false, where: 'cores', n_workers: 2 },
  ...told,
});
