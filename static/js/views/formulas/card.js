// The card in which a formula is written, a later part of the page: it is read while it is typed, and what is
// wrong with it is said.
import {
  cardPlace,
  html,
  onEscape,
  pixels,
  reasonText,
  t,
  typedText,
  useEffect,
  useLayoutEffect,
  useRef,
  useSignal,
  useSizeOf,
} from '#page';
import { CONSTANTS, FUNCTIONS } from '../../expressions/grammar.js';
import { holeInPlane } from '../../expressions/holes.js';
import { parse } from '../../expressions/parsing.js';
import { ExpressionError } from '../../expressions/tokens.js';
import { written } from '../../expressions/writing.js';

/** @import { ReasonShown } from '../../messages.js' */
/** @import { Store } from '../../state/store.js' */
/** @import { Written } from '../network/formulas.js' */
/** @import { Stage } from '../network/stage.js' */

/** CSS pixels, in plain type. */
const WIDTH = 320;
/** So many inputs are named one by one. */
const FEW = 4;
const EXAMPLES = ['x1^2 + x2^2', 'sin(3*x1)', 'abs(x1) - abs(x2)', 'max(x1, x2)'];
const EXAMPLES_OF_CURVES = ['x1^3', 'sin(3*x1)', 'abs(x1)', 'exp(-x1^2)'];
/** Of what is not finished yet nothing is wrong. */
const UNFINISHED = ['formula_empty', 'formula_ends', 'formula_not_closed', 'formula_bare_function'];

/**
 * @param {{ store: Store, open: Written, close: () => void, stage: Stage, scrolled: number }} props
 *   scrolled: how far the network is, to the left
 */
export function FormulaCard({ store, open, close, stage: { bounds, features }, scrolled }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const text = useSignal(open.formula ?? '');
  const isTaken = useSignal(false);
  const { experiment, table } = store.state.value.roomState;
  const isCurve = experiment.problem === 'curve';
  const inputs = Math.max(2, table?.names.length ?? 0);
  const variables = isCurve ? ['x1'] : Array.from({ length: inputs }, (_, i) => `x${i + 1}`);
  const { formula, fault } = read(text.value, variables);
  const isThere =
    formula !== open.formula &&
    features.some((each) => each.formula === formula && experiment.features.includes(each.name));
  const isUnfinished = fault !== null && UNFINISHED.includes(fault.code) && !isTaken.value;
  // Before the browser shows the card: who sees it may type.
  useLayoutEffect(() => {
    text.value = open.formula ?? '';
    isTaken.value = false;
    box.current?.querySelector('input')?.select();
  }, [open]);
  useEffect(() => {
    const outside = (/** @type {Event} */ { target }) => {
      const isInside = box.current?.contains(/** @type {Node} */ (target));
      if (!isInside && text.peek() === (open.formula ?? '')) close();
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [open]);
  const size = useSignal({ width: 0, height: 0 });
  const measure = (/** @type {HTMLElement} */ { offsetWidth: width, offsetHeight: height }) =>
    (size.value = { width, height });
  useSizeOf(box, measure, []);

  /** @param {string[]} formulas in the place of the one that is written */
  const put = (...formulas) => {
    const { features: wanted } = store.wanted().experiment;
    const features = wanted.flatMap((name) => (name === open.formula ? formulas : [name]));
    if (open.formula === null) features.push(...formulas);
    store.send({ type: 'change', changes: { features } });
    close();
  };
  const take = (/** @type {Event} */ event) => {
    event.preventDefault();
    isTaken.value = true;
    if (fault === null && !isThere) put(formula);
    else box.current?.querySelector('input')?.focus();
  };
  const type = (/** @type {string} */ typed) => {
    text.value = typed;
    isTaken.value = false;
  };
  const example = (/** @type {string} */ each) =>
    html`<button type="button" class="example" key=${each} onClick=${() => {
      type(each);
      box.current?.querySelector('input')?.focus();
    }}><code>${each}</code></button>`;
  const place = { x: open.x - scrolled, y: open.y, back: open.back - scrolled };
  const room = bounds.right - bounds.left;
  const style = {
    ...pixels({ ...cardPlace(place, size.value, bounds), maxWidth: room }),
    width: `min(${room}px, ${WIDTH}px * var(--type))`,
    opacity: size.value.width ? 1 : 0, // until it is known how large it is
  };
  const title = t(open.formula === null ? 'formula.new' : 'formula');
  const says = isThere ? t('formula.there') : fault && !isUnfinished && reasonText(fault, true);
  const shown = inputs > FEW ? ['x1', 'x2', '…', `x${inputs}`] : variables;
  const names = [...shown, ...CONSTANTS.keys()].join(', ');
  const functions = [...FUNCTIONS.keys()].join(', ');
  return html`<section ref=${box} class="card formula-card" style=${style} role="dialog" tabindex="-1"
    aria-label=${title} onKeyDown=${onEscape(close)}>
    <header><span>${title}</span>
      <button class="small" aria-label=${t('close')} onClick=${close}>✕</button></header>
    <p id="formula-about">${t('formula.about')} ${t('formula.of', { names, functions })}</p>
    <form onSubmit=${take}>
      <input type="text" aria-label=${t('formula.field')} aria-describedby="formula-fault formula-about"
        aria-invalid=${!!says} autocomplete="off" autocapitalize="off" spellcheck="false" translate="no"
        value=${text.value} onInput=${(/** @type {Event} */ event) => type(typedText(event))} />
      <button class="outlined">${t(open.formula === null ? 'formula.take' : 'formula.set')}</button>
    </form>
    <p id="formula-fault" class="fault" aria-live="polite">${says}</p>
    <p class="examples">${t('formula.examples')}
      ${(isCurve ? EXAMPLES_OF_CURVES : EXAMPLES).map(example)}</p>
    ${
      open.formula !== null &&
      html`<button class="remove" onClick=${() => put()}>${t('formula.remove')}</button>`
    }
  </section>`;
}

/**
 * What a text is read as: its formula, and why it cannot be a feature, if it cannot.
 * @param {string} text @param {readonly string[]} variables
 * @returns {{ formula: string, fault: ReasonShown | null }}
 */
function read(text, variables) {
  try {
    const tree = parse(text, variables);
    const formula = written(tree);
    return { formula, fault: holeInPlane(formula, tree) };
  } catch (error) {
    if (error instanceof ExpressionError) return { formula: '', fault: error.reason };
    throw error;
  }
}
