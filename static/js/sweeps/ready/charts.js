// Which chart a ready-made sweep has of its own.
import { html } from 'htm/preact';
import { Bagging } from './bagging.js';
import { BiasVariance } from './bias.js';
import { Budget } from './budget.js';
import { readySweep } from './known.js';
import { Race } from './race.js';
import { Sizes } from './sizes.js';

/** @import { ChartProps, Status } from '../told.js' */

/** @type {Record<string, (props: ChartProps) => unknown>} */
const VIEWS = {
  double_descent: (props) => {
    const nPoints = readySweep(props.status.order.ready)?.n_points;
    return nPoints && html`<${Sizes} ...${props} nPoints=${nPoints} />`;
  },
  depth_width: Budget,
  race_optimizers: RaceWithPoints,
  race_initializers: RaceWithPoints,
  race_activations: RaceWithPoints,
  bias_variance: (props) => {
    const truth = readySweep(props.status.order.ready)?.truth;
    return truth && html`<${BiasVariance} ...${props} truth=${truth} />`;
  },
  bagging: (props) => {
    const points = readySweep(props.status.order.ready)?.points;
    return points && html`<${Bagging} ...${props} points=${points} />`;
  },
};

/** @param {ChartProps} props */
function RaceWithPoints(props) {
  return html`<${Race} ...${props} points=${readySweep(props.status.order.ready)?.points} />`;
}

/** Whether a sweep has a chart of its own. @param {Pick<Status, 'order'>} status */
export const hasOwnChart = ({ order: { ready } }) => ready !== null && ready in VIEWS;

/** The chart of a ready-made sweep. @param {ChartProps} props */
export const OwnChart = (props) => html`<${VIEWS[props.status.order.ready ?? '']} ...${props} />`;
