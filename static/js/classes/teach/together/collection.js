// Networks that were put aside: in an order, shown one at a time or two beside each other, opened again.
import { html } from 'htm/preact';
import { loss, number } from '../../../text/texts.js';
import { Picture } from '../parts/picture.js';
import { say } from '../parts/texts.js';

/** @import { Item } from '../../../messages.js' */
/** @import { Lesson } from '../parts/lesson.js' */

const MOST_SHOWN = 2;

/** @param {{ lesson: Lesson }} props */
export function CollectionTab({ lesson }) {
  const { items = [], shown = [] } = lesson.store.collection.value ?? {};
  if (items.length === 0) return html`<p class="empty">${say('collection.empty')}</p>`;
  const numbers = items.map((item) => item.number);
  const move = (/** @type {number} */ at, /** @type {number} */ by) => {
    const next = [...numbers];
    [next[at], next[at + by]] = [next[at + by], next[at]];
    return lesson.ask({ type: 'order_items', numbers: next });
  };
  /** Shows one more, and of more than two the newest. @param {number} item */
  const flip = async (item) => {
    const wanted = shown.includes(item)
      ? shown.filter((each) => each !== item)
      : [...shown, item].slice(-MOST_SHOWN);
    const done = await lesson.ask({ type: 'show_items', numbers: wanted });
    if (done) lesson.ask({ type: 'show_on_projector', what: wanted.length > 0 ? 'collection' : 'wall' });
  };
  return html`<h2>${say('tab.collection')}</h2><p class="what">${say('collection.what')}</p>
    <ol class="collection">${items.map((item, at) => {
      const title = item.title || item.name;
      const isShown = shown.includes(item.number);
      const button = (
        /** @type {string} */ text,
        /** @type {() => unknown} */ press,
        /** @type {boolean} */ isOff,
      ) => html`<button class="text outlined-inline" aria-label=${`${text}: ${title}`} disabled=${isOff}
          onClick=${press}>${text}</button>`;
      return html`<li key=${item.number}><${Kept} lesson=${lesson} item=${item} />
        <div class="row"><button class="text outlined-inline" aria-pressed=${isShown}
            aria-label=${`${say('item.show')}: ${title}`}
            onClick=${() => flip(item.number)}>${say('item.show')}</button>
          ${
            item.saved &&
            html`<a class="button" href=${`./#saved=${item.saved}`} target="_blank" rel="noopener"
              aria-label=${`${say('item.open')}: ${title}`}>${say('item.open')}</a>`
          }
          ${button(say('item.earlier'), () => move(at, -1), at === 0)}
          ${button(say('item.later'), () => move(at, 1), at === items.length - 1)}
          ${button(say('item.drop'), () => lesson.ask({ type: 'drop_item', number: item.number }), false)}
        </div></li>`;
    })}</ol>`;
}

/** A network as it looked when it was put aside. @param {{ lesson: Lesson, item: Item }} props */
export function Kept({ lesson, item }) {
  return html`<figure class="kept"><span class="frame"><${Picture} lesson=${lesson} cell=${item} /></span>
    <figcaption><b>${item.title || item.name}</b>
      ${item.title && html`<span>${item.name}</span>`}
      <span>${say('item.figures', {
        loss: loss(item.test_loss),
        epoch: number(item.epoch),
        n: number(item.parameters),
      })}</span></figcaption></figure>`;
}
