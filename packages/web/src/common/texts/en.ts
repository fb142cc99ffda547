export const en = {
  close: 'Close',
  cancel: 'Cancel',
  more: 'More',
  clear: 'Clear',
  loading: 'Loading',
  notices: 'Notices',
  fewer: 'Less',
  greater: 'More',
  language: 'Language',
  theme: { label: 'Appearance', system: 'Like the device', light: 'Light', dark: 'Dark' },
  justNow: 'just now',
  yesterday: 'Yesterday',
};
