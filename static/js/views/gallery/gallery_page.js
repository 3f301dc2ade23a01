// All that this browser has saved, the newest first: a card for each.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { sayer } from '../../text/later.js';
import { Gallery, STORAGE_KEY } from '../saved/gallery.js';
import { Card } from './card.js';
import { TEXTS } from './texts.js';

/** @import { Entry } from '../saved/gallery.js' */

export const say = sayer(TEXTS);

export function GalleryPage() {
  const gallery = useSignal(opened());
  const status = useSignal('');
  useEffect(() => {
    const reread = (/** @type {StorageEvent} */ { key }) => {
      if (key === STORAGE_KEY || key === null) gallery.value = opened(); // another tab has saved or deleted
    };
    addEventListener('storage', reread);
    return () => removeEventListener('storage', reread);
  }, []);
  /** @param {Entry} entry @param {string} said */
  const forget = ({ id }, said) => {
    gallery.value.remove(id);
    gallery.value = opened();
    status.value = said;
    document.querySelector('h1')?.focus(); // where the card was is nothing
  };
  const card = (/** @type {Entry} */ entry) =>
    html`<${Card} key=${entry.id} entry=${entry} forget=${forget} />`;
  const entries = gallery.value.list();
  return html`<header>
      <h1 tabindex="-1">${say('title')}</h1>
      <a class="button" href="./">${say('back')}</a>
    </header>
    <p role="status">${status.value}</p>
    ${
      entries.length
        ? html`<p>${say('note')}</p>
          <ul>${entries.map(card)}</ul>`
        : html`<p class="nothing">${say('none')}</p>`
    }`;
}

const opened = () => new Gallery(() => globalThis.localStorage);
