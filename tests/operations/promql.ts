import { parser } from '@prometheus-io/lezer-promql';

/** What an expression of Prometheus speaks of. */
export interface Expression {
  /** Pieces that are no part of the language, as they are written. */
  readonly errors: string[];
  readonly metrics: string[];
  readonly labels: string[];
  /** Metrics over a range of time: what `rate` and `increase` take. */
  readonly ranged: string[];
}

export function readExpression(text: string): Expression {
  const found: Expression = { errors: [], metrics: [], labels: [], ranged: [] };
  parser.parse(text).iterate({
    enter(node) {
      const piece = text.slice(node.from, node.to);
      if (node.type.isError) found.errors.push(`at ${node.from}: ${piece}`);
      if (node.name === 'LabelName') found.labels.push(piece);
      if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector') {
        found.metrics.push(piece);
      }
      if (node.name === 'MatrixSelector') found.ranged.push(/^\w+/.exec(piece)?.[0] ?? piece);
    },
  });
  return found;
}
