/** Words of other areas that the workbench shows at once. */
export const words = {
  'verdict.fake': 'Fake',
  'verdict.real': 'Real',
  'verdict.unsure': "Can't tell",
  'verdict.none': 'No verdict yet',

  'status.draft': 'Draft',
  'status.submitted': 'Submitted',
  'status.returned': 'Returned',
  'status.accepted': 'Accepted',

  'workbench.opening': 'Opening the workbench',
  'flow.notices.new': {
    one: 'A reviewer looked at your work: {count} video.',
    other: 'Reviewers looked at your work: {count} videos.',
  },

  'threads.panel': 'Threads of this video',
  'threads.open_count': {
    one: 'Threads: {count} with something new',
    other: 'Threads: {count} with something new',
  },
  'flow.guide.title': 'Guideline and categories',
  'saving.submit_waiting': 'The server does not answer. Handing in is tried again.',
} as const;
