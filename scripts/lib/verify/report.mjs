import { writeFileSync } from 'node:fs';

/** What was verified, step by step, as a table for people; the exit code follows from it. */
export class Report {
  steps = [];
  tables = [];

  constructor(title) {
    this.title = title;
  }

  /** @param {boolean} ok whether it is as it must be; @param {string} result in a few words, with units */
  step(name, ok, result) {
    this.steps.push({ name, ok, result });
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(52)} ${result}\n`);
  }

  /** Figures to look at, which decide nothing. @param {string[][]} rows */
  table(title, head, rows) {
    this.tables.push({ title, head, rows });
    process.stdout.write(`\n${title}\n${asText([head, ...rows])}\n`);
  }

  get failed() {
    return this.steps.filter(({ ok }) => !ok).length;
  }

  markdown() {
    const steps = this.steps.map(({ name, ok, result }) => [name, ok ? 'yes' : '**no**', result]);
    const parts = [`# ${this.title}`, asMarkdown(['step', 'as it must be', 'measured'], steps)];
    for (const { title, head, rows } of this.tables) parts.push(`## ${title}`, asMarkdown(head, rows));
    return `${parts.join('\n\n')}\n`;
  }

  write(file) {
    writeFileSync(file, this.markdown());
  }
}

const widthsOf = (rows) => rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
const padded = (row, widths) => row.map((cell, column) => cell.padEnd(widths[column]));

function asText(rows) {
  const widths = widthsOf(rows);
  return rows.map((row) => `  ${padded(row, widths).join('  ')}`.trimEnd()).join('\n');
}

function asMarkdown(head, rows) {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = widthsOf([head, ...escaped]);
  const line = (row) => `| ${padded(row, widths).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...escaped.map(line)].join('\n');
}
