import { expect, test } from 'bun:test';
import { createInstance } from 'i18next';
import { en } from '../texts/en.ts';
import { zh } from '../texts/zh.ts';
import { faultWords } from './crowd-words.ts';

const i18n = createInstance();
await i18n.init({
  resources: { en: { translation: en }, zh: { translation: zh } },
  interpolation: { escapeValue: false },
});
const message = 'too many connections just now';

test('a refusal is told in the language of the page, not in the words of the server', () => {
  const of = (code: string, language: string) =>
    faultWords({ code, message }, i18n.getFixedT(language));
  expect(of('overloaded', 'zh')).toBe('服务器现在太忙，请稍后再试。');
  expect(of('unknown_command', 'zh')).toBe(
    '这台服务器带不来人气：请在仓库目录里用 npm start 启动。',
  );
  expect(of('unknown_command', 'en')).toContain('npm start');
  expect(of('no_answer', 'zh')).toBe('服务器没有响应，请稍后再试。');
});

test('a code that has no text of its own is named', () => {
  const fault = { code: 'store_full', message };
  expect(faultWords(fault, i18n.getFixedT('en'))).toBe('The server refused (store_full).');
  expect(faultWords(fault, i18n.getFixedT('zh'))).toBe('服务器拒绝了请求（store_full）。');
});
