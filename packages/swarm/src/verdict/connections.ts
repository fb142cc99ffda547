import type { Judge } from './judged.ts';
import { number, verdictOf } from './verdict.ts';

/** No connection ended that neither the load nor a fault ended, and all devices are back at the end. */
export const judgeConnections: Judge = (judged) => {
  const { findings, totals, outside } = judged.context;
  const { connects = 0, losses = 0, reconnects = 0, connectFailures = 0 } = totals.counters;
  if (connects === 0 && findings.connected === 0 && findings.away === 0) return undefined;
  const unexpected = outside.counters.losses ?? 0;
  const problems = [
    ...(unexpected > 0 ? [`${number(unexpected)} connections were lost outside of faults`] : []),
    ...(judged.isFaulted ? [] : judged.faults('close')),
    ...(findings.away > 0 ? [`${number(findings.away)} devices are not connected at the end`] : []),
  ];
  const good = [
    `${number(findings.connected)} devices connected at the end`,
    losses > 0 ? `${number(losses)} lost in faults, ${number(reconnects)} reconnects` : 'none lost',
    ...(connectFailures > 0 ? [`${number(connectFailures)} attempts to connect failed`] : []),
  ].join(', ');
  return verdictOf('connections', problems, good);
};
