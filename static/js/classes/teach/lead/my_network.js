// The teacher's own network: the playground in a frame, which everybody can be made to follow.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { Worded } from '../parts/buttons.js';
import { newRoom, ownLink, ownRoom } from '../parts/own_room.js';
import { say } from '../parts/texts.js';

/** @import { Lesson } from '../parts/lesson.js' */
/** @import { OwnRoom } from '../parts/own_room.js' */

const LOOK_MS = 500;

/** It stays when another tab is looked at, so that the network trains on.
 * @param {{ lesson: Lesson, isShown: boolean }} props */
export function MyNetwork({ lesson, isShown }) {
  const room = useSignal(/** @type {OwnRoom | null} */ (null));
  const frame = useRef(/** @type {HTMLIFrameElement | null} */ (null));
  const newest = useRef(/** @type {Promise<OwnRoom> | null} */ (null));
  const begin = (/** @type {Promise<OwnRoom>} */ coming) => {
    newest.current = coming;
    room.value = null;
    coming.then((found) => {
      if (newest.current === coming) room.value = found;
    });
  };
  useEffect(() => begin(ownRoom()), []);
  useEffect(() => {
    // The playground keeps its link in its address.
    const timer = setInterval(() => {
      const hash = frame.current?.contentWindow?.location.hash.slice(1) ?? '';
      if (hash !== '' && !hash.startsWith('host=')) ownLink.value = hash;
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const presenter = lesson.store.state.value?.presenter;
  const isFollowed = presenter?.person === null && presenter.room === room.value?.room;
  const flip = async () => {
    if (isFollowed) {
      await lesson.ask({ type: 'present' });
      await lesson.ask({ type: 'show_on_projector', what: 'wall' });
      return;
    }
    const { room: id, watch } = /** @type {OwnRoom} */ (room.value);
    if (await lesson.ask({ type: 'present', room: id, watch }))
      await lesson.ask({ type: 'show_on_projector', what: 'network' });
  };
  return html`<section class="my-network" hidden=${!isShown}>
    <div class="wall-head"><h2>${say('tab.network')}</h2>
      <div class="row"><${Worded} sign="screen" kind="strong" pressed=${isFollowed}
        disabled=${room.value === null} label=${say(isFollowed ? 'follow.end' : 'follow')} press=${flip} />
        <button class="text outlined-inline"
          onClick=${() => begin(newRoom())}>${say('network.new')}</button></div></div>
    ${
      room.value &&
      html`<iframe ref=${frame} key=${room.value.room} title=${say('tab.network')}
        src=${`./#host=${room.value.room}.${room.value.token}`}></iframe>`
    }</section>`;
}
