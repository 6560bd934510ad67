/** Calls `look` every few seconds while the page is looked at, and at once when one comes back to it. */
export function everyFew(seconds: number, look: () => void): () => void {
  const lookIfSeen = (): void => {
    if (document.visibilityState === 'visible') look();
  };
  const timer = setInterval(lookIfSeen, seconds * 1000);
  document.addEventListener('visibilitychange', lookIfSeen);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', lookIfSeen);
  };
}
