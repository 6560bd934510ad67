import '../../../ui/iconsMore';

/** What the workbench does without at first: one chunk, fetched while the person looks at the first frame. */

export { default as ComparePane } from '../../../canvas/ComparePane.svelte';
export { default as CompositeLayer } from '../../../canvas/CompositeLayer.svelte';
export { SoundFollower } from '../../../player/audio';
export { default as NoticeBell } from '../../../shell/frame/NoticeBell.svelte';
export { default as SignInDialog } from '../../../shell/frame/SignInDialog.svelte';
export { draftParse } from '../../../state/saving/draftShape';
export { ThreadBoard } from '../../../state/threads/board.svelte';
export { default as LoopRange } from '../../../timeline/LoopRange.svelte';
export { default as StripRow } from '../../../timeline/StripRow.svelte';
export { default as ConfirmDialog } from '../../../ui/overlay/ConfirmDialog.svelte';
export { default as PicturePins } from '../../threads/panel/PicturePins.svelte';
export { default as TimelinePins } from '../../threads/panel/TimelinePins.svelte';
export { default as ThreadsButton } from '../../threads/ThreadsButton.svelte';
export { default as Beside } from '../Beside.svelte';
export { clipThreadsOf } from '../clipThreads';
export { default as ConflictDialog } from '../dialogs/conflict/ConflictDialog.svelte';
export { default as HelpDialog } from '../dialogs/HelpDialog.svelte';
export { default as KeysDialog } from '../dialogs/KeysDialog.svelte';
export { default as ReturnDialog } from '../dialogs/ReturnDialog.svelte';
export { default as SkipDialog } from '../dialogs/SkipDialog.svelte';
export { default as Tour } from '../guide/Tour.svelte';
export { default as MissingList } from '../inspector/MissingList.svelte';
export { default as ReturnReasons } from '../inspector/ReturnReasons.svelte';
export { default as TraceForm } from '../inspector/TraceForm.svelte';
export { Carrying } from '../marking/carrying.svelte';
export { default as MarkingDialog } from '../marking/MarkingDialog.svelte';
export { default as ProposalBar } from '../marking/ProposalBar.svelte';
export { default as SaveBanner } from '../saving/SaveBanner.svelte';
export { default as StateBanner } from '../stage/StateBanner.svelte';
export { default as AdjustPanel } from '../viewing/AdjustPanel.svelte';
export { default as AidPanel } from '../viewing/AidPanel.svelte';
export { default as Badges } from '../viewing/Badges.svelte';
export { default as Loupe } from '../viewing/Loupe.svelte';
export { default as MiniMap } from '../viewing/MiniMap.svelte';
export { reviewAccept, reviewReturn, workRelease, workWithdraw } from './judging';
