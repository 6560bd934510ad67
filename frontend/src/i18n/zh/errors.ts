import type { errors as english } from '../en/errors';
import type { Message } from '../types';

export const errors = {
  'error.too_large': '文件超过了本站允许的大小。',
  'error.upload_too_large': '文件超过了本站允许的大小。',
  'error.sign_in_failed': '用户名或密码不正确。',
  'error.second_factor_required': '请输入验证器应用显示的验证码。',
  'error.second_factor_wrong': '验证码不正确或已失效，请等待下一个。',
  'error.oidc_cancelled': '身份提供方没有允许登录。您可以重试，或使用密码登录。',
  'error.oidc_expired': '登录用时过长，或是在另一个窗口中开始的。请重新开始。',
  'error.oidc_away': '身份提供方没有响应。请稍后重试，或使用密码登录。',
  'error.oidc_untrusted': '身份提供方的答复不可信。请重新开始；如果仍然如此，请告知管理员。',
  'error.oidc_email_unverified': '身份提供方尚未验证您的邮箱地址。请先在那里验证。',
  'error.oidc_domain': '您的邮箱域名不能在这里登录。',
  'error.oidc_no_account': '这里没有使用您邮箱地址的账户。请联系管理员添加。',
  'error.oidc_account_closed': '您在这里的账户已关闭。请联系管理员。',
  'error.oidc_password_only': '网站管理员请使用用户名和密码登录。',
  'error.sign_in_throttled': '登录失败次数过多。请稍后再试，或请管理员为您重设密码。',
  'error.invitation_invalid': '此邀请已被使用、已被撤销或已过期。请索取新的链接。',
  'error.reset_invalid': '此链接已被使用或已过期。请向管理员索取新的链接。',
  'error.last_admin': '项目至少要保留一名管理员。',
  'error.video_duplicate': '此项目中已有完全相同的文件。',
  'error.video_id_taken': '此项目中已有另一个视频使用这个名称。',
  'error.release_not_done': '发布版仍在生成中。',
  'error.stats_not_counted': '统计该项目失败。请重试；如再次失败，站点管理员可在“系统”页面查看原因。',
  'error.own_work': '不能复核自己的标注。',
} as const satisfies Record<keyof typeof english, Message>;
