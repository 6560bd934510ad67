// Runs before anything is painted: the page comes up in the theme that was last in force on this device.
// The same rule as in src/shell/theme.svelte.ts, which takes over once the application is loaded.
try {
  const choice = localStorage.getItem('deeptrace.theme');
  const system = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  document.documentElement.dataset.theme = choice === 'system' ? system : choice === 'light' ? 'light' : 'dark';
} catch {
  document.documentElement.dataset.theme = 'dark';
}
