import type { states as english } from '../../en/base/states';
import type { Message } from '../../types';

export const states = {
  'state.slow': '等待时间比平时长：服务器或网络较慢。可以继续等待，也可以重试。',
  'state.offline_bar': '当前处于离线状态。屏幕上的内容会保留，网络恢复后自动继续。',
  'state.offline_wait': '网络恢复后，本页会自动重试。',
  'state.signed_out': '您已退出登录',
  'state.signed_out_detail': '请重新登录后继续，已写的内容不会丢失。',
  'state.throttled': '操作过于频繁',
  'state.server': '服务器出现问题',
  'state.stale': '本站已更新',
  'state.stale_detail': '需要加载新版本的内容。请刷新页面，已写的内容不会丢失。',
  'state.reload': '刷新页面',
  'state.sign_in': '登录',
} satisfies Record<keyof typeof english, Message>;
