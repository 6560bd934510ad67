// Runs in the workbench: notes when what an event asks for was painted. Installed by bench/instrument.py.
(() => {
  const canvas = () => document.querySelector('[data-testid="stage-canvas"]');
  const painted = () => canvas()?.dataset.paintedFrame ?? '';
  const frame = () => new Promise(requestAnimationFrame);
  const afterPaint = () =>
    new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = resolve;
      requestAnimationFrame(() => channel.port2.postMessage(0));
    });
  const repainted = () =>
    new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        resolve();
      });
      observer.observe(canvas(), { attributeFilter: ['data-painted-frame'] });
    });
  // At the change of the page that makes it so: a frame that looks at it comes with the picture, the next one later.
  const seen = (check) =>
    new Promise((resolve) => {
      const look = () => {
        if (!check()) return;
        observer.disconnect();
        resolve();
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, attributeFilter: ['data-painted-frame'] });
    });
  let delays = [];
  let stop = () => {};

  let told = [];
  // Counts from the event until the next repaint, or until another frame's picture is painted. How long the
  // browser took to tell the page of the event stands beside it: a wheel's news takes it up to two frames.
  const watch = (kind, { picture = false, fromTold = false } = {}) => {
    stop();
    delays = [];
    told = [];
    const note = async (event) => {
      const heard = performance.now();
      const before = painted();
      if (picture) while (painted() === before) await repainted();
      await afterPaint();
      told.push(heard - event.timeStamp);
      delays.push(performance.now() - (fromTold ? heard : event.timeStamp));
    };
    window.addEventListener(kind, note, { capture: true });
    stop = () => window.removeEventListener(kind, note, { capture: true });
  };

  // Counts the different pictures painted until the last frame is.
  const playback = async (last) => {
    const seen = new Set([painted()]);
    const observer = new MutationObserver(() => seen.add(painted()));
    observer.observe(canvas(), { attributeFilter: ['data-painted-frame'] });
    const started = performance.now();
    window.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', code: 'Space', bubbles: true }));
    window.dispatchEvent(new KeyboardEvent('keyup', { key: ' ', code: 'Space', bubbles: true }));
    while (painted() !== String(last) && performance.now() - started < 60000) await frame();
    observer.disconnect();
    return { seen: seen.size, ms: performance.now() - started };
  };

  // Whether the clip that the queue named as the next one has been fetched; true where it named none.
  const nextIsHere = () => {
    const { video } = JSON.parse(sessionStorage.getItem('deeptrace.next') ?? '{}');
    const fetched = performance.getEntriesByType('resource').map(({ name }) => name);
    return !video || fetched.some((name) => name.includes(`/videos/${video}/media/`));
  };

  // Arms before a submit; `result` resolves to the time from the key to the next video's first picture.
  const armNext = () => {
    performance.clearResourceTimings();
    const path = location.pathname;
    const old = canvas();
    window.nextShown = new Promise((resolve) => {
      const pressed = async (event) => {
        window.removeEventListener('keydown', pressed, { capture: true });
        await seen(() => location.pathname !== path && canvas() && canvas() !== old && painted() !== '');
        await afterPaint();
        resolve(performance.now() - event.timeStamp);
      };
      window.addEventListener('keydown', pressed, { capture: true });
    });
  };

  window.instrument = { watch, playback, armNext, nextIsHere, delays: () => [...delays], told: () => [...told] };
})();
