/**
 * Runs something once what is on the page now has been painted: the callbacks of the next frame still come before its
 * picture, those of the one after it do not. A page that paints nothing, because nobody sees it, waits `withinMs`.
 * Returns the way to call it off.
 */
export function afterPaint(run: () => void, withinMs: number): () => void {
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(done);
  });
  const late = setTimeout(done, withinMs);
  function stop(): void {
    clearTimeout(late);
    cancelAnimationFrame(frame);
  }
  function done(): void {
    stop();
    run();
  }
  return stop;
}
