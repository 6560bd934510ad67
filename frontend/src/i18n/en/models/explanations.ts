/** Standardised wordings beside what people wrote. */
export const explanations = {
  'explanations.tab': 'Explanations',
  'explanations.intro':
    'A standardised wording stands beside what a person wrote and never replaces it. Releases always carry the text as written, and the wording where a reviewer accepted one.',
  'explanations.off':
    'This project does not standardise explanations now: releases carry none of these wordings.',
  'explanations.show': 'Which wordings',
  'explanations.status.proposed': 'To decide',
  'explanations.status.accepted': 'Accepted',
  'explanations.status.rejected': 'Rejected',
  'explanations.propose': 'Propose wordings',
  'explanations.choose': 'Choose number {number}',
  'explanations.choose_all': 'Choose all shown',
  'explanations.choose_none': 'Choose none',
  'explanations.accept': 'Accept',
  'explanations.reject': 'Reject',
  'explanations.take_back': 'Decide again',
  'explanations.accept_many': { one: 'Accept {count} chosen', other: 'Accept {count} chosen' },
  'explanations.reject_many': { one: 'Reject {count} chosen', other: 'Reject {count} chosen' },
  'explanations.done.accepted': { one: '{count} wording accepted.', other: '{count} wordings accepted.' },
  'explanations.done.rejected': { one: '{count} wording rejected.', other: '{count} wordings rejected.' },
  'explanations.done.proposed': {
    one: '{count} wording waits to be decided again.',
    other: '{count} wordings wait to be decided again.',
  },
  'explanations.undo': 'Undo',
  'explanations.keys':
    'In the list: ↑ and ↓ go from one to the next, space chooses, A accepts, R rejects, U decides again.',
  'explanations.list': 'Wordings',
  'explanations.raw': 'As written',
  'explanations.proposed': 'Proposed',
  'explanations.changes': 'Changes',
  'explanations.removed': 'Removed:',
  'explanations.added': 'Added:',
  'explanations.by_rules': 'By rules: spaces, capital, full stop',
  'explanations.decided': 'Decided by {who}, {when}',
  'explanations.prompt': 'What the model was asked',
  'explanations.none.proposed': 'Nothing to decide',
  'explanations.none.accepted': 'No wording accepted yet',
  'explanations.none.rejected': 'No wording rejected',
  'explanations.none_text':
    'Wordings are proposed for the explanations of gold; those that need no change get none.',
} as const;
