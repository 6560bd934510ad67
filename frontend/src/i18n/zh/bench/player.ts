import type { player as english } from '../../en/bench/player';
import type { Message } from '../../types';

export const player = {
  'stage.label': '画面',
  'stage.picture': '第 {frame} 帧',
  'stage.box_keyframe': '痕迹 {number}，框设于此帧',
  'stage.box_between': '痕迹 {number}，框介于关键帧之间',
} as const satisfies Record<keyof typeof english, Message>;
