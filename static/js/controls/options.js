// The settings that unfold below the usual ones: which belong together, and when each one means anything.

/** @typedef {import('../types.d.ts').Experiment} Experiment */
/** @typedef {{ field: string, when?: (experiment: Experiment) => boolean }} Option */

const withClasses = ['blobs', 'rings', 'pinwheel'];
const isClassification = (/** @type {Experiment} */ { problem }) => problem === 'classification';
const usesSigmoid = (/** @type {Experiment} */ { activation, layer_activations: each }) =>
  [activation, ...each].includes('sigmoid');
const optimizer =
  (/** @type {string[]} */ ...names) =>
  (/** @type {Experiment} */ experiment) =>
    names.includes(experiment.optimizer);
const isScheduled = (/** @type {Experiment} */ { schedule }) => schedule !== 'constant';

/** One row a group; `key` is the key of its title. @type {{ key: string, options: Option[] }[]} */
export const GROUPS = [
  {
    key: 'options.task',
    options: [
      {
        field: 'classes',
        when: ({ problem, dataset }) => problem === 'classification' && withClasses.includes(dataset),
      },
      { field: 'loss' },
      { field: 'huber_delta', when: ({ loss }) => loss === 'huber' },
      { field: 'input_scaling' },
      { field: 'initializer' },
    ],
  },
  {
    key: 'options.network',
    options: [
      { field: 'steepness', when: usesSigmoid },
      { field: 'normalization' },
      { field: 'skip' },
      { field: 'layer_activations', when: ({ hidden }) => hidden.length > 1 },
    ],
  },
  {
    key: 'options.descent',
    options: [
      { field: 'optimizer' },
      { field: 'momentum', when: optimizer('momentum', 'nesterov') },
      { field: 'rms_decay', when: optimizer('rmsprop') },
      { field: 'beta1', when: optimizer('adam', 'adamw') },
      { field: 'beta2', when: optimizer('adam', 'adamw') },
      { field: 'epsilon', when: optimizer('rmsprop', 'adam', 'adamw') },
      { field: 'weight_decay', when: optimizer('adamw') },
      { field: 'schedule' },
      { field: 'schedule_epochs', when: isScheduled },
      { field: 'schedule_factor', when: isScheduled },
      { field: 'clip_norm' },
      { field: 'shuffle' },
    ],
  },
  {
    key: 'options.overfitting',
    options: [
      { field: 'l1_ratio', when: ({ regularization }) => regularization === 'elastic' },
      { field: 'dropout' },
      { field: 'early_stopping' },
      { field: 'patience', when: ({ early_stopping: stops }) => stops },
      { field: 'stop_epoch' },
      { field: 'stop_loss' },
      { field: 'stop_accuracy', when: isClassification },
    ],
  },
  {
    key: 'options.seeds',
    options: ['seed', 'data_seed', 'split_seed', 'weights_seed', 'batch_seed', 'dropout_seed'].map(
      (field) => ({ field }),
    ),
  },
];

/** Which options of a group mean something in an experiment.
 * @param {typeof GROUPS[number]} group @param {Experiment} experiment */
export const optionsFor = ({ options }, experiment) =>
  options.filter(({ when }) => !when || when(experiment));

/**
 * How many options differ from what the page begins with, so that nobody overlooks one that is folded away.
 * @param {Experiment} experiment @param {Experiment} defaults
 */
export function countChanged(experiment, defaults) {
  const fields = GROUPS.flatMap((group) => optionsFor(group, experiment)).map(
    ({ field }) => /** @type {keyof Experiment} */ (field),
  );
  return fields.filter(
    (field) => field !== 'seed' && JSON.stringify(experiment[field]) !== JSON.stringify(defaults[field]),
  ).length;
}
