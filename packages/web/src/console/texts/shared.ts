/** What the pages of rooms, queues, people and ways have in common. */
export const sharedTexts = {
  en: {
    links: { open: 'Open', back: 'Back', on: 'Next' },
    changes: {
      save: 'Save',
      refused: '{{title}} ({{code}}): {{message}}',
      atField: '{{title}}: {{message}}',
    },
    messages: {
      system: 'System',
      syncId: 'Place in the log',
      way: 'The way of message {{id}}',
    },
  },
  zh: {
    links: { open: '打开', back: '上一页', on: '下一页' },
    changes: {
      save: '保存',
      refused: '{{title}}（{{code}}）：{{message}}',
      atField: '{{title}}：{{message}}',
    },
    messages: {
      system: '系统',
      syncId: '日志中的位置',
      way: '消息 {{id}} 的链路',
    },
  },
};
