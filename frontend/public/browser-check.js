// Runs before the application, in the words of old browsers: one that lacks what the application is written with
// shows the note in the page instead of nothing.
(function () {
  var known =
    'noModule' in document.createElement('script') &&
    'structuredClone' in window &&
    'HTMLDialogElement' in window &&
    'hasOwn' in Object &&
    window.CSS &&
    CSS.supports('color', 'color-mix(in srgb, red, red)');
  if (known) return;
  document.documentElement.setAttribute('data-unsupported', '');
  document.addEventListener('DOMContentLoaded', function () {
    document.getElementById('unsupported').removeAttribute('hidden');
  });
})();
