// Runs before the page's script: the space bar means play from the first moment on. It scrolls nothing, and
// what was meant is done when there is a room.
(() => {
  let isPressed = false;

  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const { key, ctrlKey, altKey, metaKey, target } = event;
    if (key !== ' ' || ctrlKey || altKey || metaKey || target !== document.body) return;
    if (document.querySelector('.loading[role=alert]')) return; // perhaps it never begins
    event.preventDefault();
    isPressed = true;
  };

  addEventListener('keydown', onKeyDown);
  globalThis.takeFirstSpace = () => {
    removeEventListener('keydown', onKeyDown);
    const was = isPressed;
    isPressed = false;
    return was;
  };
})();
