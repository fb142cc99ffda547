import type { AuditAnswer } from '@eagre/server/console';
import type { Locator, Page } from 'playwright-core';
import type { Operator } from './operator.ts';

/** Presses a button that asks before, and says yes. */
export async function pressAndConfirm(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await confirm(page, button);
}

/** Says yes to the question that is open. */
export async function confirm(page: Page, button: string): Promise<void> {
  const question = page.getByRole('alertdialog');
  await question.getByRole('button', { name: button, exact: true }).click();
}

/** Chooses in a list that opens by a button; `button` is the list's label or a part of it. */
export async function choose(page: Page, button: string | RegExp, option: string): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** Takes away what is told at the page's edge, for what lies beneath. */
export async function dismissNotices(page: Page): Promise<void> {
  const close = page
    .getByRole('region', { name: 'Notices' })
    .getByRole('button', { name: 'Close' });
  for (let left = await close.count(); left > 0; left = await close.count()) {
    await close.first().click();
  }
}

/** Waits until a field says what is wrong with its value, and gives what it says and still has. */
export async function refusalAt(field: Locator): Promise<{ said: string; value: string }> {
  await field.and(field.page().locator('[aria-invalid=true]')).waitFor();
  const said = await field.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => element.ownerDocument.getElementById(id)?.textContent ?? '')
      .join(' '),
  );
  return { said, value: await field.inputValue() };
}

/** What an operator did to the app, oldest first, as the audit log tells it: `PATCH /v1/… 200`. */
export async function audited(operator: Operator, name: string): Promise<readonly string[]> {
  const { entries } = await operator.get<AuditAnswer>('audit?limit=100');
  return entries
    .filter((entry) => entry.name === name && entry.app === 'dev')
    .map(({ action, status, detail }) => `${action} ${status} ${detail ?? ''}`.trimEnd())
    .toReversed();
}
