/** Saving that loses nothing: what could not be saved, copies, two versions. */
export const saving = {
  'saving.copy': 'Save as a copy',
  'saving.copy_again': 'Try again',
  'saving.copied': 'Saved as a copy at {time}. You and the reviewers can read it.',
  'saving.copy_failed': 'The copy was not saved: {reason}',
  'saving.copied_toast': 'Saved as a copy.',
  'saving.download': 'Download my answer',
  'saving.download_hint': 'As a JSON file, also without a connection',

  'saving.lease_unsent':
    'It was given to somebody else. Your latest changes are only on this device: save them as a copy, so that they are not lost.',
  'saving.lease_saved':
    'It was given to somebody else. Everything you did up to then is saved and stays readable here.',
  'saving.refused_title': 'The last change was not saved',
  'saving.refused_text': 'It is kept on this device. The server says: {detail}',
  'saving.discard_title': 'Discard this work?',
  'saving.discard_text': 'It exists only on this device. Without a copy or a download it is gone for good.',
  'saving.submit_waiting': 'The server does not answer. Handing in is tried again.',

  'saving.unsent_title': 'Not on the server yet',
  'saving.unsent_text': 'This device has work of yours that could not be saved.',
  'saving.unsent_open': 'Open',
  'saving.unsent_retry': 'Try again',
  'saving.unsent_age': 'Changed {age}',
  'saving.why.waiting': 'The server could not be reached. It is tried again by itself.',
  'saving.why.conflict': 'Another version was saved meanwhile. Open it to choose.',
  'saving.why.lease_lost': 'The video went to somebody else. Save the work as a copy.',
  'saving.why.moved_on': 'The annotation was handed in or judged meanwhile. Save the work as a copy.',
  'saving.why.refused': 'The server did not take it. Save it as a copy or download it.',
} as const;
