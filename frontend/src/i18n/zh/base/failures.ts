import type { failures as english } from '../../en/base/failures';
import type { Message } from '../../types';

export const failures = {
  'error.title': '出错了',
  'error.unexpected': '请求失败。请重试；如果一直失败，请告知本站的运维人员。',
  'error.offline': '无法连接服务器。请检查网络后重试。',
  'error.not_authenticated': '您已退出登录。请重新登录后继续。',
  'error.permission_denied': '您在此项目中的角色不允许这样做。',
  'error.not_found': '内容不存在，或者您无权查看。',
  'error.throttled': '尝试次数过多。请等一分钟后再试。',
  'error.server_error': '服务器未能响应。您写的内容没有丢失，请重试。',
  'error.invalid': '部分输入内容无效。',
  'error.not_yours': '您在此项目中的角色不允许这样做。',
  'error.video_not_ready': '视频仍在准备中。',
  'error.media_missing': '导入此视频时没有附带媒体文件。',
  'error.annotation_not_draft': '此标注已经提交，不能再修改。',
  'error.wrong_state': '期间已有人更改了它，现在无法执行此操作。',
  'error.stale_revision': '期间已有人更改了它。',
  'error.lease_lost': '您处理此视频的时间已到，已由其他人接手。',
  'error.page.not_found': '此地址没有对应的页面',
  'error.page.not_found_detail': '链接可能已失效，或者所指的内容已被移除。',
  'error.page.forbidden': '您无权访问此页面',
  'error.page.forbidden_detail': '您在此项目中的角色不包含此页面。项目管理员可以调整您的角色。',
  'error.page.offline': '无法连接服务器',
  'error.page.broken': '此页面无法加载',
} as const satisfies Record<keyof typeof english, Message>;
