export const zh = {
  close: '关闭',
  cancel: '取消',
  more: '更多',
  clear: '清空',
  loading: '加载中',
  notices: '通知',
  fewer: '减少',
  greater: '增加',
  language: '语言',
  theme: { label: '外观', system: '跟随系统', light: '浅色', dark: '深色' },
  justNow: '刚刚',
  yesterday: '昨天',
};
